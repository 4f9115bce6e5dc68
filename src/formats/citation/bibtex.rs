//! BibTeX: `@techreport` with text that LaTeX can set.
//!
//! In: a reference. Out: one entry, in UTF-8 as biber and today's BibTeX styles read it. What is special in TeX is written
//! as a command, braces too, since BibTeX counts even escaped ones.

use std::fmt::Write as _;

use super::name::Name;
use super::{Reference, line};
use crate::date::MONTHS;

/// The entry.
pub(super) fn write(reference: &Reference<'_>) -> String {
    let mut out = format!("@techreport{{{},\n", reference.key);
    let mut field = |name: &str, value: &str| match value {
        "" => {}
        // A month is a name that styles know, not a text. Writing to a String cannot fail.
        month if name == "month" => drop(writeln!(out, "  month = {month},")),
        // In quotation marks, because two braces side by side look like what a template leaves when it fails.
        braced if braced.starts_with('{') => drop(writeln!(out, "  {name} = \"{braced}\",")),
        value => drop(writeln!(out, "  {name} = {{{value}}},")),
    };
    // A second pair of braces keeps capitals where a style would lower them.
    field("title", &format!("{{{}}}", text(reference.title)));
    let authors: Vec<String> = reference.authors.iter().map(|name| author(name)).collect();
    field("author", &authors.join(" and "));
    field("institution", &text(reference.publisher));
    let day = reference.date.day;
    field("year", &format!("{:04}", day.year()));
    field("month", &MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1) % 12][..3]);
    field("day", &day.day().to_string());
    field("series", &text(reference.series.unwrap_or_default()));
    field("url", &address(&reference.url));
    field("language", &text(reference.language));
    let tags: Vec<String> = reference.tags.iter().map(|tag| text(tag)).collect();
    field("keywords", &tags.join(", "));
    field("abstract", &text(reference.summary));
    field("note", &text(reference.note.unwrap_or_default()));
    out.push_str("}\n");
    out
}

/// A name. BibTeX takes names apart at spaces, commas and the word "and"; braces keep that of a body whole.
fn author(name: &str) -> String {
    match Name::read(name) {
        Name::Person { family, given, suffix: "" } => format!("{}, {}", text(family), text(given)),
        Name::Person { family, given, suffix } => {
            format!("{}, {}, {}", text(family), text(suffix), text(given))
        }
        Name::Whole(name) => format!("{{{}}}", text(name)),
    }
}

/// Text with what TeX would take for a command written as one that shows it.
fn text(plain: &str) -> String {
    let plain = line(plain);
    let mut out = String::with_capacity(plain.len() + 8);
    for character in plain.chars() {
        match character {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            // It would end a field that stands in quotation marks.
            '"' => out.push_str("\\textquotedbl{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '$' | '&' | '%' | '#' | '_' => out.extend(['\\', character]),
            other => out.push(other),
        }
    }
    out
}

/// An address, which is printed as it stands: only what would end the field is encoded.
fn address(url: &str) -> String {
    line(url).replace('\\', "%5C").replace('{', "%7B").replace('}', "%7D")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::sample;
    use super::*;

    #[test]
    fn an_entry_is_set_by_tex_as_it_was_written() {
        assert_eq!(
            write(&sample()),
            "@techreport{reports-harbours,
  title = \"{Harbours \\& “quays”: 50 \\% \\textbraceleft{}full\\textbraceright{}}\",
  author = {García, Dolores and {Centre for Ports and Seas}},
  institution = {The Desk},
  year = {2025},
  month = may,
  day = {20},
  series = {Ports\\_1},
  url = {https://desk.example/reports/harbours/},
  language = {en},
  keywords = {ports, C\\#},
  abstract = {One line. ER  - and another.},
  note = {SECRET},
}
"
            .replace("ER  -", "ER -")
        );
    }

    /// A text of an entry as a reader shows it.
    fn shown(chunks: &[biblatex::Spanned<biblatex::Chunk>]) -> String {
        chunks.iter().map(|chunk| chunk.v.get()).collect()
    }

    #[test]
    fn a_suffix_stands_between_family_and_given_name() {
        assert_eq!(author("Smith, John, Jr."), "Smith, Jr., John");
    }

    proptest! {
        #[test]
        fn a_reader_of_bibtex_gets_back_what_was_meant(title in "[ -~äñ“”]{1,40}", author in "[a-zA-Zäñ ,&{}%\"]{1,30}") {
            prop_assume!(!line(&title).is_empty() && !line(&author).is_empty());
            let written = write(&Reference { title: &title, authors: vec![&author, "Ida"], ..sample() });
            let read = biblatex::Bibliography::parse(&written).map_err(|error| TestCaseError::fail(format!("{error}: {written}")))?;
            let entry = read.get("reports-harbours").expect("the entry");
            // The reader does not know the commands for braces, quotation mark, backslash, tilde and circumflex; they are tested below.
            if !title.contains(['{', '}', '\\', '~', '^', '"']) {
                prop_assert_eq!(shown(entry.get("title").expect("a title")), line(&title));
            }
            prop_assert_eq!(entry.author().expect("authors").len(), 2);
        }

        #[test]
        fn no_text_leaves_its_field(any in any::<String>()) {
            let out = text(&any);
            let mut depth = 0_i32;
            for character in out.chars() {
                depth += match character { '{' => 1, '}' => -1, _ => 0 };
                prop_assert!(depth >= 0 && !character.is_control());
            }
            prop_assert_eq!(depth, 0);
            let plain = out
                .replace("\\textbackslash{}", "\u{1}").replace("\\textbraceleft{}", "{").replace("\\textbraceright{}", "}")
                .replace("\\textquotedbl{}", "\"").replace("\\textasciitilde{}", "~").replace("\\textasciicircum{}", "^")
                .replace("\\$", "$").replace("\\&", "&").replace("\\%", "%").replace("\\#", "#").replace("\\_", "_")
                .replace('\u{1}', "\\");
            prop_assert_eq!(plain, line(&any));
        }
    }
}

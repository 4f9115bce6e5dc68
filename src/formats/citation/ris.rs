//! RIS: a tag of two characters, two spaces, a hyphen, a space, and a value in one line.
//!
//! In: a reference. Out: one record of type `RPRT` with lines that end as the format wants, in CR LF. The format has no
//! escapes; a value in one line cannot begin another tag.

use super::name::Name;
use super::{Reference, line};

/// The record.
pub(super) fn write(reference: &Reference<'_>) -> String {
    let mut out = String::from("TY  - RPRT\r\n");
    let mut tag = |tag: &str, value: &str| {
        let value = line(value);
        if !value.is_empty() {
            for part in [tag, "  - ", &value, "\r\n"] {
                out.push_str(part);
            }
        }
    };
    tag("ID", &reference.key);
    tag("TI", reference.title);
    for author in &reference.authors {
        match Name::read(author) {
            Name::Person { family, given, suffix: "" } => tag("AU", &format!("{family}, {given}")),
            Name::Person { family, given, suffix } => tag("AU", &format!("{family}, {given}, {suffix}")),
            // Readers take a name apart at its comma.
            Name::Whole(name) => tag("AU", &name.replace(',', "")),
        }
    }
    tag("PB", reference.publisher);
    let day = reference.date.day;
    tag("PY", &format!("{:04}", day.year()));
    tag("DA", &format!("{:04}/{:02}/{:02}", day.year(), day.month(), day.day()));
    tag("T3", reference.series.unwrap_or_default());
    for keyword in &reference.tags {
        tag("KW", keyword);
    }
    tag("AB", reference.summary);
    tag("LA", reference.language);
    tag("UR", &reference.url);
    tag("N1", reference.note.unwrap_or_default());
    out.push_str("ER  - \r\n");
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::sample;
    use super::*;

    #[test]
    fn a_record_has_a_line_for_each_value() {
        assert_eq!(
            write(&sample()).split("\r\n").collect::<Vec<_>>(),
            [
                "TY  - RPRT",
                "ID  - reports-harbours",
                "TI  - Harbours & “quays”: 50 % {full}",
                "AU  - García, Dolores",
                "AU  - Centre for Ports and Seas",
                "PB  - The Desk",
                "PY  - 2025",
                "DA  - 2025/05/20",
                "T3  - Ports_1",
                "KW  - ports",
                "KW  - C#",
                "AB  - One line. ER - and another.",
                "LA  - en",
                "UR  - https://desk.example/reports/harbours/",
                "N1  - SECRET",
                "ER  - ",
                "",
            ]
        );
    }

    proptest! {
        #[test]
        fn no_value_begins_a_tag(title in any::<String>(), summary in "(\r?\nER  - |[a-z \u{2028}\u{85}]){0,8}") {
            let written = write(&Reference { title: &title, summary: &summary, ..sample() });
            let plain = write(&Reference { title: "a", summary: "", ..sample() });
            let tags = |text: &str| text.lines().map(|line| line[..2].to_owned()).filter(|tag| tag != "AB" && tag != "TI").collect::<Vec<_>>();
            prop_assert_eq!(tags(&written), tags(&plain));
            let read = written.lines().find_map(|line| line.strip_prefix("TI  - ")).unwrap_or_default();
            prop_assert_eq!(read, line(&title));
        }
    }
}

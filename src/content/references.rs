//! References of other programs: `sources.bib` (BibTeX, BibLaTeX) and `sources.json` (CSL-JSON, as Zotero exports it) beside
//! sources.toml.
//!
//! In: their text. Out: [`SourceRecord`]s with what such files know: title, authors, publisher, address, dates. Grades,
//! groups and levels are a desk's own; an entry of sources.toml with the same id adds them.

use std::ops::Range;
use std::sync::Arc;

use biblatex::{Bibliography, ChunksExt, DateValue, Entry, PermissiveType, Person, RawBibliography};
use serde_json::Value;

use super::bibtex_links::fault;
use super::bibtex_text::{address, braced, day_and_month, link, typeset, undashed, without_commands};
use super::registry::{SourceRecord, is_id, is_web_address};
use crate::classification::Scheme;
use crate::date::Moment;
use crate::diag::{Diagnostic, codes};
use crate::portion::read_mark;
use crate::table::{Findings, is_printable};

/// The name of a registry in BibTeX.
pub const BIBTEX: &str = "sources.bib";

/// The name of a registry in CSL-JSON.
pub const CSL: &str = "sources.json";

/// A day, or the year and perhaps the month where a file knows no more.
type Date = (Option<Moment>, Option<String>);

/// Reads BibTeX. The first mistake ends the reading: behind it nobody knows what is a name and what a text.
pub fn bibtex(text: &str, scheme: &Scheme, findings: &mut Findings<'_>) -> Vec<SourceRecord> {
    let source = braced(text);
    let raw = RawBibliography::parse(&source);
    if let Some((place, words)) = raw.as_ref().ok().and_then(fault) {
        let finding = Diagnostic::new(&codes::REFERENCES, format!("this entry cannot be read: {words}"));
        findings
            .push(&place, finding.help("have `crossref`, `xdata` and `@string` name others, and no circle"));
        return Vec::new();
    }
    let parsed = raw.and_then(|raw| {
        let places: Vec<Range<usize>> = raw.entries.iter().map(|entry| entry.v.key.span.clone()).collect();
        Ok((Bibliography::from_raw(raw)?, places))
    });
    let (bibliography, places) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let message = format!("this is not BibTeX: {}", error.kind);
            let finding = Diagnostic::new(&codes::REFERENCES, message);
            findings.push(&error.span, finding.help("export the file again, or mend the entry"));
            return Vec::new();
        }
    };
    let file: Arc<str> = findings.path.into();
    bibliography
        .iter()
        .zip(places)
        .filter_map(|(entry, place)| {
            let text = |key: &str| {
                let words = entry.get(key).map(|chunks| clean(&chunks.format_verbatim()));
                words.filter(|words| !words.is_empty())
            };
            let words = |key: &str| text(key).map(|words| typeset(&without_commands(&words)));
            let web = |key: &str| text(key).map(|written| address(&undashed(written, &source)));
            let doi = || web("doi").map(|doi| doi_address(&doi));
            let elsewhere =
                || ["howpublished", "note"].into_iter().find_map(|key| link(&text(key)?).map(str::to_owned));
            let day = || day_and_month(&text("month")?);
            let published = match entry.date() {
                Ok(PermissiveType::Typed(date)) => match (entry.get("date"), date.value, day()) {
                    // The library takes the day for the month.
                    (None, DateValue::At(date), Some((day, month))) => {
                        partial(i64::from(date.year), Some(month), Some(day))
                    }
                    (_, value, _) => date_of(value),
                },
                Ok(PermissiveType::Chunks(_)) | Err(_) => (None, text("year").filter(|year| is_year(year))),
            };
            let accessed: Option<Moment> = text("urldate").and_then(|date| Moment::from_text(&date));
            Reference {
                title: words("title"),
                authors: people(entry),
                publisher: ["publisher", "institution", "organization", "journaltitle", "journal"]
                    .into_iter()
                    .find_map(words),
                url: web("url").or_else(doi).or_else(elsewhere),
                published,
                accessed,
            }
            .record(&entry.key, (Arc::clone(&file), place), scheme, findings)
        })
        .collect()
}

fn people(entry: &Entry) -> Vec<String> {
    let authors = entry.author().or_else(|_| {
        let editors = entry.editors().unwrap_or_default();
        Ok::<_, ()>(editors.into_iter().flat_map(|(people, _)| people).collect())
    });
    let name = |person: &Person| {
        let parts = [&person.given_name, &person.prefix, &person.name, &person.suffix];
        let parts: Vec<&str> =
            parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        let name = clean(&parts.join(" "));
        // "A and others": BibTeX's way to say that there are more.
        if name == "others" { "et al.".to_owned() } else { name }
    };
    authors.unwrap_or_default().iter().map(name).filter(|name| !name.is_empty()).collect()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Of a period its beginning: what is published over months was there from the first.
fn date_of(value: DateValue) -> Date {
    let (DateValue::At(date)
    | DateValue::After(date)
    | DateValue::Before(date)
    | DateValue::Between(date, _)) = value;
    partial(
        i64::from(date.year),
        date.month.map(|month| i64::from(month) + 1),
        date.day.map(|day| i64::from(day) + 1),
    )
}

/// A day where all parts are known, else year and month as ISO 8601 has them.
fn partial(year: i64, month: Option<i64>, day: Option<i64>) -> Date {
    // A sign is no digit of the four.
    let year = format!("{}{:04}", if year < 0 { "-" } else { "" }, year.unsigned_abs());
    let text = match (month, day) {
        (Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year}-{month:02}"),
        _ => year,
    };
    match Moment::from_text(&text) {
        Some(moment) => (Some(moment), None),
        None => (None, Some(text)),
    }
}

/// Reads CSL-JSON: a list of items.
pub fn csl(text: &str, scheme: &Scheme, findings: &mut Findings<'_>) -> Vec<SourceRecord> {
    // A mark of byte order is no part of the text; spaces keep every place where it is.
    let blank = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    let text = blank.as_deref().unwrap_or(text);
    let items = match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(items)) => items,
        Ok(_) => {
            let finding = Diagnostic::new(&codes::REFERENCES, "this is not CSL-JSON: not a list of items");
            findings.push(&(0..0), finding.help("export the references as CSL-JSON: [{ \"id\": \"…\", … }]"));
            return Vec::new();
        }
        Err(error) => {
            let at = byte(text, error.line(), error.column());
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            let finding = Diagnostic::new(&codes::REFERENCES, format!("this is not JSON: {words}"));
            findings.push(&(at..at), finding.help("export the file again"));
            return Vec::new();
        }
    };
    let file: Arc<str> = findings.path.into();
    let mut from = 0;
    let mut records: Vec<SourceRecord> = Vec::new();
    for item in items {
        let id = match &item["id"] {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => {
                let finding = Diagnostic::new(&codes::REFERENCES, "an item without an id");
                findings.push(&(from..from), finding.help("give each item an id that citations can name"));
                continue;
            }
        };
        let place = place_of(text, &id, from);
        from = place.end;
        let id = citable(id, &item);
        if let Some(earlier) = records.iter().find(|record| record.id == id) {
            let finding = Diagnostic::new(&codes::REFERENCES, format!("`{id}` stands twice"));
            let earlier = crate::diag::Place::new(findings.path, earlier.place.1.clone());
            findings.push(&place, finding.note("the first one", Some(earlier)).help("remove one of the two"));
            continue;
        }
        for key in ["issued", "accessed"] {
            if !is_possible(&item[key]) {
                let message = format!("`{key}` of `{id}` is a day that does not exist");
                let finding = Diagnostic::new(&codes::INVALID_VALUE, message);
                findings
                    .push(&place, finding.help("write a real date: year, month 1 to 12, day of that month"));
            }
        }
        let text = |key: &str| item[key].as_str().map(clean).filter(|words| !words.is_empty());
        let words = |key: &str| text(key).map(|words| clean(&unmarked(&words)));
        let reference = Reference {
            title: words("title"),
            authors: ["author", "editor"]
                .into_iter()
                .map(|key| names(&item[key]))
                .find(|names| !names.is_empty())
                .unwrap_or_default(),
            publisher: words("publisher").or_else(|| words("container-title")),
            url: text("URL").or_else(|| text("DOI").map(|doi| doi_address(&doi))),
            published: csl_date(&item["issued"]),
            accessed: csl_date(&item["accessed"]).0,
        };
        records.extend(reference.record(&id, (Arc::clone(&file), place), scheme, findings));
    }
    records
}

/// What citations name an item: its id, or where that cannot be cited, as the addresses that Zotero exports, its citation key or
/// the last part of the address.
fn citable(id: String, item: &Value) -> String {
    if is_id(&id) {
        return id;
    }
    let key = item["citation-key"].as_str().filter(|key| is_id(key));
    let last = || id.rsplit('/').next().filter(|last| is_id(last) && id.contains("://"));
    key.or_else(last).unwrap_or(&id).to_owned()
}

fn names(list: &Value) -> Vec<String> {
    let name = |person: &Value| {
        let part = |key: &str| person[key].as_str();
        let parts: Vec<&str> = match part("literal") {
            Some(literal) => vec![literal],
            None => {
                ["given", "non-dropping-particle", "family", "suffix"].into_iter().filter_map(part).collect()
            }
        };
        clean(&parts.join(" "))
    };
    list.as_array().into_iter().flatten().map(name).filter(|name| !name.is_empty()).collect()
}

/// `{"date-parts": [[2025, 5, 20]]}`, whose parts some programs write as text, or `{"raw": "2025-05-20"}`, or the text alone. A year
/// 0 is how programs write that they know none.
fn csl_date(date: &Value) -> Date {
    let part = |at: usize| {
        let part = &date["date-parts"][0][at];
        part.as_i64().or_else(|| part.as_str()?.parse().ok())
    };
    if let Some(year) = part(0) {
        if year == 0 {
            return (None, None);
        }
        return partial(year, part(1), part(2));
    }
    let text = [&date["raw"], &date["literal"], date].into_iter().find_map(Value::as_str);
    let moment = text.and_then(Moment::from_text);
    let year = text.filter(|text| moment.is_none() && is_year(text)).map(str::to_owned);
    (moment, year)
}

/// Whether a date, as far as it is given in parts, is one of the calendar.
fn is_possible(date: &Value) -> bool {
    let ranges = date["date-parts"].as_array().into_iter().flatten();
    ranges.filter_map(Value::as_array).all(|parts| {
        let part =
            |at: usize| parts.get(at).and_then(|part| part.as_i64().or_else(|| part.as_str()?.parse().ok()));
        let Some(year) = part(0).filter(|year| *year != 0) else { return true };
        let text = format!("{year:04}-{:02}-{:02}", part(1).unwrap_or(1), part(2).unwrap_or(1));
        Moment::from_text(&text).is_some()
    })
}

/// The text of what CSL allows to be set in italics and the like.
fn unmarked(text: &str) -> String {
    let mut plain = text.to_owned();
    for tag in ["i", "b", "sup", "sub", "sc"] {
        plain = plain.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
    }
    for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        plain = plain.replace(entity, letter);
    }
    plain
}

/// What a reference says.
struct Reference {
    title: Option<String>,
    authors: Vec<String>,
    publisher: Option<String>,
    url: Option<String>,
    published: Date,
    accessed: Option<Moment>,
}

impl Reference {
    fn record(
        self,
        id: &str,
        place: (Arc<str>, Range<usize>),
        scheme: &Scheme,
        findings: &mut Findings<'_>,
    ) -> Option<SourceRecord> {
        if !is_id(id) {
            let finding = Diagnostic::new(&codes::INVALID_VALUE, format!("`{id}` cannot be cited"));
            findings
                .push(&place.1, finding.help("use letters, digits, `-`, `_`, `.`, `:`, `/`, `+` and `'`"));
            return None;
        }
        let url = self.url.filter(|url| {
            let sound = is_web_address(url);
            if !sound {
                let message = format!("the address of `{id}` must be a web address");
                let finding = Diagnostic::new(&codes::FORBIDDEN_ADDRESS, message);
                findings.push(
                    &place.1,
                    finding.help("begin it with https:// and a host, and write a space as %20"),
                );
            }
            sound
        });
        let mut level = None;
        // A source goes as a whole, whichever of its texts has the mark.
        let mut read = |text: String| {
            let marked = read_mark(&text, scheme);
            level = level.max(marked.level);
            marked.text
        };
        let title = self.title.map(&mut read);
        let publisher = self.publisher.map(&mut read);
        let authors = self.authors.into_iter().map(read).collect();
        Some(SourceRecord {
            canonical: id.to_owned(),
            canonical_file: Arc::clone(&place.0),
            id: id.to_owned(),
            title,
            authors,
            publisher,
            url,
            published: self.published.0,
            published_in: self.published.1,
            accessed: self.accessed,
            level,
            place,
            ..SourceRecord::default()
        })
    }
}

/// Words with single spaces and without control characters.
fn clean(text: &str) -> String {
    let printable: String = text.chars().map(|one| if is_printable(one) { one } else { ' ' }).collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn doi_address(doi: &str) -> String {
    let doi = doi.trim_start_matches("https://doi.org/").trim_start_matches("doi:");
    format!("https://doi.org/{doi}")
}

/// The byte of a line and column, both from 1.
fn byte(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text.floor_char_boundary((start + column.saturating_sub(1)).min(text.len()))
}

/// Where an id stands in a JSON text.
fn place_of(text: &str, id: &str, from: usize) -> Range<usize> {
    let quoted = serde_json::to_string(id).unwrap_or_default();
    let at = text[from..].find(&quoted).map_or(from, |at| from + at);
    at..(at + quoted.len()).min(text.len())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    type Reader = fn(&str, &Scheme, &mut Findings<'_>) -> Vec<SourceRecord>;

    fn read(reader: Reader, text: &str) -> (Vec<SourceRecord>, Vec<String>) {
        let scheme = crate::classification::built_in("editorial").expect("it is in the binary");
        let mut findings = Findings::new("sources.x", 0);
        let records = reader(text, &scheme, &mut findings);
        let said = findings.diagnostics.iter().map(|found| {
            let start = found.place.as_ref().map_or(0, |place| place.span.start);
            format!("{} {} @{start}", found.code.id, found.message)
        });
        (records, said.collect())
    }

    #[test]
    fn bibtex_is_read() {
        let text = "@report{port-2025,\n  author = {H{\\\"o}pp, Ada and {Harbour Board}},\n  title = {Traffic {in} May},\n  institution = {Quay Ledger},\n  date = {2025-05-03},\n  url = {https://example.org/port},\n  urldate = {2025-06-01},\n}\n@book{old, title = \"Old book\", year = 1987, doi = {10.1/x}}\n";
        let (records, said) = read(bibtex, text);
        assert!(said.is_empty(), "{said:?}");
        let port = &records[0];
        assert_eq!(port.authors, ["Ada Höpp", "Harbour Board"]);
        assert_eq!(
            (port.title.as_deref(), port.publisher.as_deref()),
            (Some("Traffic in May"), Some("Quay Ledger"))
        );
        assert_eq!(port.published.map(Moment::iso).as_deref(), Some("2025-05-03"));
        assert_eq!(port.accessed.map(Moment::iso).as_deref(), Some("2025-06-01"));
        assert_eq!(&text[port.place.1.clone()], "port-2025");
        let old = &records[1];
        assert_eq!((old.published, old.published_in.as_deref()), (None, Some("1987")));
        assert_eq!(old.url.as_deref(), Some("https://doi.org/10.1/x"));
    }

    #[test]
    fn bibtex_is_read_in_its_other_forms() {
        let text = "@string(led = {Quay} # { Ledger})\n@article(port,\n  author = {Garc{\\'i}a, Jos{\\'e} and {\\O}re, {\\AA}sa},\n  \
            title = \"``Traffic'' in the caf{\\'e} -- 2024--2025\",\n  journal = led # { and Co},\n  month = may, year = 2025,\n  \
            url = {https://example.org/a--b_c},\n)\n@comment(nothing)\n";
        let (records, said) = read(bibtex, text);
        assert!(said.is_empty(), "{said:?}");
        let port = &records[0];
        assert_eq!(port.authors, ["José García", "Åsa Øre"]);
        assert_eq!(port.title.as_deref(), Some("“Traffic” in the café – 2024–2025"));
        assert_eq!(port.publisher.as_deref(), Some("Quay Ledger and Co"));
        assert_eq!(port.published_in.as_deref(), Some("2025-05"));
        assert_eq!(port.url.as_deref(), Some("https://example.org/a--b_c"));
        assert_eq!(&text[port.place.1.clone()], "port");
    }

    #[test]
    fn a_period_is_dated_by_its_beginning() {
        for date in ["2025-05/2025-07", "2025-05/", "2025-05~"] {
            let (records, _) = read(bibtex, &format!("@online{{a, title = {{T}}, date = {{{date}}}}}"));
            assert_eq!(records[0].published_in.as_deref(), Some("2025-05"), "{date}");
        }
    }

    #[test]
    fn csl_json_is_read() {
        let text = r#"[{"id": "port", "title": "Traffic", "author": [{"family": "Höpp", "given": "Ada"}, {"literal": "Harbour Board"}],
            "container-title": "Quay", "URL": "https://example.org/port", "issued": {"date-parts": [["2025", 5, 3]]}, "accessed": {"raw": "2025-06-01"}},
            {"id": 7, "issued": {"date-parts": [[1987, 2]]}}]"#;
        let (records, said) = read(csl, text);
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(records[0].authors, ["Ada Höpp", "Harbour Board"]);
        assert_eq!(records[0].published.map(Moment::iso).as_deref(), Some("2025-05-03"));
        assert_eq!((records[1].id.as_str(), records[1].published_in.as_deref()), ("7", Some("1987-02")));
    }

    #[test]
    fn what_other_programs_put_into_texts_is_read() {
        let text = "@book{a, title = {On \\emph{ports} and \\textbf{tides}}, author = {Ebb, Flo and others}, year = 1987, month = \"3 \" # mar}\n";
        let (records, said) = read(bibtex, text);
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(records[0].title.as_deref(), Some("On ports and tides"));
        assert_eq!(records[0].authors, ["Flo Ebb", "et al."]);
        let when = (records[0].published.map(Moment::iso), records[0].published_in.clone());
        assert!(when.0.or(when.1).is_some_and(|when| when.starts_with("1987")));
        let (records, said) = read(csl, "\u{feff}[{\"id\": \"a\", \"title\": \"<i>Ports</i> &amp; tides\"}]");
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(records[0].title.as_deref(), Some("Ports & tides"));
    }

    #[test]
    fn an_id_that_cannot_be_cited_gives_way_to_a_key_or_its_last_part() {
        let text = r#"[{"id": "http://zotero.org/users/1/items/AB", "citation-key": "port2025"}, {"id": "http://zotero.org/users/1/items/CD"}]"#;
        let (records, said) = read(csl, text);
        assert!(said.is_empty(), "{said:?}");
        let ids: Vec<_> = records.iter().map(|record| record.id.as_str()).collect();
        assert_eq!(ids, ["port2025", "CD"]);
        assert_eq!(&text[records[1].place.1.clone()], "\"http://zotero.org/users/1/items/CD\"");
    }

    #[test]
    fn links_of_bibtex_are_followed_within_bounds() {
        let (records, said) = read(
            bibtex,
            "@string{q = {Quay}}@string{p = q # { Press}}@book{a, title = {A}, publisher = p}\n\
             @inbook{b, title = {B}, crossref = {a}}",
        );
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(records[1].publisher.as_deref(), Some("Quay Press"));
        let mut text = "@string{s0 = {ab}}".to_owned();
        for level in 1..=24 {
            let before = level - 1;
            // Writing to a String cannot fail.
            let _ = write!(text, "@string{{s{level} = s{before} # s{before}}}");
        }
        let (_, said) = read(bibtex, &(text + "@misc{a, title = s24}"));
        assert!(said[0].starts_with("E0210") && said.len() == 1, "{said:?}");
    }

    #[test]
    fn keys_addresses_and_days_of_bibtex_are_read_as_written() {
        let text = "@article{DBLP:journals/x, title = {The $\\alpha$ of $x^2$}, year = 2024, month = {5~jun}, \
            url = {https://e.org/?x=1\\&y=2\\%20\\_a}}\n@misc{o'brien+2020, title = {U}, howpublished = {\\url{https://e.org/u}}}\n\
            @misc{forum, title = {V}, date = {-0044}, note = {see https://e.org/v.}}\n";
        let (records, said) = read(bibtex, text);
        assert!(said.is_empty(), "{said:?}");
        let [article, leaflet, forum] = &records[..] else { panic!("{records:?}") };
        assert_eq!((article.id.as_str(), leaflet.id.as_str()), ("DBLP:journals/x", "o'brien+2020"));
        assert_eq!(article.title.as_deref(), Some("The α of x^2"));
        assert_eq!(article.published.map(Moment::iso).as_deref(), Some("2024-06-05"));
        assert_eq!(article.url.as_deref(), Some("https://e.org/?x=1&y=2%20_a"));
        assert_eq!(leaflet.url.as_deref(), Some("https://e.org/u"));
        assert_eq!(forum.url.as_deref(), Some("https://e.org/v"));
        assert_eq!(forum.published_in.as_deref(), Some("-0044"));
    }

    #[test]
    fn dates_of_csl_as_text_and_without_a_year() {
        let text = r#"[{"id": "a", "issued": "2024-05-06"}, {"id": "b", "issued": {"literal": "1987"}}, {"id": "c", "issued": {"date-parts": [[0]]}}]"#;
        let (records, said) = read(csl, text);
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(records[0].published.map(Moment::iso).as_deref(), Some("2024-05-06"));
        assert_eq!(records[1].published_in.as_deref(), Some("1987"));
        assert_eq!((records[2].published, records[2].published_in.as_deref()), (None, None));
    }

    #[test]
    fn mistakes_have_a_place() {
        for (reader, text, code, at) in [
            (bibtex as Reader, "@book{a, title = {b}", "E0210", None),
            (bibtex, "@book{a, title = {b}}\n@book{a, title = {c}}", "E0210", None),
            (bibtex, "@misc{a, title={x}, crossref={a}}", "E0210", Some(6)),
            (bibtex, "@misc{a, title={x}, xdata={a}}", "E0210", Some(6)),
            (bibtex, "@misc{a, crossref={b}}\n@misc{b, crossref={a}}", "E0210", None),
            (bibtex, "@misc{a, ids={c}, crossref={b}}\n@misc{b, crossref={c}}", "E0210", None),
            (bibtex, "@string{a=a}@misc{b, title=a}", "E0210", Some(8)),
            (bibtex, "@string{a=b}@string{b=a}@misc{c,title=a#b}", "E0210", None),
            (bibtex, "@book{x;y, title = {b}}", "E0104", Some(6)),
            (bibtex, "@book{x, url = {ftp://a}}", "E0404", Some(6)),
            (csl, "{}", "E0210", Some(0)),
            (csl, "[\n{\"id\": }]", "E0210", Some(9)),
            (csl, "[{\"title\": \"a\"}]", "E0210", Some(0)),
            (csl, "[{\"id\": \"a\"}, {\"id\": \"a\"}]", "E0210", Some(21)),
            (csl, "[{\"id\": \"a b\"}]", "E0104", Some(8)),
            (csl, "[{\"id\": \"a\", \"issued\": {\"date-parts\": [[2024, 13, 45]]}}]", "E0104", Some(8)),
            (csl, "[{\"id\": \"a\", \"URL\": \"https://a.org/b c\"}]", "E0404", Some(8)),
        ] {
            let (_, said) = read(reader, text);
            assert_eq!(said.len(), 1, "{text}: {said:?}");
            assert!(said[0].starts_with(code), "{text}: {said:?}");
            if let Some(at) = at {
                assert!(said[0].ends_with(&format!("@{at}")), "{text}: {said:?}");
            }
        }
    }
}

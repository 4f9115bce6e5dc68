//! References beside a registry, read a second time: BibTeX by its braces, CSL-JSON as any JSON.
//!
//! In: a text. Out: ids with the words that stand below them. Simple on purpose: commands of TeX lose their backslash and
//! their braces, which is what folding makes of accents anyway.

use serde_json::Value;

/// An entry: its id, the byte it begins at, and its words by key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// What citations name.
    pub(super) id: String,
    /// Where it begins in the text.
    pub(super) start: usize,
    /// Words by key, in lower case.
    pub(super) words: Vec<(String, String)>,
}

/// Entries of BibTeX.
pub(super) fn bibtex(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('@').map(|start| at + start) {
        at = start + 1;
        let Some(open) = text[at..].find(['{', '(']).map(|open| at + open) else { break };
        if !text[at..open].trim().bytes().all(|byte| byte.is_ascii_alphabetic()) {
            continue;
        }
        let end = closing(text, open);
        let inside = text[open + 1..end].trim_end_matches(['}', ')']);
        if let Some((id, fields)) = inside.split_once(',') {
            entries.push(Entry { id: id.trim().to_owned(), start, words: fields_of(fields) });
        }
        at = end.max(at);
    }
    entries
}

/// Behind the bracket that closes the one at `open`; the end of the text where none does.
fn closing(text: &str, open: usize) -> usize {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'{' | b'(' => depth += 1,
            b'}' | b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// `name = {value},` over and over: a name is what stands before a sign of equality outside of braces and quotes.
fn fields_of(text: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let (mut depth, mut quoted, mut start) = (0usize, false, 0);
    let mut cuts = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'"' if depth == 0 => quoted = !quoted,
            b',' if depth == 0 && !quoted => {
                cuts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    cuts.push(start..text.len());
    for cut in cuts {
        if let Some((name, value)) = text[cut].split_once('=') {
            let words: String = value.chars().filter(|one| !"{}\"\\".contains(*one)).collect();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let name = name.trim().to_lowercase();
            if matches!(name.as_str(), "author" | "editor") {
                fields.extend(words.split(" and ").map(|person| (name.clone(), first_name_first(person))));
            } else {
                fields.push((name, words));
            }
        }
    }
    fields
}

/// `Quill, Nib` as readers see it.
fn first_name_first(person: &str) -> String {
    match person.split_once(',') {
        Some((family, given)) => format!("{} {}", given.trim(), family.trim()),
        None => person.trim().to_owned(),
    }
}

/// Items of CSL-JSON; none where it is no list.
pub(super) fn csl(text: &str) -> Option<Vec<Entry>> {
    let items: Vec<Value> = serde_json::from_str(text).ok()?;
    let mut from = 0;
    let mut entries = Vec::new();
    for item in items {
        let id = match &item["id"] {
            Value::String(id) => id.clone(),
            other => other.to_string(),
        };
        let start = text[from..].find(id.as_str()).map_or(from, |at| from + at);
        from = start;
        // An address is no id; citations name the key, or the last part.
        let id = match item["citation-key"].as_str() {
            Some(key) if id.contains(['/', ' ']) => key.to_owned(),
            None if id.contains("://") => id.rsplit('/').next().unwrap_or(&id).to_owned(),
            _ => id,
        };
        let mut words = Vec::new();
        for (key, value) in item.as_object().into_iter().flatten().filter(|(key, _)| *key != "id") {
            collect(&key.to_lowercase(), value, &mut words);
        }
        entries.push(Entry { id, start, words });
    }
    Some(entries)
}

/// Strings of a value; the parts of a name are one.
fn collect(key: &str, value: &Value, words: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => words.push((key.to_owned(), text.clone())),
        Value::Array(list) => list.iter().for_each(|value| collect(key, value, words)),
        Value::Object(parts) if matches!(key, "author" | "editor") => {
            let part = |name: &str| parts.get(name).and_then(Value::as_str).unwrap_or_default();
            let name = [
                part("literal"),
                part("given"),
                part("non-dropping-particle"),
                part("family"),
                part("suffix"),
            ];
            words.push((key.to_owned(), name.join(" ").trim().to_owned()));
        }
        Value::Object(parts) => parts.values().for_each(|value| collect(key, value, words)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_references_are_found() {
        let text = "% @ note\n@string{q = \"x\"}\n@Report{port-1,\n title = {Traffic {in} M\\\"{a}y, and June},\n url=\"https://e.org/a\", year = 1987\n}\n@book(b, title={Two})";
        let entries = bibtex(text);
        let port = entries.iter().find(|entry| entry.id == "port-1").expect("there");
        assert_eq!(port.words[0], ("title".to_owned(), "Traffic in May, and June".to_owned()));
        assert_eq!(port.words[1], ("url".to_owned(), "https://e.org/a".to_owned()));
        assert!(entries.iter().any(|entry| entry.id == "b" && entry.words[0].1 == "Two"), "{entries:?}");
        let entries = csl(
            r#"[{"id": "a", "title": "T", "author": [{"family": "Höpp", "given": "Ada"}], "issued": {"raw": "May"}}]"#,
        );
        let words = &entries.expect("a list")[0].words;
        assert!(words.contains(&("author".into(), "Ada  Höpp".into())), "{words:?}");
        assert!(csl("{}").is_none());
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_reading_panic(text in "[@{}()=,\"a\\\\é\n ]{0,60}") {
            bibtex(&text);
            csl(&text);
        }
    }
}

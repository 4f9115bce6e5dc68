//! Changing what the preview shows: release level, drafts, date.
//!
//! In: the head and body of a request. Out: [`Options`], or the refusal. Does not decide what the options mean.

use serde::Deserialize;

use super::host::HostPolicy;
use super::preview::Options;
use super::request::Head;
use super::response::Answer;
use crate::date::Moment;
use crate::release::Drafts;

/// Where the preview takes changes.
pub const ADDRESS: &str = "/.bluf/options";

/// Longest body that is read, in bytes.
pub const BODY_LIMIT: usize = 4096;

/// The body of a change: all options, not only those that differ.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    release: Option<String>,
    drafts: bool,
    as_of: Option<String>,
}

/// Whether the request may change anything; before its body is read.
pub fn admit(head: &Head) -> Result<(), Answer> {
    let host = head.header("host").unwrap_or_default();
    if !HostPolicy::same_origin(host, head.header("origin"), head.header("sec-fetch-site")) {
        return Err(Answer::text(403, "only pages of this preview may change what it shows"));
    }
    let media_type =
        head.header("content-type").and_then(|value| value.split(';').next()).unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("application/json") {
        return Err(Answer::text(415, "send the options as application/json"));
    }
    if head.body_length > BODY_LIMIT {
        return Err(Answer::text(413, "the options are too long"));
    }
    Ok(())
}

/// The options that a body asks for. `levels` are the release levels that there are.
pub fn read(body: &[u8], levels: &[String]) -> Result<Options, Answer> {
    let refuse = |line: &str| Answer::text(422, line);
    let wish: Wish = serde_json::from_slice(body).map_err(|error| {
        refuse(&format!(
            "send {{\"release\": LEVEL or null, \"drafts\": true or false, \"as_of\": DATE or null}}: {error}"
        ))
    })?;
    if let Some(level) = wish.release.as_ref().filter(|level| !levels.contains(level)) {
        return Err(refuse(&format!(
            "unknown release level `{level}`; the levels are: {}",
            levels.join(", ")
        )));
    }
    let as_of = match wish.as_of.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Some(
            Moment::from_text(text)
                .or_else(|| Moment::from_text(&format!("{text}Z")))
                .ok_or_else(|| refuse("write the date as 2025-05-20 or 2025-05-20T06:00:00Z"))?,
        ),
        None => None,
    };
    let drafts = if wish.drafts { Drafts::Show } else { Drafts::Hide };
    Ok(Options { release: wish.release, drafts, as_of })
}

#[cfg(test)]
mod tests {
    use super::super::request::tests::get;
    use super::*;

    #[test]
    fn other_sites_and_forms_are_turned_away() {
        let status = |headers: &str| {
            admit(&get(&format!("POST /.bluf/options HTTP/1.1\r\nHost: localhost:1\r\n{headers}")))
                .map_or_else(|answer| answer.status, |()| 0)
        };
        let json = "Content-Type: application/json; charset=utf-8";
        assert_eq!(status(&format!("{json}\r\nOrigin: http://localhost:1")), 0);
        assert_eq!(status(&format!("{json}\r\nOrigin: http://evil.example")), 403);
        assert_eq!(status(json), 403);
        assert_eq!(status("Content-Type: text/plain\r\nOrigin: http://localhost:1"), 415);
        assert_eq!(status(&format!("{json}\r\nOrigin: http://localhost:1\r\nContent-Length: 4097")), 413);
    }

    #[test]
    fn options_are_read_whole_and_checked() {
        let levels = ["Open".to_owned(), "Secret".to_owned()];
        let read = |body: &str| read(body.as_bytes(), &levels).map_err(|answer| answer.status);
        let options = read(r#"{"release": "Secret", "drafts": true, "as_of": "2025-05-20"}"#).expect("valid");
        assert_eq!((options.release.as_deref(), options.drafts), (Some("Secret"), Drafts::Show));
        assert_eq!(options.as_of, Moment::from_text("2025-05-20"));
        assert_eq!(
            read(r#"{"release": null, "drafts": false, "as_of": ""}"#).map(|options| options.as_of),
            Ok(None)
        );
        for body in [
            "",
            "{}",
            r#"{"release": "Cosmic", "drafts": false, "as_of": null}"#,
            r#"{"release": null, "drafts": false, "as_of": "soon"}"#,
            r#"{"release": null, "drafts": false, "as_of": null, "extra": 1}"#,
        ] {
            assert_eq!(read(body), Err(422), "{body}");
        }
    }
}

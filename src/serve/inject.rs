//! The one line that the preview adds to a page.
//!
//! In: a page as a build writes it. Out: the page with the line. The line names a script by address and holds no code, so
//! that it works under a strict Content-Security-Policy; taking it out gives back the page byte for byte.

use memchr::memmem;

/// How the line begins, for those who take it out again.
pub const LINE_START: &str = "<script type=\"module\" src=\"/.bluf/preview.js\" data-bluf-page=\"";

/// How it ends.
pub const LINE_END: &str = "\"></script>\n";

/// The page with the line before its last `</body>`, or at its end where there is none. `fingerprint` tells this version
/// of the page from others.
pub fn inject(page: &[u8], fingerprint: &str) -> Vec<u8> {
    let at = memmem::rfind(page, b"</body>").unwrap_or(page.len());
    let mut out = Vec::with_capacity(page.len() + LINE_START.len() + fingerprint.len() + LINE_END.len());
    out.extend_from_slice(&page[..at]);
    for part in [LINE_START, fingerprint, LINE_END] {
        out.extend_from_slice(part.as_bytes());
    }
    out.extend_from_slice(&page[at..]);
    out
}

/// Takes the line out again; a page without one is returned as it is.
pub fn without(page: &[u8]) -> Vec<u8> {
    let found = memmem::rfind(page, LINE_START.as_bytes()).and_then(|start| {
        let end = memmem::find(&page[start..], LINE_END.as_bytes())?;
        Some((start, start + end + LINE_END.len()))
    });
    match found {
        Some((start, end)) => [&page[..start], &page[end..]].concat(),
        None => page.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_line_stands_alone_before_the_end_of_the_body() {
        let page = inject(b"<body>\n<p></body></p>\n</body>\n</html>\n", "00ff");
        let text = String::from_utf8(page).expect("text");
        let expected = "<body>\n<p></body></p>\n\
            <script type=\"module\" src=\"/.bluf/preview.js\" data-bluf-page=\"00ff\"></script>\n</body>\n</html>\n";
        assert_eq!(text, expected);
    }

    proptest! {
        #[test]
        fn taking_the_line_out_gives_back_the_page(page in "([a-z<>/]|</body>|\n){0,40}") {
            prop_assert_eq!(without(&inject(page.as_bytes(), "0")), page.as_bytes());
        }
    }
}

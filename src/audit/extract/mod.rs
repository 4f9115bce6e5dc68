//! Everything that can be read in a file, by people or programs, whatever the file is.
//!
//! In: a path and bytes. Out: [`Piece`]s of text, each knowing its place in the file, one for each way of looking: as
//! written, without tags, with entities, escapes and percent signs undone, unpacked. Knows no secret.
//! Types of files are told by their bytes, because an audit must not believe a name.

mod bytes;
mod containers;
mod decode;
mod markup;
mod pdf;
mod pdf_streams;

use bytes::Base;

use super::piece::Piece;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// Text as it stands in the file.
    Written,
    /// A way of looking at it.
    Decoded,
    /// A comment of HTML or XML.
    Comment,
    /// The path of the file.
    Path,
}

/// Files inside of files inside of files, at most.
const DEPTH: u8 = 5;

/// Rounds of undoing; each takes off one layer of every kind.
const ROUNDS: u8 = 4;

/// What was read, and what could not be.
pub(super) struct Extractor<'v> {
    /// Called for every piece.
    pub(super) see: &'v mut dyn FnMut(&Piece<'_>, View),
    /// Called with the place and the words for what could not be read.
    pub(super) trouble: &'v mut dyn FnMut(usize, &str),
    /// Called with the place and the bytes of every file, those inside of others included.
    pub(super) content: &'v mut dyn FnMut(usize, &[u8]),
}

impl Extractor<'_> {
    /// Reads a file and its path.
    pub(super) fn file(&mut self, path: &str, bytes: &[u8]) {
        let name = Piece::unpacked(path, 0);
        (self.see)(&name, View::Path);
        self.chain(&name, false, 0);
        if let Some(kind) = containers::closed(bytes, path) {
            (self.trouble)(0, kind);
        }
        self.bytes(bytes, Base::At(0), DEPTH);
    }

    fn bytes(&mut self, bytes: &[u8], base: Base, depth: u8) {
        if depth == 0 {
            (self.trouble)(base.place(0), "files packed into files, too deep to follow");
            return;
        }
        (self.content)(base.place(0), bytes);
        for opened in containers::open(bytes) {
            match opened {
                Ok(inner) => self.bytes(&inner.bytes, Base::UnpackedFrom(base.place(inner.at)), depth - 1),
                Err((at, why)) => (self.trouble)(base.place(at), why),
            }
        }
        if bytes.starts_with(b"%PDF") {
            match pdf::texts(bytes) {
                Ok(texts) => {
                    for (at, text) in texts {
                        self.text(&Piece::unpacked(text, base.place(at)), depth);
                    }
                }
                Err(why) => (self.trouble)(base.place(0), why),
            }
        }
        for piece in bytes::texts(bytes, base) {
            self.text(&piece, depth);
        }
    }

    fn text(&mut self, piece: &Piece<'_>, depth: u8) {
        (self.see)(piece, View::Written);
        self.encoded(piece, depth);
        if let Some(characters) = decode::codes(piece) {
            (self.see)(&characters, View::Decoded);
        }
        if markup::has_tags(&piece.text) {
            self.chain(piece, true, depth);
        }
        self.chain(piece, false, depth);
    }

    /// Takes off layer after layer and shows the text after each. With tags they are the first layer;
    /// without, they stay, so that what stands in attributes is decoded too.
    fn chain(&mut self, piece: &Piece<'_>, mut tags: bool, depth: u8) {
        let mut current: Option<Piece<'static>> = None;
        for _ in 0..ROUNDS {
            let now = current.as_ref().unwrap_or(piece);
            let mut next = None;
            if tags {
                let stripped = markup::strip(now);
                for comment in stripped.comments {
                    let mut builder = super::piece::Builder::new(now);
                    builder.copy(comment);
                    let comment = builder.finish();
                    (self.see)(&comment, View::Comment);
                    if markup::has_tags(&comment.text) {
                        let inner = markup::strip(&comment).text;
                        (self.see)(&inner, View::Decoded);
                    }
                }
                for tag in stripped.nested {
                    let mut builder = super::piece::Builder::new(now);
                    builder.copy(tag);
                    let inner = markup::strip(&builder.finish()).text;
                    (self.see)(&inner, View::Decoded);
                }
                if let Some(spaced) = stripped.spaced {
                    (self.see)(&spaced, View::Decoded);
                }
                (self.see)(&stripped.text, View::Decoded);
                next = Some(stripped.text);
            }
            let mut decoded = false;
            for decode in [decode::entities, decode::escapes, decode::percent, decode::quoted] {
                if let Some(piece) = decode(next.as_ref().or(current.as_ref()).unwrap_or(piece)) {
                    (self.see)(&piece, View::Decoded);
                    next = Some(piece);
                    decoded = true;
                }
            }
            let Some(next) = next else { return };
            if decoded && depth > 0 {
                self.encoded(&next, depth);
            }
            // What was undone may have been hiding tags or further layers.
            tags = decoded && markup::has_tags(&next.text);
            if !decoded {
                return;
            }
            current = Some(next);
        }
    }

    fn encoded(&mut self, piece: &Piece<'_>, depth: u8) {
        if depth <= 1 {
            return;
        }
        for inner in containers::encoded(&piece.text) {
            self.bytes(&inner.bytes, Base::UnpackedFrom(piece.offset(inner.at)), depth - 1);
        }
    }
}

/// The text with its entities undone, if it has any.
pub(super) fn without_entities(piece: &Piece<'_>) -> Option<String> {
    decode::entities(piece).map(|piece| piece.text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every piece that holds these words, with the place of the first.
    fn places(bytes: &[u8], words: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut see = |piece: &Piece<'_>, _: View| {
            found.extend(piece.text.find(words).map(|at| piece.offset(at)));
        };
        Extractor { see: &mut see, trouble: &mut |_, _| {}, content: &mut |_, _| {} }.file("a", bytes);
        found
    }

    #[test]
    fn layers_come_off_in_any_order() {
        for hidden in [
            "{\"html\":\"\\u003cp\\u003eone \\u003cb\\u003etwo\\u003c/b\\u003e three\"}",
            "<content>&lt;p&gt;one &lt;i&gt;two&lt;/i&gt; three</content>",
            "<a title='one%20two&#32;three'>",
            "<p>one<!-- two --> <em>two</em>&nbsp;three".replace("&nbsp;", "&#x20;").as_str(),
            "\"b25lIHR3byB0aHJlZSBmb3VyIGZpdmU=\"",
            "<![CDATA[<p>one <b>two</b> three</p>]]>&amp;",
        ] {
            assert!(!places(hidden.as_bytes(), "one two three").is_empty(), "{hidden}");
        }
    }

    #[test]
    fn a_place_is_that_of_the_first_word() {
        let html = "<p>x</p><p>one <b>two</b>";
        assert!(places(html.as_bytes(), "one two").iter().all(|at| *at == 11));
    }
}

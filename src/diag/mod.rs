//! What is wrong, where, and what to do about it.
//!
//! Every stage returns its value together with [`Diagnostics`]; nothing stops at the first error. A diagnostic
//! names a file and a byte range only. [`Diagnostics::locate`] turns ranges into lines and columns once, at
//! the end, when it is known which files are needed, so that a build without errors never counts lines.
//!
//! In: codes from [`codes`], messages, byte ranges. Out: a sorted list that [`render`] draws for people and
//! [`json`] writes for programs. This module does not know what a report is and reads no files itself.

pub mod codes;
mod frame;
pub mod github;
pub mod json;
pub mod kept;
pub mod render;
pub mod sarif;

use std::ops::Range;

pub use codes::Code;
pub use frame::Frame;
use frame::Lines;
use rayon::prelude::*;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site is not written while one of these stands.
    Error,
    /// The site is written; somebody should look.
    Warning,
}

impl Severity {
    /// The word in messages and JSON: `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A byte range of a file below the site's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path relative to the site's root, with `/` between its parts.
    pub path: String,
    /// Bytes from the beginning of the file.
    pub span: Range<usize>,
    /// The lines around the span; filled in by [`Diagnostics::locate`].
    pub frame: Option<Frame>,
}

impl Place {
    /// A place that has not been located yet.
    pub fn new(path: impl Into<String>, span: Range<usize>) -> Self {
        Self { path: path.into(), span, frame: None }
    }
}

/// A second place that belongs to a finding: the other of two files with one address, say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What this place has to do with it.
    pub message: String,
    /// Where; none for something that has no text, such as a picture.
    pub place: Option<Place>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, the key of `bluf explain`.
    pub code: &'static Code,
    /// Usually the code's own severity.
    pub severity: Severity,
    /// One sentence, lower case, no final period.
    pub message: String,
    /// Where; none only when no file is to blame.
    pub place: Option<Place>,
    /// A few words under the marked text.
    pub label: String,
    /// What to write in place of the marked text.
    pub replacement: Option<String>,
    /// Remedies, each a sentence.
    pub help: Vec<String>,
    /// Further places.
    pub notes: Vec<Note>,
}

impl Diagnostic {
    /// A finding with the code's own severity and no place yet.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            place: None,
            label: String::new(),
            replacement: None,
            help: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Points at bytes of a file.
    #[must_use]
    pub fn at(mut self, path: &str, span: Range<usize>) -> Self {
        self.place = Some(Place::new(path, span));
        self
    }

    /// Names a file that has no text to quote.
    #[must_use]
    pub fn file(self, path: &str) -> Self {
        self.at(path, 0..0)
    }

    /// A few words under the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// A remedy in one sentence.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// What to write in place of the marked text, where something near was found.
    #[must_use]
    pub fn replace_with(mut self, replacement: Option<String>) -> Self {
        self.replacement = replacement;
        self
    }

    /// A further place.
    #[must_use]
    pub fn note(mut self, message: impl Into<String>, place: Option<Place>) -> Self {
        self.notes.push(Note { message: message.into(), place });
        self
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        self.place.iter().chain(self.notes.iter().filter_map(|note| note.place.as_ref()))
    }

    fn sort_key(&self) -> (&str, usize, &str, &str) {
        let (path, start) =
            self.place.as_ref().map_or(("", 0), |place| (place.path.as_str(), place.span.start));
        (path, start, self.code.id, &self.message)
    }
}

/// The findings of a stage or of a whole build.
#[derive(Debug, Default, Clone)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of another list.
    pub fn append(&mut self, mut other: Diagnostics) {
        self.list.append(&mut other.list);
    }

    /// Whether a finding is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The findings, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }

    /// The findings; in order of path and place after [`Self::locate`].
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Sorts by path and place, drops exact repetitions, and finds lines and columns, file by file in parallel.
    /// `read` gives the text of a path, or nothing where there is none to quote.
    pub fn locate(&mut self, read: impl Fn(&str) -> Option<String> + Sync) {
        self.list.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.list.dedup();
        let of_one_file: Vec<&mut [Diagnostic]> =
            self.list.chunk_by_mut(|one, next| one.sort_key().0 == next.sort_key().0).collect();
        of_one_file.into_par_iter().for_each(|findings| locate_in_file(findings, &read));
    }
}

/// Finds the lines and columns of the findings of one file.
fn locate_in_file(findings: &mut [Diagnostic], read: &impl Fn(&str) -> Option<String>) {
    let path = findings.first().map_or("", |finding| finding.sort_key().0).to_owned();
    let open = |place: &Place| place.frame.is_none() && place.span != (0..0) && place.path == path;
    let text = findings.iter().any(|finding| finding.places().any(open)).then(|| read(&path)).flatten();
    let mut lines = text.as_deref().map(Lines::of);
    for finding in findings {
        let notes = finding.notes.iter_mut().filter_map(|note| note.place.as_mut());
        for place in finding.place.iter_mut().chain(notes).filter(|place| place.frame.is_none()) {
            place.frame = if place.span == (0..0) {
                // A finding about a whole file has no line to show.
                Some(Frame::of_file())
            } else if place.path == path {
                lines.as_mut().map(|lines| Frame::counted(lines, &place.span))
            } else {
                read(&place.path).map(|text| Frame::new(&text, &place.span))
            };
        }
    }
}

/// Finds lines and columns in a file whose text is at hand; what stands in other files is left for
/// [`Diagnostics::locate`].
pub fn locate_here<'d>(path: &str, text: &str, findings: impl Iterator<Item = &'d mut Diagnostic>) {
    let mut lines = Lines::of(text);
    for finding in findings {
        let notes = finding.notes.iter_mut().filter_map(|note| note.place.as_mut());
        let here = |place: &&mut Place| place.path == path && place.span != (0..0);
        for place in finding.place.iter_mut().chain(notes).filter(here) {
            place.frame = Some(Frame::counted(&mut lines, &place.span));
        }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, iter: I) {
        self.list.extend(iter);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// The candidate nearest to `word`, if one is near enough to be what was meant: Damerau-Levenshtein distance
/// at most a third of the longer word, compared without case and without the folders they share.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing a page of text with names costs quadratic time and helps nobody.
    if word.len() > 80 {
        return None;
    }
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            // A folder that both lie in says nothing about how near their names are.
            let shared = word.bytes().zip(lower.bytes()).take_while(|(one, other)| one == other).count();
            let shared = word[..word.floor_char_boundary(shared)].rfind('/').map_or(0, |at| at + 1);
            let (one, other) = (&word[shared..], &lower[shared..]);
            let distance = strsim::damerau_levenshtein(one, other);
            (distance, one.chars().count().max(other.chars().count()), candidate)
        })
        .filter(|(distance, length, _)| distance * 3 <= *length)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locate_sorts_by_path_and_drops_repetitions() {
        let finding =
            |path: &str, at| Diagnostic::new(&codes::UNKNOWN_KEY, "unknown key").at(path, at..at + 1);
        let mut list = Diagnostics::new();
        list.extend([finding("b.md", 0), finding("a.md", 4), finding("a.md", 1), finding("b.md", 0)]);
        list.locate(|_| Some("ab\ncdef".to_owned()));
        let places: Vec<_> = list
            .iter()
            .map(|diagnostic| diagnostic.place.as_ref().map(|place| (place.path.clone(), place.span.start)))
            .collect();
        assert_eq!(places, [Some(("a.md".into(), 1)), Some(("a.md".into(), 4)), Some(("b.md".into(), 0))]);
    }

    #[test]
    fn nearest_takes_typing_errors_and_refuses_other_words() {
        assert_eq!(nearest("clasification", ["class", "classification"]), Some("classification"));
        assert_eq!(nearest("zebra", ["title", "date"]), None);
        assert_eq!(nearest("reports/zz.md", ["reports/a.md"]), None);
        assert_eq!(nearest("reports/serius.md", ["reports/series.md"]), Some("reports/series.md"));
    }
}

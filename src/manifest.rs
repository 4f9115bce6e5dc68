//! What earlier builds wrote: the ground for writing only what changed and removing only what is ours.
//!
//! In and out: the lines of a file in the cache. Does not know what the files mean. Without it a build still works:
//! it writes everything and removes nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_128;

use crate::fs::{self, FileState, FsError};

/// A file that bluf wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Hash of its bytes: XXH3, 128 bits. It tells change, not tampering.
    pub hash: u128,
    /// As it was on disk then.
    pub state: FileState,
}

/// What the files were made from, and what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// Hash of all inputs and options.
    pub inputs: u128,
    /// The moment the build was for.
    pub from: Timestamp,
    /// From then on the same inputs may give something else; none if never.
    pub until: Option<Timestamp>,
    /// Reports published.
    pub reports: usize,
    /// Hash of the text in which the findings are kept.
    pub findings: u128,
    /// Hash of what else stands in the output, where the build had to be sure that none of it is withheld.
    pub besides: Option<u128>,
}

impl Basis {
    /// Whether a build from these inputs, for this moment, would give the same.
    pub fn covers(&self, inputs: u128, as_of: Timestamp) -> bool {
        self.inputs == inputs && self.from <= as_of && self.until.is_none_or(|until| as_of < until)
    }
}

/// Files by path below the output folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The files.
    pub files: BTreeMap<String, Written>,
    /// What they were made from, if that is known and the build was whole.
    pub basis: Option<Basis>,
}

/// What a build writes outside of the output, below the root; none of it may be a link that leads elsewhere.
pub const CACHE: [&str; 4] = [".bluf", ".bluf/lock", ".bluf/stage", PICTURES];

/// Where smaller pictures stand that were made before, below the root.
pub const PICTURES: &str = ".bluf/pictures";

const HEADER: &str = "bluf manifest 1";

/// What the line of the basis begins with.
const BASIS: &str = "made-from ";

/// Where the manifest of an output folder stands. `root` is the real path of the site.
pub fn path(root: &Path, output: &Path) -> Result<PathBuf, FsError> {
    let name = format!("{:016x}", hash(fs::real_path(output)?.as_os_str().as_encoded_bytes()) >> 64);
    Ok(root.join(".bluf").join(format!("output-{name}.manifest")))
}

/// Where the findings of the build stand that wrote a manifest.
pub fn findings(manifest: &Path) -> PathBuf {
    manifest.with_extension("findings")
}

/// Where the lock of a site stands: who reads or writes manifests holds it.
pub fn lock(root: &Path) -> PathBuf {
    root.join(".bluf").join("lock")
}

impl Manifest {
    /// Reads a manifest. One that cannot be read counts as none: the cache may be deleted at any time.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return Self::default();
        }
        let row = |line: &str| {
            let mut fields = line.splitn(4, ' ');
            let hash = u128::from_str_radix(fields.next()?, 16).ok()?;
            let length = fields.next()?.parse().ok()?;
            let modified = fields.next()?.parse().ok()?;
            let path = fields.next()?;
            // A manifest is a list of files to delete one day: nothing in it may lead out of the output.
            let inside =
                !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
            inside.then(|| (path.to_owned(), Written { hash, state: FileState { length, modified } }))
        };
        let mut lines = lines.peekable();
        let basis = lines.next_if(|line| line.starts_with(BASIS)).and_then(read_basis);
        Self { files: lines.filter_map(row).collect(), basis }
    }

    /// The manifest as text.
    pub fn to_text(&self) -> String {
        text(self.basis.as_ref(), self.files.iter().map(|(path, written)| (path.as_str(), *written)))
    }

    /// The manifest as text while the files of a `new` one are moved: all of both, with a hash that fits nothing where a
    /// file was not known before.
    pub fn text_before(&self, new: &Self) -> String {
        let unknown = new.files.iter().filter(|(path, _)| !self.files.contains_key(path.as_str()));
        let doubted = unknown.map(|(path, written)| (path.as_str(), Written { hash: 0, ..*written }));
        text(None, self.files.iter().map(|(path, written)| (path.as_str(), *written)).chain(doubted))
    }
}

/// Tens of thousands of lines, made while nothing else goes on.
fn text<'p>(basis: Option<&Basis>, files: impl Iterator<Item = (&'p str, Written)>) -> String {
    let mut text = format!("{HEADER}\n");
    if let Some(Basis { inputs, from, until, reports, findings, besides }) = basis {
        let until = until.map_or_else(|| "-".to_owned(), |until| until.to_string());
        let besides = besides.map_or_else(|| "-".to_owned(), |besides| format!("{besides:032x}"));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{BASIS}{inputs:032x} {from} {until} {reports} {findings:032x} {besides}");
    }
    for (path, Written { hash, state }) in files {
        push_hex(&mut text, hash);
        push_number(&mut text, state.length);
        match u64::try_from(state.modified) {
            Ok(modified) => push_number(&mut text, modified),
            Err(_) => {
                let _ = write!(text, " {}", state.modified);
            }
        }
        text.push(' ');
        text.push_str(path);
        text.push('\n');
    }
    text
}

/// 32 hexadecimal digits.
fn push_hex(text: &mut String, number: u128) {
    for byte in number.to_be_bytes() {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
}

/// A space and a decimal number.
fn push_number(text: &mut String, mut number: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.push(' ');
    text.extend(digits[at..].iter().copied().map(char::from));
}

fn read_basis(line: &str) -> Option<Basis> {
    let mut fields = line.strip_prefix(BASIS)?.split(' ');
    let inputs = u128::from_str_radix(fields.next()?, 16).ok()?;
    let from = fields.next()?.parse().ok()?;
    let until = match fields.next()? {
        "-" => None,
        moment => Some(moment.parse().ok()?),
    };
    let reports = fields.next()?.parse().ok()?;
    let findings = u128::from_str_radix(fields.next()?, 16).ok()?;
    let besides = match fields.next()? {
        "-" => None,
        hash => Some(u128::from_str_radix(hash, 16).ok()?),
    };
    Some(Basis { inputs, from, until, reports, findings, besides })
}

/// The hash of a file's bytes.
pub fn hash(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_files_move_the_old_ones_stand_and_the_new_ones_are_doubted() {
        let written = |hash| Written { hash, state: FileState { length: 10, modified: 0 } };
        let manifest = |files: &[(&str, u128)]| Manifest {
            files: files.iter().map(|(path, hash)| ((*path).to_owned(), written(*hash))).collect(),
            basis: None,
        };
        let (old, new) = (manifest(&[("a", 1), ("c", u128::MAX)]), manifest(&[("a", 2), ("b", 3)]));
        assert_eq!(
            Manifest::parse(&old.text_before(&new)),
            manifest(&[("a", 1), ("b", 0), ("c", u128::MAX)])
        );
        assert_eq!(new.to_text().lines().nth(1), Some("00000000000000000000000000000002 10 0 a"));
    }

    #[test]
    fn a_manifest_survives_being_written() {
        let mut manifest = Manifest::default();
        let written = Written { hash: hash(b"x"), state: FileState { length: 1, modified: 2 } };
        manifest.files.insert("a b/index.html".into(), written);
        assert_eq!(Manifest::parse(&manifest.to_text()), manifest);
        let moment = |text: &str| text.parse().expect("a moment");
        for until in [None, Some(moment("2026-01-02T00:00:00.000000001Z"))] {
            let from = moment("2026-01-01T12:00:00.123456789Z");
            manifest.basis = Some(Basis {
                inputs: 1 << 127,
                from,
                until,
                reports: 2,
                findings: 3,
                besides: until.map(|_| 4),
            });
            assert_eq!(Manifest::parse(&manifest.to_text()), manifest);
        }
    }

    #[test]
    fn a_basis_covers_its_inputs_from_its_moment_until_it_ends() {
        let moment = |text: &str| text.parse().expect("a moment");
        let (from, until) = (moment("2026-01-01T12:00:00Z"), moment("2026-01-02T00:00:00Z"));
        let basis = Basis { inputs: 1, from, until: Some(until), reports: 2, findings: 3, besides: None };
        assert!(basis.covers(1, from) && basis.covers(1, moment("2026-01-01T23:59:59Z")));
        assert!(!basis.covers(1, until), "an embargo ends at its moment");
        assert!(!basis.covers(1, moment("2026-01-01T11:59:59Z")), "a report may have expired in between");
        assert!(!basis.covers(2, from));
        assert!(Basis { until: None, ..basis }.covers(1, until));
    }

    #[test]
    fn lines_that_lead_out_of_the_output_are_dropped() {
        let text = format!("{HEADER}\n0 1 2 ../x\n0 1 2 /etc/x\n0 1 2 a/../b\nnonsense\n0 1 2 ok");
        assert_eq!(Manifest::parse(&text).files.into_keys().collect::<Vec<_>>(), ["ok"]);
        assert_eq!(Manifest::parse("something else"), Manifest::default());
    }
}

//! Traces of how a site was made: paths of a machine, errors of templates, words about what is missing.
//!
//! In: a text. Out: where such a trace stands, and what it is.

use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

use super::counts::Counts;

/// A trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trace {
    /// First byte in the text.
    pub(super) start: usize,
    /// What it is.
    pub(super) kind: TraceKind,
}

/// What a trace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TraceKind {
    /// A path of the machine.
    Machine,
    /// What a template leaves when it fails.
    Template(&'static str),
    /// A number that gives away how much is missing.
    Count,
    /// A portion mark above the release.
    Mark,
    /// The colours of a level above the release.
    Level,
    /// What stands in the place of something withheld.
    Gap,
}

/// What template engines leave in a page when they fail.
const TEMPLATE: [&str; 18] = [
    "ZgotmplZ",
    "(<nil>)",
    "(&lt;nil&gt;)",
    "raw HTML omitted",
    "Liquid error",
    "Liquid syntax error",
    "[object Object]",
    "Traceback (most recent call last)",
    "jinja2.exceptions",
    "%!s(",
    "%!d(",
    "%!v(",
    "{{",
    "{%",
    "<%=",
    "HAHAHUGOSHORTCODE",
    "[i18n]",
    "Error rendering template",
];

/// Folders in which people and build machines keep their files.
const HOMES: [&str; 15] = [
    "/home/",
    "/Users/",
    "/root/",
    ":\\Users\\",
    ":/Users/",
    "file:///",
    "/var/lib/jenkins/",
    "/github/workspace/",
    "/private/var/",
    "/builds/",
    "/mnt/",
    "/var/www/",
    "/opt/",
    "/tmp/",
    "/workspaces/",
];

/// Those that addresses of a site may begin with too.
const AMBIGUOUS: [&str; 4] = ["/home/", "/opt/", "/tmp/", "/workspaces/"];

/// Looks for traces; what released texts say of machines, templates and numbers is theirs to say.
#[derive(Debug)]
pub(super) struct Tracer {
    root: String,
    /// One for each of `TEMPLATE` and of `HOMES`: making them takes as long as searching a page.
    templates: Vec<Finder<'static>>,
    homes: Vec<Finder<'static>>,
    /// By where the edition stands that they are of; the site's own, which stands at the root, last.
    counts: Vec<(String, Counts)>,
    /// What marks above the release begin with.
    marks: Vec<String>,
    /// Classes of levels above the release.
    classes: Vec<Finder<'static>>,
    said: FxHashSet<String>,
    /// Paths that released texts name, sorted.
    paths: Vec<String>,
}

impl Tracer {
    /// A tracer for a site at `root`. `counts` are those of each edition by the folder of the output that it stands in,
    /// `marks` the names and abbreviations of levels above the release and `classes` those of their badges.
    pub(super) fn new<'t>(
        root: String,
        counts: Vec<(String, Counts)>,
        marks: Vec<String>,
        classes: &[String],
        released: impl Iterator<Item = &'t str>,
    ) -> Self {
        let mut tracer = Self {
            root,
            templates: TEMPLATE.iter().map(|pattern| Finder::new(*pattern)).collect(),
            homes: HOMES.iter().map(|pattern| Finder::new(*pattern)).collect(),
            counts,
            marks,
            classes: classes.iter().map(|class| Finder::new(class).into_owned()).collect(),
            said: FxHashSet::default(),
            paths: Vec::new(),
        };
        let (mut said, mut paths) = (FxHashSet::default(), Vec::new());
        for text in released {
            // Code may write a backslash twice, which comes out as one in the end.
            let single = text.contains("\\\\").then(|| text.replace("\\\\", "\\"));
            for text in single.iter().map(String::as_str).chain([text]) {
                let counted = tracer.counts.iter().flat_map(|(_, counts)| counts.search(text));
                // Whether `1 of 3` tells depends on what stands round it in a page.
                let counted = counted.chain(parts(text));
                for trace in tracer.others(text).into_iter().chain(counted) {
                    if trace.kind == TraceKind::Machine {
                        paths.push(machine_path(text, &trace));
                    }
                    said.insert(excerpt(text, &trace));
                }
            }
        }
        paths.sort_unstable();
        (tracer.said, tracer.paths) = (said, paths);
        tracer
    }

    /// The traces in a text of the file at `path` below the output.
    pub(super) fn search(&self, path: &str, text: &str) -> Vec<Trace> {
        let mut found = self.others(text);
        let edition = self.counts.iter().find(|(folder, _)| path.starts_with(folder.as_str()));
        found.extend(edition.into_iter().flat_map(|(_, counts)| counts.search(text)));
        found.retain(|trace| !(self.said.contains(&excerpt(text, trace)) || self.is_said_path(text, trace)));
        found
    }

    /// Whether an author wrote this path, or one that goes on: where backslashes are undone as escapes, it ends early.
    fn is_said_path(&self, text: &str, trace: &Trace) -> bool {
        if trace.kind != TraceKind::Machine || self.paths.is_empty() {
            return false;
        }
        let path = machine_path(text, trace);
        let next = self.paths.partition_point(|said| *said < path);
        self.paths.get(next).is_some_and(|said| said.starts_with(&path))
    }

    fn others(&self, text: &str) -> Vec<Trace> {
        let mut found = Vec::new();
        self.machines(text, &mut found);
        self.marks(text, &mut found);
        self.classes(text, &mut found);
        gaps(text, &mut found);
        let bytes = text.as_bytes();
        for (pattern, finder) in TEMPLATE.into_iter().zip(&self.templates) {
            let starts = finder.find_iter(bytes);
            let real = |start: &usize| is_template(text, *start, pattern);
            found
                .extend(starts.filter(real).map(|start| Trace { start, kind: TraceKind::Template(pattern) }));
        }
        found
    }

    /// Marks with caveats: `(S//NF)` behind a text or before it, `SECRET//NOFORN` over a page. Without them a letter in
    /// parentheses may be anything.
    fn marks(&self, text: &str, found: &mut Vec<Trace>) {
        if self.marks.is_empty() {
            return;
        }
        for at in memchr::memmem::find_iter(text.as_bytes(), b"//") {
            let (before, behind) = (text[..at].trim_end(), text[at + 2..].trim_start());
            let caveat = behind.bytes().take_while(u8::is_ascii_uppercase).count();
            let is_caveat = (2..=10).contains(&caveat)
                && !behind[caveat..].starts_with(|one: char| one.is_alphanumeric() || "+=_".contains(one));
            let starts = |name: &String| {
                let start = at.checked_sub(name.len() + (at - before.len()))?;
                let same = text.get(start..before.len())?.eq_ignore_ascii_case(name);
                let short = name.len() <= 3;
                let same = same && (!short || text[start..].starts_with(name.as_str()));
                let alone = text[..start]
                    .chars()
                    .next_back()
                    .is_none_or(|one| one.is_whitespace() || "([>\u{e000}".contains(one));
                (same && alone).then_some(start)
            };
            let start = self.marks.iter().filter(|_| is_caveat).filter_map(starts).min();
            found.extend(start.map(|start| Trace { start, kind: TraceKind::Mark }));
        }
    }

    /// `class="badge level-secret"`: a page that has one has something of that level.
    fn classes(&self, text: &str, found: &mut Vec<Trace>) {
        let bytes = text.as_bytes();
        for finder in &self.classes {
            let starts = finder.find_iter(bytes).filter(|start| {
                let behind = bytes.get(start + finder.needle().len());
                let before = start.checked_sub(1).and_then(|before| bytes.get(before));
                before.is_some_and(|byte| b"\"'= ".contains(byte))
                    && behind.is_some_and(|byte| b"\"' >".contains(byte))
            });
            found.extend(starts.map(|start| Trace { start, kind: TraceKind::Level }));
        }
    }

    fn machines(&self, text: &str, found: &mut Vec<Trace>) {
        let bytes = text.as_bytes();
        let shares = memchr::memmem::find_iter(bytes, b"\\\\").filter(|start| is_share(text, *start));
        found.extend(shares.map(|start| Trace { start, kind: TraceKind::Machine }));
        if self.root.len() > 4 {
            let starts = memchr::memmem::find_iter(bytes, self.root.as_bytes());
            found.extend(starts.map(|start| Trace { start, kind: TraceKind::Machine }));
        }
        let drives = memchr::memchr_iter(b':', bytes).filter(|colon| is_on_drive(text, *colon));
        found.extend(drives.map(|colon| Trace { start: colon - 1, kind: TraceKind::Machine }));
        for (pattern, finder) in HOMES.into_iter().zip(&self.homes) {
            for start in finder.find_iter(bytes) {
                // A web address may have a part called `home`; a path begins at the beginning.
                let before = text[..start].chars().next_back();
                let begins = if pattern.starts_with('/') {
                    before.is_none_or(|one| !(one.is_alphanumeric() || "/.-_~%".contains(one)))
                } else {
                    before.is_some_and(|one| one.is_ascii_alphabetic()) || pattern.starts_with("file")
                };
                let goes_on = text[start + pattern.len()..]
                    .starts_with(|one: char| one.is_alphanumeric() || one == '/');
                let goes_on = goes_on && (pattern != "/mnt/" || is_drive(&text[start + pattern.len()..]));
                let as_attribute =
                    before.is_some_and(|one| "\"'=(".contains(one)) && AMBIGUOUS.contains(&pattern);
                if begins && goes_on && (!as_attribute || deep(&text[start + pattern.len()..])) {
                    found.push(Trace { start, kind: TraceKind::Machine });
                }
            }
        }
    }
}

/// Whether the path of a file stands round this colon: `D:\\work\\site\\a.md`, `E:/work/a`. Homes of users are told apart.
fn is_on_drive(text: &str, colon: usize) -> bool {
    let mut before = text[..colon].chars().rev();
    let is_letter = before.next().is_some_and(|letter| letter.is_ascii_uppercase())
        && before.next().is_none_or(|one| !(one.is_alphanumeric() || "/.-_".contains(one)));
    let rest = &text[colon + 1..];
    let slashes = |text: &str, sign| text.len() - text.trim_start_matches(sign).len();
    let named = |text: &str| {
        text.bytes().take_while(|one| one.is_ascii_alphanumeric() || b"-_. ".contains(one)).count()
    };
    let sign = if rest.starts_with('\\') { '\\' } else { '/' };
    let first = slashes(rest, sign);
    let most = if sign == '/' { 1 } else { 2 };
    let name = &rest[first..];
    let length = named(name);
    let behind = &name[length..];
    let second = slashes(behind, sign);
    is_letter
        && (1..=most).contains(&first)
        && second == first
        && length >= 2
        && !name.starts_with("Users")
        && behind[second..].starts_with(|one: char| one.is_ascii_alphanumeric())
}

/// The letter of a drive, as Linux on Windows mounts it: `c/`.
fn is_drive(rest: &str) -> bool {
    let mut signs = rest.bytes();
    signs.next().is_some_and(|sign| sign.is_ascii_alphabetic()) && signs.next() == Some(b'/')
}

/// Whether a path of a share on a network begins with the two backslashes at `start`: `\\\\server\\share`.
fn is_share(text: &str, start: usize) -> bool {
    let name = |text: &str| {
        text.bytes().take_while(|sign| sign.is_ascii_alphanumeric() || b"-_.$".contains(sign)).count()
    };
    let begins = !text[..start].ends_with(|one: char| one.is_alphanumeric() || "\\/.:^[(".contains(one));
    let server = &text[start + 2..];
    let length = name(server);
    begins
        && length >= 3
        && server.starts_with(|one: char| one.is_ascii_alphanumeric())
        && server[length..].strip_prefix('\\').is_some_and(|share| name(share) >= 2)
}

/// The second numbers of `1 of 3`.
fn parts(text: &str) -> impl Iterator<Item = Trace> {
    memchr::memmem::find_iter(text.as_bytes(), b"of ").filter_map(|at| {
        let rest = text[at + 3..].trim_start_matches(['*', '_', ' ']);
        let start = text.len() - rest.len();
        rest.starts_with(|one: char| one.is_ascii_digit()).then_some(Trace { start, kind: TraceKind::Count })
    })
}

/// Bars of ink, and words in brackets about what is missing: what is withheld leaves nothing behind, not even its length.
fn gaps(text: &str, found: &mut Vec<Trace>) {
    let bars = BARS.into_iter().flat_map(|bar| text.match_indices(bar).map(move |(start, _)| (start, bar)));
    let bars = bars.filter(|(start, bar)| !text[..*start].ends_with(&bar[..3])).map(|(start, _)| start);
    let brackets = memchr::memchr_iter(b'[', text.as_bytes()).filter(|start| {
        let rest = &text[start + 1..];
        let inside = &rest[..rest[..rest.floor_char_boundary(40)].find(']').unwrap_or(0)];
        let mut words = inside.split_whitespace().map(str::to_lowercase);
        let last = words.next_back().unwrap_or_default();
        GONE.contains(&last.as_str()) && words.all(|word| word.chars().all(char::is_alphanumeric))
    });
    found.extend(bars.chain(brackets).map(|start| Trace { start, kind: TraceKind::Gap }));
}

/// The shortest bar.
const BAR: &str = "███";

/// Bars of any ink, each at its shortest: fewer squares may be marks of a scale. Each sign has three bytes.
const BARS: [&str; 5] = [BAR, "■■■■", "▇▇▇▇", "▓▓▓▓", "▬▬▬▬"];

/// The last words of what stands in the place of a text.
const GONE: [&str; 5] = ["withheld", "redacted", "removed", "suppressed", "classified"];

/// A path of three parts or more, as those of files on a machine are.
fn deep(rest: &str) -> bool {
    let end = rest.find(|one: char| one.is_whitespace() || "\"'<>)".contains(one)).unwrap_or(rest.len());
    rest[..end].trim_end_matches('/').matches('/').count() >= 2
}

/// Braces count as a template's where they open and close around a word, as `{{ title }}` does.
fn is_template(text: &str, start: usize, pattern: &str) -> bool {
    let close = match pattern {
        "{{" => "}}",
        "{%" => "%}",
        "<%=" => "%>",
        _ => return true,
    };
    let rest = &text[start + pattern.len()..];
    let rest = &rest[..rest.floor_char_boundary(200)];
    let Some(end) = rest.find(close) else { return false };
    let inside = rest[..end].trim_matches(['-', ' ']);
    inside.starts_with(|one: char| one.is_alphabetic() || "._$".contains(one))
        && !inside.contains([';', '\n'])
}

/// The path that a trace begins, however its slashes are written.
fn machine_path(text: &str, trace: &Trace) -> String {
    let belongs = |one: char| one.is_alphanumeric() || "/\\._-~:".contains(one);
    let rest = &text[trace.start..];
    let rest = &rest[..rest.find(|one: char| !belongs(one)).unwrap_or(rest.len())];
    let parts = rest.split(['/', '\\']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("/").trim_end_matches(['.', ':', '-', '_']).to_lowercase()
}

/// What makes two traces the same: what is said, without case.
fn excerpt(text: &str, trace: &Trace) -> String {
    let rest = &text[trace.start..];
    match trace.kind {
        // The number, and the word it counts: between them stand spaces and, in the sources, marks of emphasis.
        TraceKind::Count => {
            let number = &rest[..rest.find(|one: char| !one.is_alphanumeric()).unwrap_or(rest.len())];
            let between = [' ', '\u{a0}', '*', '_', '-', '\n'];
            let next = rest[number.len()..].trim_start_matches(between);
            let letters = next.find(|one: char| !one.is_alphabetic()).unwrap_or(next.len());
            if letters == 0 {
                // `1 of 3.` says nothing about `Reports (3)`.
                let before = text[..trace.start].trim_end_matches(between);
                let words = before.rsplit(|one: char| !one.is_alphanumeric());
                let last = words.clone().next().unwrap_or_default();
                let part =
                    words.skip(1).find(|word| !word.is_empty()).filter(|_| last == "of").unwrap_or_default();
                return format!("{part} {last} {number}").to_lowercase();
            }
            format!("{number} {}", &next[..letters]).to_lowercase()
        }
        TraceKind::Gap => match rest.split_once(']').filter(|_| rest.starts_with('[')) {
            Some((words, _)) => words.to_lowercase(),
            None => BAR.to_owned(),
        },
        _ => {
            let rest = rest.split(['"', '<', '>', '\'']).next().unwrap_or(rest);
            let word = rest.split_whitespace().next().unwrap_or(rest);
            word.trim_end_matches(['.', ',', ')', ';', '/']).to_lowercase()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::counts::words_of;
    use super::*;

    fn kinds(text: &str) -> Vec<TraceKind> {
        let levels = words_of(["NATO RESTRICTED"].into_iter());
        let counts = Counts { all: 30, released: 27, portions: false, levels };
        let tracer = Tracer::new(
            "/srv/desk".into(),
            vec![(String::new(), counts)],
            ["S", "SECRET", "NATO SECRET"].map(str::to_owned).to_vec(),
            &["level-secret".to_owned()],
            ["she has 30 reports of it", "/home/user/x", "`C:\\Users\\ada\\x`:", "(S//REL) is a mark"]
                .into_iter(),
        );
        tracer.search("a.html", text).into_iter().map(|trace| trace.kind).collect()
    }

    #[test]
    fn counts_give_away_what_is_missing() {
        for text in [
            "27 of 30",
            "showing 20 of 30 briefs",
            "\"total\": 30",
            "Briefs: 30",
            "3 reports withheld",
            "30 briefings",
            "Reports (30)",
            "\"withheld\":3",
            "3 hidden",
            "1 paragraph redacted",
            "\"total_count\":30",
            "three reports are withheld",
            "<p>Three paragraphs withheld</p>",
            "[3 paragraphs removed]",
            "2 more reports for members",
            "27 of 28 reports",
            "1 of 29 reports shown",
            "showing 1 of 30",
            "27 out of 30",
            "\"reports\":29",
            "3 reports are not shown at this level",
            "<p>fourteen reports aren't listed",
            "3 not shown",
            "2 more reports at higher levels",
            "2 reports need a higher clearance",
            "3 reports are classified",
        ] {
            let found = kinds(text);
            assert!(found.contains(&TraceKind::Count), "{text}: {found:?}");
        }
        for text in [
            "27 reports",
            "30 May 2025",
            "Reports 30 May",
            "30 reports of it",
            "page 1 of 30",
            "30.5 reports",
            "width=30",
            "of 30 tonnes",
            "2025-05-30",
            "0 hidden",
            "1 Briefs NATO RESTRICTED",
            "three reports are late",
            "2 more reports",
            "0 paragraphs removed",
            "\"reports\":26",
            "page 1 of 29 pages",
            "three reports do not agree",
            "31 reports",
            "2030 not shown",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn marks_above_the_release_are_traces() {
        for text in [
            "The order came (S//NF).",
            "<p>(S//NF) The order",
            "SECRET//NOFORN",
            "(Secret // NOFORN)",
            "<b>NATO SECRET//ATOMAL</b>",
        ] {
            assert_eq!(kinds(text), [TraceKind::Mark], "{text}");
        }
        for text in [
            "(C//NF) x",
            "(S//REL)",
            "https://e.org/S//NF",
            "(s//nf)",
            "a S//NFx= b",
            "x = S // a comment",
            "SECRET/NF",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn gaps_and_colours_of_higher_levels_are_traces() {
        for text in ["a ████ b", "[Text withheld]", "<i>[REDACTED]</i>", "[2 lines removed]"] {
            assert!(kinds(text).contains(&TraceKind::Gap), "{text}");
        }
        for text in
            ["<b class=\"badge level-secret\">", "<b class=level-secret>", "{\"class\":\"level-secret\"}"]
        {
            assert_eq!(kinds(text), [TraceKind::Level], "{text}");
        }
        for text in
            ["██", "a[removed](b) [x] withheld", "level-secrets", ".level-secret {", "sea-level-secret"]
        {
            let found = kinds(text);
            assert!(found.is_empty() || text.starts_with("a["), "{text}: {found:?}");
        }
    }

    #[test]
    fn machines_and_templates_leave_traces() {
        for text in [
            "/srv/desk/content",
            "x /home/ida/desk",
            "C:\\Users\\ida",
            "(file:///tmp/a)",
            "\"/home/ida/site/a.md\"",
            "see /mnt/c/Users/ida",
            "\\\\filer\\desk\\a.docx",
            "D:\\work\\site\\a.md",
            "\"D:\\\\work\\\\site\"",
            "E:/work/site",
            "<i>/var/www/desk/content</i>",
            "<i>/opt/desk/a.md</i>",
            "see /tmp/build-1234/site",
            "/workspaces/site/x",
        ] {
            assert_eq!(kinds(text), [TraceKind::Machine], "{text}");
        }
        for text in [
            "/home/user/x",
            "(/home/user/x): y",
            "C:\\Users\\ada\\x",
            "C:\\Users\\\u{ad}a",
            "https://a.example/home/news",
            "href=\"/home/news\"",
            "/homes/",
            "/mnt/data/",
            "href=\"/opt/out\"",
            "Plan B:/x",
            "https://e.org/A:/b/c",
            "\\\\d\\w+",
            "https:\\\\host.example\\x",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
        assert_eq!(kinds("{{ page.title }} a{{b:1}}").len(), 2);
        for text in ["ZgotmplZ", "<p>{% if x %}"] {
            assert!(matches!(kinds(text)[..], [TraceKind::Template(_)]), "{text}");
        }
        assert_eq!(kinds("function(){{return 1;}}"), []);
    }
}

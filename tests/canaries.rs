//! Canaries: a word of its own in every field, kind of portion and level, in every scheme; each release is built, and every
//! byte of it, also what is packed or encoded in it, is searched.

use std::fmt::Write as _;
use std::io::Read as _;
use std::ops::Range;

use bluf::classification::{BUILT_IN, built_in};

use crate::support::{SITE, SiteTest};

/// Kinds of portions: a body in which `@` stands for a mark and `%` for the beginning of canary words.
const PORTIONS: [&str; 15] = [
    "@ %paragraph",
    "- @ %item\n  - @ %nested",
    "1. @ %numbered",
    "## @ %heading\n\n@ %below",
    "> @ %quote",
    "> [!NOTE]\n> @ %alert",
    "| @ %head | b |\n|---|---|\n| @ %row | %cell |",
    "@ %term\n: @ %definition",
    "@ %noted[^%label]\n\n[^%label]: @ %footnote",
    "@ %linked [%text](https://%host.example/ \"%title\")",
    "![@ %alt](pic.png \"%caption\")",
    "::: portion §\n%fence\n\n- %fenceditem\n\n```\n%fencedcode\n```\n:::",
    "::: portion ¤\n%outer\n\n::: portion §\n%inner\n:::\n:::",
    "@ **%strong** `%code` ~~%struck~~",
    "@ [%marked](https://example.org/%address)",
];

/// Keys of front matter.
const FRONT: &str = "summary = \"%summary\"\ntags = [\"%tag\"]\nauthors = [\"%author\"]\nseries = \"%series\"\nslug = \"%slug\"\naliases = [\"/%alias/\"]\n[image]\nsrc = \"%lead.png\"\nalt = \"%leadalt\"\ncredit = \"%credit\"\n[extra]\nx = \"%extra\"\n[[corrections]]\ndate = 2025-06-01\ntext = \"%corrected\"\n";

/// Words that no release may have: kept for the desk, or stripped from pictures.
const UNSHOWN: [&str; 4] = ["extra", "comment", "label", "metadata"];

/// Words of a desk's own levels.
const OWN: [(&str, &str); 3] = [("Open", "O"), ("Members", "M"), ("Board", "B")];

/// No release.
const NEVER: Range<usize> = 0..0;

/// A scheme: what site.toml says, and the names and marks of its levels, lowest first.
struct Scheme {
    name: &'static str,
    config: String,
    levels: Vec<(String, String)>,
}

fn schemes() -> Vec<Scheme> {
    let own = OWN.iter().fold(String::new(), |mut text, (name, mark)| {
        let _ = writeln!(text, "[[classification.levels]]\nname = \"{name}\"\nabbreviation = \"{mark}\"\nbackground = \"#1b3660\"\ntext = \"#ffffff\"");
        text
    });
    let own = Scheme {
        name: "own",
        config: own,
        levels: OWN.map(|(name, mark)| (name.to_owned(), mark.to_owned())).into(),
    };
    let built = |name: &'static str| Scheme {
        name,
        config: format!("[classification]\nscheme = \"{name}\"\n"),
        levels: built_in(name)
            .expect("it is in the binary")
            .iter()
            .map(|(_, level)| (level.name.clone(), level.abbreviation.clone()))
            .collect(),
    };
    BUILT_IN.into_iter().map(built).chain([own]).collect()
}

/// A site that grows, and the words planted in it with the releases, by place of their level, that show them.
struct Aviary<'l> {
    site: SiteTest,
    scheme: &'l Scheme,
    words: Vec<(Range<usize>, String)>,
    sources: String,
    references: String,
    /// One document with portions of all levels.
    parts: String,
}

impl Aviary<'_> {
    fn file(&mut self, path: &str, content: impl AsRef<[u8]>) {
        self.site.edit(path, content);
    }

    /// Plants a word that releases from `from` on show.
    fn from(&mut self, from: usize, word: String) {
        let never = UNSHOWN.iter().any(|kind| word.ends_with(kind));
        self.words.push((if never { NEVER } else { from..usize::MAX }, word));
    }

    /// A template in which `%` stands for the beginning of words, with these planted.
    fn plant(&mut self, from: usize, prefix: &str, template: &str) -> String {
        for rest in template.split('%').skip(1) {
            let word: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            self.from(from, format!("{prefix}{word}"));
        }
        template.replace('%', prefix)
    }

    /// Portions of a level in a document of the highest one.
    fn portions(&mut self, number: usize) {
        let (name, mark) = self.scheme.levels[number].clone();
        let lowest = self.scheme.levels[0].clone();
        for (kind, portion) in PORTIONS.iter().enumerate() {
            let prefix = format!("zq{}{number}p{kind}", self.scheme.name);
            // What is nested has at least the level of what it is nested in; the outer block is of the lowest.
            let outer = portion.contains("%outer");
            let portion = if outer {
                portion.replace("%outer", &format!("{prefix}outer"))
            } else {
                (*portion).to_owned()
            };
            if outer {
                self.from(0, format!("{prefix}outer"));
            }
            let text = self.plant(number, &prefix, &portion);
            let text = text.replace('¤', &lowest.0).replace('§', &name).replace('@', &format!("({mark})"));
            self.parts.push_str(&text);
            self.parts.push_str("\n\n");
        }
        if number == 0 {
            return;
        }
        let torn = format!("zq{}{number}torn", self.scheme.name);
        let _ = writeln!(
            self.parts,
            "::: portion {name}\n{torn}away\n\n::: tearline {}\n{torn}instead\n:::\n:::\n",
            lowest.0
        );
        self.from(number, format!("{torn}away"));
        self.words.push((0..number, format!("{torn}instead")));
    }

    /// A report of a level, with everything that a report can have.
    fn report(&mut self, number: usize) {
        let (name, mark) = self.scheme.levels[number].clone();
        let prefix = format!("zq{}{number}f", self.scheme.name);
        let front = self.plant(number, &prefix, FRONT);
        let text = self.plant(
            number,
            &prefix,
            "## Executive Summary\n\n%body [table](data.csv) [%paper](paper.pdf) [@%id, p. %locator] [@%bib]\n\n## Key Judgements\n\nKJ-1. It is likely that %judgement.\n\n1. %point\n\n## Statement on Analysis\n\n%statement <!-- %comment -->\n",
        );
        // Ids of sources are addresses of their pages.
        let folder = format!("content/reports/{prefix}file");
        self.from(number, format!("{prefix}title"));
        // An editor that begins files with a byte-order mark changes nothing.
        let whole = format!(
            "\u{feff}+++\ntitle = \"{prefix}title\"\ndate = 2025-05-20\nclassification = \"{name}\"\n{front}+++\n{text}"
        );
        self.file(&format!("{folder}/index.md"), whole);
        self.file(&format!("{folder}/{prefix}lead.png"), crate::pictures::png(&format!("{prefix}metadata")));
        self.words.push((NEVER, format!("{prefix}metadata")));
        self.file(&format!("{folder}/data.csv"), format!("a,b\n{prefix}data,1\n"));
        self.file(&format!("{folder}/paper.pdf"), format!("%PDF-1.4\n({prefix}pdf)\n%%EOF\n"));
        for word in ["data", "pdf", "source", "descriptor", "bibtitle", "bibauthor"] {
            self.from(number, format!("{prefix}{word}"));
        }
        let _ = writeln!(
            self.sources,
            "[{prefix}id]\ntitle = \"{prefix}source\"\ndescriptor = \"{prefix}descriptor\"\nclassification = \"{name}\""
        );
        let _ = writeln!(
            self.references,
            "@book{{{prefix}bib, title = {{({mark}) {prefix}bibtitle}}, author = {{{prefix}bibauthor}}}}"
        );
    }

    /// Texts that introduce lists, a page, and reports that no release or only their own page may show.
    fn others(&mut self, number: usize) {
        let name = self.scheme.levels[number].0.clone();
        let prefix = format!("zq{}{number}o", self.scheme.name);
        let place = format!("place{number}");
        for list in [format!("reports/{place}"), format!("tags/{place}"), format!("authors/{place}")] {
            let kind = list.split('/').next().unwrap_or_default();
            let text = self.plant(
                number,
                &format!("{prefix}{kind}"),
                &format!("+++\nclassification = \"{name}\"\nsummary = \"%summary\"\n+++\n%text\n"),
            );
            self.file(&format!("content/{list}/_index.md"), text);
        }
        let public = format!(
            "+++\ntitle = \"Public {number}\"\ndate = 2025-05-20\ntags = [\"{place}\"]\nauthors = [\"{place}\"]\n+++\nText.\n"
        );
        self.file(&format!("content/reports/{place}/a.md"), public);
        let page = self.plant(
            number,
            &format!("{prefix}page"),
            &format!("+++\ntitle = \"%title\"\nclassification = \"{name}\"\n+++\n%text\n"),
        );
        self.file(&format!("content/{prefix}page.md"), page);
        for (state, key) in [
            ("draft", "draft = true"),
            ("embargo", "publish_at = 2027-01-01"),
            ("expired", "expires = 2025-06-01"),
        ] {
            let held = format!("zz{}{number}{state}", self.scheme.name);
            let text = format!(
                "+++\ntitle = \"{held}\"\ndate = 2025-05-20\ntags = [\"{held}tag\"]\n{key}\n+++\n{held}\n"
            );
            self.file(&format!("content/reports/{held}.md"), text);
            self.words.push((NEVER, held));
        }
        let gone = format!("zz{}{number}w", self.scheme.name);
        let text = format!(
            "+++\ntitle = \"{gone}title\"\ndate = 2025-05-20\nclassification = \"{name}\"\ntags = [\"{gone}tag\"]\n[withdrawn]\nreason = \"{gone}reason\"\n+++\n{gone}body\n"
        );
        self.file(&format!("content/reports/{gone}file.md"), text);
        for word in ["title", "reason", "file"] {
            self.from(number, format!("{gone}{word}"));
        }
        for word in ["tag", "body"] {
            self.words.push((NEVER, format!("{gone}{word}")));
        }
    }
}

/// A site of a scheme with canaries of every level.
fn aviary(scheme: &Scheme) -> Aviary<'_> {
    let mut aviary = Aviary {
        site: SiteTest::new()
            .file("site.toml", format!("{SITE}{}", scheme.config))
            .file("content/reports/parts/pic.png", crate::pictures::png("x")),
        scheme,
        words: Vec::new(),
        sources: String::new(),
        references: String::new(),
        parts: String::new(),
    };
    for number in 0..scheme.levels.len() {
        aviary.portions(number);
        aviary.report(number);
        aviary.others(number);
    }
    let (sources, references) = (aviary.sources.clone(), aviary.references.clone());
    aviary.file("sources.toml", sources);
    aviary.file("sources.bib", references);
    let (lowest, highest) = (&scheme.levels[0].1, &scheme.levels[scheme.levels.len() - 1].0);
    let parts = format!(
        "+++\ntitle = \"({lowest}) Parts\"\ndate = 2025-05-20\nclassification = \"{highest}\"\n+++\n{}",
        aviary.parts
    );
    aviary.file("content/reports/parts/index.md", parts);
    aviary
}

/// All bytes of an output as text, unpacked and decoded as far as bluf packs and encodes.
fn everything(site: &SiteTest) -> String {
    let mut all = String::new();
    for (path, bytes) in site.tree() {
        all.push_str(&path);
        let mut unpacked = Vec::new();
        if flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).is_ok() {
            all.push_str(&String::from_utf8_lossy(&unpacked));
        }
        let text = String::from_utf8_lossy(&bytes);
        all.push_str(&percent_encoding::percent_decode_str(&text).decode_utf8_lossy());
        all.push_str(&text);
    }
    all.to_lowercase()
}

fn no_canary_sings(scheme: &Scheme) {
    let Aviary { mut site, words, .. } = aviary(scheme);
    assert!(words.len() > 200, "{}", words.len());
    for (number, (name, _)) in scheme.levels.iter().enumerate() {
        site = site.release(name);
        site.build().ok();
        let all = everything(&site);
        let wrong: Vec<String> = words
            .iter()
            .filter_map(|(releases, word)| {
                let shown = releases.contains(&number);
                let is_there = all.contains(&word.to_lowercase());
                (is_there != shown).then(|| format!("{word} {}", if shown { "is lost" } else { "leaks" }))
            })
            .collect();
        assert!(wrong.is_empty(), "{} in a release of {name}: {wrong:#?}", scheme.name);
    }
}

#[test]
fn no_canary_sings_above_its_level_in_any_scheme() {
    schemes().iter().for_each(no_canary_sings);
}

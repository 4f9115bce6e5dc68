//! Synthetic reports: the same numbers always give the same text.
//!
//! Small: the shape of a published brief, about 5 KB: an executive summary, three to five key judgements with three to
//! five cited points of evidence each, a statement on analysis, a cut-off date, one or two regions, a classification,
//! three to six of 300 tags, one of forty authors. Heavy: five times as long, 5,000 tags, countries deep in the tree
//! of regions, and three pictures beside every report.

use std::fmt::Write as _;
use std::path::Path;

/// What kind of corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Published briefs.
    Small,
    /// What costs most.
    Heavy,
}

/// Whose front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Ours.
    Bluf,
    /// Hugo's.
    Hugo,
}

/// Writes the configuration of a site: everything as it is by default.
pub(crate) fn site(folder: &Path) {
    write(&folder.join("site.toml"), b"title = \"Briefs\"\nbase_url = \"https://briefs.example/\"\n");
}

/// Writes a file with the folders above it.
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).expect("a folder can be made");
    }
    std::fs::write(path, bytes).expect("a file can be written");
}

const REGIONS: &str = "North America|Central America|South America|Caribbean|Western Europe|Eastern Europe|Northern \
    Europe|Southern Europe|Eurasia|Central Asia|South Asia|East Asia|Southeast Asia|Middle East|North Africa|West \
    Africa|East Africa|Central Africa|Southern Africa|Oceania|Arctic|Indo-Pacific";
const COUNTRIES: &str = "Mexico|Guatemala|Colombia|Ecuador|Peru|Brazil|Haiti|Cuba|France|Germany|Poland|Ukraine|\
    Norway|Sweden|Italy|Spain|Kazakhstan|Uzbekistan|India|Pakistan|China|Japan|Mongolia|Indonesia|Philippines|\
    Iraq|Syria|Egypt|Libya|Nigeria|Mali|Kenya|Ethiopia|Chad|Cameroon|Angola|Zambia|Australia|Fiji|Samoa";
const LEVELS: &str = "Unclassified|Unclassified|Unclassified|Confidential|Confidential|Secret|Top Secret";
const LIKELY: &str = "very unlikely|unlikely|roughly even chance|likely|very likely";
const ACTORS: &str = "ministry|directorate|cartel|militia|navy|regulator|consortium|embassy|battalion|syndicate|\
    commission|parliament|cabinet|garrison|contractor|union|coalition|customs agency|coast guard|central bank|\
    faction|secretariat|brigade";
const VERBS: &str = "announced|expanded|disrupted|financed|withdrew|reinforced|negotiated|sanctioned|intercepted|\
    deployed|seized|published|rejected|ratified|postponed|acquired|targeted|trained|infiltrated|prosecuted|\
    monitored|blocked|coordinated|dismantled|rerouted|tested|suspended";
const THINGS: &str = "shipment|corridor|agreement|pipeline|refinery|satellite|frigate|laboratory|ledger|warehouse|\
    checkpoint|treaty|tariff|embargo|network|cable|port|airfield|drone|radar|border|grid|reserve|ceasefire|ballot|\
    protest|decree|budget|convoy|depot|exercise|doctrine|export|malware|transfer|precursor|opioid|microchip|mineral|\
    harvest|aquifer|reactor|missile|patrol|summit|envoy|visa|passport";
const QUALITIES: &str = "reported|joint|regional|national|domestic|bilateral|covert|public|official|local|recent|\
    sustained|limited|significant|unusual|credible|indirect|economic|political|naval|digital|coastal|northern|\
    southern|eastern|western|federal|senior|former|armed|civilian|seasonal|strategic|tactical|logistical";
const TURNS: &str = "Pressure|Outlook|Competition|Crisis|Realignment|Escalation";

/// A picture of one white pixel.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
    0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8, 0x0f, 0x00, 0x01, 0x01, 0x01, 0x00,
    0x1c, 0xb0, 0x8c, 0x99, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// Numbers that look random: `SplitMix64` (Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("below a usize")
    }

    /// Small numbers more often than large ones, as topics are.
    fn skewed(&mut self, limit: usize) -> usize {
        self.below(limit) * self.below(limit) / limit
    }

    fn of(&mut self, words: &'static str) -> &'static str {
        let count = words.split('|').count();
        words.split('|').nth(self.below(count)).expect("one of them").trim()
    }
}

/// Writes `count` reports below `root/content/reports`.
pub(crate) fn generate(root: &Path, count: usize, shape: Shape, forms: &[(Form, &Path)]) {
    for number in 0..count {
        let report = Report::new(number, shape);
        for (form, site) in forms {
            let folder = root.join(site).join(format!("content/reports/{}", &report.date[..4]));
            let name = format!("report-{number:06}");
            let text = format!("{}{}", report.front(*form), report.body);
            if shape == Shape::Heavy {
                write(&folder.join(&name).join("index.md"), text.as_bytes());
                for picture in 1..=3 {
                    write(&folder.join(&name).join(format!("picture-{picture}.png")), PICTURE);
                }
            } else {
                write(&folder.join(format!("{name}.md")), text.as_bytes());
            }
        }
    }
}

struct Report {
    title: String,
    date: String,
    regions: Vec<&'static str>,
    level: &'static str,
    tags: Vec<String>,
    author: String,
    summary: String,
    picture: bool,
    body: String,
}

impl Report {
    fn new(number: usize, shape: Shape) -> Self {
        let mut numbers = Numbers(number as u64 + 1);
        let n = &mut numbers;
        let heavy = shape == Shape::Heavy;
        let places = if heavy { COUNTRIES } else { REGIONS };
        let mut regions = vec![n.of(places)];
        let second = n.of(places);
        if n.below(4) == 0 && second != regions[0] {
            regions.push(second);
        }
        let topic = [n.of(THINGS), n.of(THINGS), n.of(THINGS), n.of(THINGS)];
        let mut tags: Vec<String> = Vec::new();
        for _ in 0..3 + n.below(4) {
            let tag = if heavy {
                format!("topic {}", n.skewed(5_000))
            } else {
                let (first, second) = (n.skewed(20), n.skewed(15));
                let word = |words: &'static str, at| words.split('|').nth(at).unwrap_or_default().trim();
                format!("{} {}", word(QUALITIES, first), word(THINGS, second))
            };
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let date = format!("{}-{:02}-{:02}", 2015 + n.below(11), 1 + n.below(12), 1 + n.below(28));
        let title = format!("{}: {} and {} {} {number}", regions[0], topic[0], topic[1], n.of(TURNS));
        let summary = sentence(n, &topic, 1);
        let level = n.of(LEVELS);
        let author = format!("Analyst {:02}", n.below(40));
        let body = body(n, &topic, number, if heavy { 5 } else { 1 }, &date);
        Self { title, date, regions, level, tags, author, summary, picture: heavy, body }
    }

    fn front(&self, form: Form) -> String {
        let Self { title, date, regions, level, tags, author, summary, .. } = self;
        match form {
            Form::Bluf => {
                let picture =
                    if self.picture { "[image]\nsrc = \"picture-1.png\"\nalt = \"A map\"\n" } else { "" };
                format!(
                    "+++\ntitle = {title:?}\ndate = {date}\nauthors = [{author:?}]\nclassification = {level:?}\nregions = {regions:?}\ntags = {tags:?}\nsummary = {summary:?}\n{picture}+++\n\n"
                )
            }
            Form::Hugo => format!(
                "+++\ntitle = {title:?}\ndate = {date}\nauthors = [{author:?}]\ndescription = {summary:?}\nclassification = [{level:?}]\nregions = {regions:?}\ntags = {tags:?}\n[params]\ncutoff = \"{date}\"\n+++\n\n"
            ),
        }
    }
}

fn body(n: &mut Numbers, topic: &[&str], number: usize, times: usize, date: &str) -> String {
    let mut text = String::with_capacity(6000 * times);
    let paragraph = |n: &mut Numbers, sentences: usize| {
        (0..sentences).map(|_| sentence(n, topic, 2)).collect::<Vec<_>>().join(" ")
    };
    let _ = writeln!(text, "## Executive Summary\n\n{}\n\n## Key Judgements\n", paragraph(n, 4));
    for judgement in 1..=3 + n.below(3) {
        let claim = sentence(n, topic, 2);
        let claim = claim.trim_end_matches('.');
        let more = clause(n, topic);
        let likely = n.of(LIKELY);
        let _ = writeln!(text, "KJ-{judgement}. {claim}; it is {likely} that {more} over the next year.\n");
        for point in 1..=3 + n.below(3) {
            let evidence = sentence(n, topic, 2);
            let _ = writeln!(
                text,
                "{point}. {evidence} [source](https://example.org/{number}/{judgement}-{point})"
            );
        }
        text.push('\n');
    }
    for part in 1..times {
        let (one, other) = (paragraph(n, 8), paragraph(n, 8));
        let _ = writeln!(text, "## Background {part}\n\n{one}\n\n### Detail\n\n{other}\n");
        if part < 3 {
            let _ = writeln!(text, "![A chart](picture-{}.png)\n", part + 1);
        }
    }
    let statement = paragraph(n, 3);
    let _ = writeln!(
        text,
        "## Statement on Analysis\n\nWe have moderate confidence in this analysis. {statement}\n\n**Intelligence Cut-off Date:** {date}"
    );
    text
}

fn sentence(n: &mut Numbers, topic: &[&str], clauses: usize) -> String {
    let text = (0..clauses).map(|_| clause(n, topic)).collect::<Vec<_>>().join(" and ");
    format!("T{}.", &text[1..])
}

fn clause(n: &mut Numbers, topic: &[&str]) -> String {
    let mut thing = || if n.below(2) == 0 { topic[n.below(topic.len())] } else { n.of(THINGS) };
    let (one, two, three) = (thing(), thing(), thing());
    let (first, second, third) = (n.of(QUALITIES), n.of(QUALITIES), n.of(QUALITIES));
    let (actor, verb) = (n.of(ACTORS), n.of(VERBS));
    format!("the {first} {actor} {verb} the {second} {one} after the {two} within {third} {three}")
}

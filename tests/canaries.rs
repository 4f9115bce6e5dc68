//! Canaries: a word of its own in every field, kind of portion and level, in every scheme; each release is built, and every
//! byte of it, also what is packed or encoded in it, is searched.

use std::io::Read as _;

use bluf::classification::{BUILT_IN, Scheme, built_in};

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
const FRONT: &str = "summary = \"%summary\"\ntags = [\"%tag\"]\nauthors = [\"%author\"]\nseries = \"%series\"\nslug = \"%slug\"\naliases = [\"/%alias/\"]\n[image]\nsrc = \"%lead.png\"\nalt = \"%leadalt\"\ncredit = \"%credit\"\n[extra]\nx = \"%extra\"\n";

/// Stripped or kept for the desk by design.
const UNSHOWN: [&str; 3] = ["extra", "comment", "label"];

fn own() -> (String, Scheme) {
    (String::new(), built_in("us").expect("it is in the binary"))
}

/// The words of a template that begin with `%`, as they are planted with this prefix.
fn planted(template: &str, prefix: &str) -> Vec<String> {
    let word = |rest: &str| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    template.split('%').skip(1).map(|rest| format!("{prefix}{}", word(rest))).collect()
}

/// A site of a scheme with canaries of every level, and the words by level.
fn site(name: &str, scheme: &Scheme) -> (SiteTest, Vec<(usize, String)>) {
    let mut site = SiteTest::new()
        .file("site.toml", format!("{SITE}[classification]\nscheme = \"{name}\"\n"))
        .file("content/reports/parts/pic.png", crate::pictures::png("x"));
    let lowest = &scheme.definition(scheme.lowest()).name;
    let highest = &scheme.definition(scheme.highest()).name;
    let (mut words, mut body, mut sources) = (Vec::new(), String::new(), Vec::new());
    for (number, (_, level)) in scheme.iter().enumerate() {
        for (kind, portion) in PORTIONS.iter().enumerate() {
            let prefix = format!("zq{name}{number}p{kind}");
            words.extend(planted(portion, &prefix).into_iter().map(|word| (number, word)));
            let text = portion
                .replace('¤', lowest)
                .replace('§', &level.name)
                .replace('@', &format!("({})", level.abbreviation))
                .replace('%', &prefix);
            // What is nested has at least the level of what it is nested in; the outer block is of the lowest.
            if text.contains("outer") {
                words.retain(|(_, word)| !word.ends_with("outer") || number == 0 || !word.contains(&prefix));
                words.push((0, format!("{prefix}outer")));
            }
            body.push_str(&text);
            body.push_str("\n\n");
        }
        let prefix = format!("zq{name}{number}f");
        words.extend(planted(FRONT, &prefix).into_iter().map(|word| (number, word)));
        words.extend(
            ["title", "body", "data", "source", "descriptor", "locator", "judgement", "point", "statement"]
                .map(|word| (number, format!("{prefix}{word}"))),
        );
        let front = format!("classification = \"{}\"\n{}", level.name, FRONT.replace('%', &prefix));
        let text = format!(
            "\u{feff}## Executive Summary\n\n{prefix}body [table](data.csv) [@{prefix}id, p. {prefix}locator]\n\n## Key Judgements\n\nKJ-1. It is likely that {prefix}judgement.\n\n1. {prefix}point\n\n## Statement on Analysis\n\n{prefix}statement <!-- {prefix}comment -->\n"
        )
        .replace('\u{feff}', "");
        let folder = format!("content/reports/{prefix}file");
        site = site
            .report(&format!("{folder}/index.md"), &format!("{prefix}title"), &front, &text)
            .file(&format!("{folder}/{prefix}lead.png"), crate::pictures::png("y"))
            .file(&format!("{folder}/data.csv"), format!("a,b\n{prefix}data,1\n"));
        sources.push(format!(
            "[{prefix}id]\ntitle = \"{prefix}source\"\ndescriptor = \"{prefix}descriptor\"\nclassification = \"{}\"\n",
            level.name
        ));
        for (state, key) in [
            ("draft", "draft = true"),
            ("embargo", "publish_at = 2027-01-01"),
            ("expired", "expires = 2025-06-01"),
        ] {
            let held = format!("zz{name}{number}{state}");
            site = site.report(
                &format!("content/reports/{held}.md"),
                &held,
                &format!("tags = [\"{held}tag\"]\n{key}"),
                &held,
            );
            words.push((usize::MAX, held));
        }
    }
    let site = site.file("sources.toml", sources.concat()).report(
        "content/reports/parts/index.md",
        &format!("({}) Parts", scheme.definition(scheme.lowest()).abbreviation),
        &format!("classification = \"{highest}\""),
        &body,
    );
    (site, words)
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

fn no_canary_sings(name: &str) {
    let (_, us) = own();
    let scheme = built_in(name).unwrap_or(us);
    let (mut site, words) = site(name, &scheme);
    assert!(words.len() > 150, "{}", words.len());
    for (number, (_, level)) in scheme.iter().enumerate() {
        site = site.release(&level.name);
        site.build().ok();
        let all = everything(&site);
        let wrong: Vec<String> = words
            .iter()
            .filter_map(|(at, word)| {
                let shown = *at <= number && !UNSHOWN.iter().any(|kind| word.ends_with(kind));
                let is_there = all.contains(&word.to_lowercase());
                (is_there != shown).then(|| format!("{word} {}", if shown { "is lost" } else { "leaks" }))
            })
            .collect();
        assert!(wrong.is_empty(), "in a release of {}: {wrong:#?}", level.name);
    }
}

#[test]
fn no_canary_sings_above_its_level_in_any_scheme() {
    for name in BUILT_IN {
        no_canary_sings(name);
    }
}

//! Functions that a build spends its time in, one by one: `cargo bench --bench hot`.

use std::fmt::Write as _;
use std::hint::black_box;

use bluf::config::{self, Overrides};
use bluf::content::{Kind, Loader, load_one};
use bluf::markdown::{AlertLabels, Labels};
use bluf::related::{Features, Options, related};
use criterion::{Criterion, criterion_group, criterion_main};

const SENTENCE: &str =
    "The joint ministry announced the coastal pipeline after the embargo within national ports";

fn report() -> String {
    let mut text = String::from(
        "+++\ntitle = \"Ports\"\ndate = 2025-05-20\nregions = [\"Mexico\"]\ntags = [\"ports\", \"trade\"]\n+++\n\n## Executive Summary\n\n",
    );
    text.push_str(&format!("{SENTENCE}. ").repeat(8));
    text.push_str("\n\n## Key Judgements\n\n");
    for judgement in 1..=4 {
        let _ = writeln!(text, "KJ-{judgement}. {SENTENCE}; it is very likely that it goes on.\n");
        for point in 1..=4 {
            let _ = writeln!(
                text,
                "{point}. {SENTENCE} and {SENTENCE} [source](https://example.org/{judgement}-{point})"
            );
        }
        text.push('\n');
    }
    text
}

fn load(criterion: &mut Criterion) {
    let site = "title = \"Desk\"\nbase_url = \"https://example.org/\"";
    let (config, _) = config::load("site.toml", site, &Overrides::default());
    let alerts = AlertLabels::default();
    let labels =
        Labels { table: "table", anchor: "anchor", back: "back", source: "source", untitled: "Brief" };
    let ceiling = config.scheme.highest();
    let loader = Loader { config: &config, alerts: &alerts, labels, ceiling };
    let text = report();
    criterion.bench_function("load one report", |bench| {
        bench.iter(|| load_one("reports/a.md", Kind::Report, black_box(text.as_bytes()), &loader, &[]));
    });
}

fn relate(criterion: &mut Criterion) {
    let texts: Vec<String> =
        (0..1_000).map(|at| format!("word{} word{} word{}", at % 97, at % 31, at % 7)).collect();
    let features: Vec<Features<'_>> = (0_u32..)
        .zip(&texts)
        .map(|(at, text)| Features {
            tags: vec![at % 13, at % 101],
            authors: vec![at % 40],
            regions: vec![(at % 20, 0), (200 + at % 5, 1)],
            text: vec![(text, 3.0), (SENTENCE, 1.0)],
            day: i32::try_from(at * 7 % 3_900).unwrap_or(0),
            ..Features::default()
        })
        .collect();
    criterion.bench_function("relate 1,000 reports", |bench| {
        bench.iter(|| related(black_box(&features), &Options::default()));
    });
}

fn words(criterion: &mut Criterion) {
    let text = report();
    criterion.bench_function("events to plain text", |bench| {
        bench.iter(|| {
            bluf::markdown::plain_text(&bluf::markdown::parse(
                black_box(&text),
                bluf::config::RawHtml::Escape,
            ))
        });
    });
}

criterion_group!(benches, load, relate, words);
criterion_main!(benches);

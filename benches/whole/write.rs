//! Writes the small corpus and nothing else: `write FOLDER REPORTS`. A program without dependencies, which
//! `benches/instructions.sh` compiles in a second where the whole benchmark would take minutes.

mod corpus;

use std::path::Path;

use corpus::{Form, Shape};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, reports] = words.as_slice() else { panic!("usage: write FOLDER REPORTS") };
    let folder = Path::new(folder);
    let reports = reports.parse().expect("a number of reports");
    corpus::site(folder);
    corpus::generate(folder, reports, Shape::Small, &[(Form::Bluf, Path::new(""))]);
}

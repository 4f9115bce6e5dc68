//! bluf: bottom line up front. A static site generator for intelligence briefings.
//!
//! The pipeline, in reading order; each module's own text says what goes in, what comes out, and what it does
//! not know. Two barriers: nothing is assembled before everything is loaded, nothing is rendered before
//! everything is assembled.
//!
//! ```text
//! site.toml ─ config ┐
//! content/ ─ inputs ─┴► content (parallel, each document alone)
//!                          │ barrier
//!                       release: the gate ─► site (ids only) ─► plan: every file
//!                                                                 │ barrier
//! themes, static ─ theme, assets ────────► render, formats ─► check ─► publish (one parallel loop)
//! ```

pub mod assets;
pub mod audit;
pub mod build;
pub mod check;
pub mod classification;
pub mod cli;
pub mod config;
pub mod content;
pub mod date;
pub mod diag;
pub mod exact;
pub mod external;
pub mod formats;
pub mod fs;
pub mod inputs;
pub mod lint;
pub mod manifest;
pub mod map;
pub mod markdown;
pub mod pictures;
pub mod plan;
pub mod portion;
pub mod publish;
pub mod record;
pub mod regions;
pub mod related;
pub mod release;
pub mod render;
pub mod scaffold;
pub mod schema;
pub mod seal;
pub mod search;
pub mod serve;
pub mod site;
pub mod table;
pub mod theme;
pub mod tradecraft;
pub mod unchanged;

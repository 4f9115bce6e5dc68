//! Feature tests: each drives whole builds of small sites through [`support::SiteTest`].
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]

mod addresses;
mod audit;
mod bad_input;
mod canaries;
mod cite;
mod corrections;
mod demonstration;
mod diagnostics;
mod external;
mod incremental;
mod languages;
mod lint;
mod listings;
mod overviews;
mod pictures;
mod portions;
mod publish;
mod record;
mod related;
mod release;
mod report;
mod reviews;
mod sealed;
mod search;
mod serve;
#[cfg(feature = "images")]
mod sizes;
#[cfg(feature = "images")]
mod social;
mod sources;
mod support;
mod theme;
mod unchanged;

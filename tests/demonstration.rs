//! The demonstration site in the repository's root.

use crate::support::SiteTest;

#[test]
fn the_demonstration_site_builds_without_a_finding() {
    let mut site = SiteTest::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    site.request.root = root.to_owned();
    site.request.config = root.join("site.toml");
    let built = site.check().clean();
    let summary = built.outcome.summary.expect("nothing is wrong");
    assert!(summary.reports >= 24, "{summary:?}");
}

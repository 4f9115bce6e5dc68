//! The map and the timeline of lists: what is released, counted and linked.

use crate::support::{SITE, SiteTest};

/// The part of a page from the heading with this id to the end of its section.
fn part<'p>(page: &'p str, id: &str) -> &'p str {
    let from = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {page}"));
    let rest = &page[from..];
    &rest[..rest.find("</section>").expect("its end")]
}

fn site() -> SiteTest {
    SiteTest::new()
        .report("content/reports/a.md", "A", "regions = [\"Mexico\"]", "Text.")
        .report("content/reports/b.md", "B", "regions = [\"MX\", \"Malta\"]", "Text.")
        .file(
            "content/reports/c.md",
            "+++\ntitle = \"C\"\ndate = 2024-11-30\nregions = [\"Sahel\", \"GF\"]\n+++\nText.\n",
        )
}

#[test]
fn a_map_links_and_counts_every_country() {
    let built = site().build().clean().read("index.html");
    let map = part(&built, "map-of-briefs");
    for (slug, name, count) in
        [("mexico", "Mexico", 2), ("malta", "Malta", 1), ("french-guiana", "French Guiana", 1)]
    {
        assert!(
            map.contains(&format!(
                "<a href=\"/regions/{slug}/\" tabindex=\"-1\"><title>{name}: {count}</title><use href=\"#m."
            )),
            "{map}"
        );
        let row = format!("<tr><td><a href=\"/regions/{slug}/\">{name}</a></td><td>{count}</td></tr>");
        assert!(map.contains(&row), "{map}");
    }
    assert_eq!(map.matches("<path").count(), 2, "Mexico and French Guiana have shapes");
    assert_eq!(map.matches("<circle").count(), 1, "Malta is a dot");
    assert!(!map.contains("sahel"), "a wider region is no country");
    assert!(map.contains("<image href=\"/map."), "{map}");
}

#[test]
fn a_region_has_a_map_of_its_own() {
    let site = site();
    let built = site.build().clean();
    let view = |path: &str| {
        let page = built.read(path);
        let map = part(&page, "map-of-briefs");
        let from = map.find("viewBox=\"").expect("a view") + 9;
        (map[from..from + map[from..].find('"').expect("its end")].to_owned(), map.to_owned())
    };
    let (world, _) = view("index.html");
    let (europe, shown) = view("regions/europe/index.html");
    assert_ne!(world, europe);
    assert!(shown.contains("Malta") && !shown.contains("Mexico"), "{shown}");
    let (_, own) = view("regions/mexico/index.html");
    assert!(own.contains("<path") && !own.contains("<use"), "a page has no link to itself on its map: {own}");
    assert!(
        !built.read("regions/sahel/index.html").contains("map-of-briefs"),
        "no country of the Sahel has a brief"
    );
    assert!(!built.read("reports/index.html").contains("map-of-briefs"));
}

#[test]
fn what_is_withheld_is_on_no_map_and_in_no_month() {
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}release = \"SECRET\"\n[classification]\nscheme = \"us\"\n"))
        .report("content/reports/a.md", "A", "classification = \"SECRET\"\nregions = [\"Mexico\"]", "Text.")
        .report(
            "content/reports/b.md",
            "B",
            "classification = \"TOP SECRET\"\nregions = [\"Mexico\", \"Malta\"]",
            "Text.",
        );
    let page = site.build().clean().read("index.html");
    let map = part(&page, "map-of-briefs");
    assert!(map.contains("Mexico: 1") && !map.contains("Malta"), "{map}");
    assert!(!page.contains("briefs-by-month"), "one brief makes no timeline");
}

#[test]
fn a_timeline_has_a_bar_and_a_cell_for_each_month() {
    let page = site().build().clean().read("index.html");
    let timeline = part(&page, "briefs-by-month");
    assert!(timeline.contains("viewBox=\"0 0 7 100\""), "November to May: {timeline}");
    assert!(timeline.contains("d=\"M0.1 100v-50h.8v50zM6.1 100v-100h.8v100z\""), "{timeline}");
    assert!(timeline.contains("d=\"M2 0v100\""), "January: {timeline}");
    assert!(timeline.contains("Most: 2 in May 2025"), "{timeline}");
    let cells = |year: &str, counts: &str| {
        let cells = counts.split(',').map(|count| format!("<td>{count}</td>")).collect::<Vec<_>>().concat();
        format!("<tr><th scope=\"row\">{year}</th>{cells}</tr>")
    };
    assert!(timeline.contains(&cells("2024", ",,,,,,,,,,1,0,1")), "{timeline}");
    assert!(timeline.contains(&cells("2025", "0,0,0,0,2,,,,,,,,2")), "{timeline}");
}

#[test]
fn later_pages_of_a_list_show_neither() {
    let site = site().file("site.toml", format!("{SITE}paginate_by = 1\n"));
    let built = site.build().clean();
    assert!(built.read("reports/index.html").contains("briefs-by-month"));
    for path in ["page/2/index.html", "reports/page/2/index.html", "regions/mexico/page/2/index.html"] {
        let page = built.read(path);
        assert!(!page.contains("map-of-briefs") && !page.contains("briefs-by-month"), "{path}");
    }
}

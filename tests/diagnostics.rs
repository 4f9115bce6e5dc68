//! The wording of findings, as people and programs see it. Rewrite the snapshots with `SNAPSHOTS=overwrite`.
#![expect(clippy::needless_raw_string_hashes, reason = "snapbox writes snapshots so")]

use snapbox::{assert_data_eq, str};

use crate::support::{Built, SITE, SiteTest};

const JUDGEMENT: &str = "## Key Judgements\n\nKJ-1. Prices will very likely rise.";

/// The findings of a site with one report.
#[track_caller]
fn report(more: &str, body: &str) -> String {
    failed(&SiteTest::new().report("content/reports/a.md", "A", more, body).build())
}

/// The findings of a site whose configuration goes on with this.
#[track_caller]
fn config(more: &str) -> String {
    failed(&SiteTest::new().file("site.toml", format!("{SITE}{more}\n")).build())
}

/// The findings of a build that must have failed and written nothing.
#[track_caller]
fn failed(built: &Built<'_>) -> String {
    assert!(built.outcome.summary.is_none(), "the build succeeded:\n{}", built.messages());
    assert!(!built.has(""), "a failed build wrote its output");
    built.messages()
}

#[test]
fn unknown_key() {
    assert_data_eq!(
        report("sumary = \"Short.\"", ""),
        str![[r#"
error[E0101]: unknown key `sumary`
 --> content/reports/a.md:4:1
  |
4 | sumary = "Short."
  | ^^^^^^ not a key of a report
  |
help: did you mean `summary`?
  |
4 | summary = "Short."
  |    +

"#]]
    );
}

#[test]
fn wrong_type() {
    assert_data_eq!(
        report("tags = 1\ndraft = \"no\"\nauthors = [\"N\", 2]", ""),
        str![[r#"
error[E0102]: `tags` must be a list of texts
 --> content/reports/a.md:4:8
  |
4 | tags = 1
  |        ^ this is a number
error[E0102]: `draft` must be true or false, without quotes
 --> content/reports/a.md:5:9
  |
5 | draft = "no"
  |         ^^^^ this is a text
error[E0102]: `authors` must be a list of texts
 --> content/reports/a.md:6:17
  |
6 | authors = ["N", 2]
  |                 ^ this is a number

"#]]
    );
}

#[test]
fn missing_title_and_date() {
    let site = SiteTest::new().file("content/reports/a.md", "+++\nsummary = \"Short.\"\n+++\nText.\n");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0103]: the key `date` is missing
 --> content/reports/a.md:2:1
  |
2 | summary = "Short."
  | ^
  |
help: add a line such as: date = 2025-05-20
error[E0103]: the key `title` is missing
 --> content/reports/a.md:2:1
  |
2 | summary = "Short."
  | ^
  |
help: add a line such as: title = "What happened, and what it means"

"#]]
    );
}

#[test]
fn unknown_region() {
    assert_data_eq!(
        report("regions = [\"US\", \"Mexcio\"]", ""),
        str![[r#"
error[E0201]: unknown region `Mexcio`
 --> content/reports/a.md:4:18
  |
4 | regions = ["US", "Mexcio"]
  |                  ^^^^^^^^ not a name, ISO 3166 code, M49 code or alias
  |
help: did you mean `"Mexico"`?
  |
4 - regions = ["US", "Mexcio"]
4 + regions = ["US", "Mexico"]
  |
help: a region of the site's own goes into site.toml: [regions.NAME] include = ["RU", "BY"]

"#]]
    );
}

#[test]
fn unknown_level() {
    assert_data_eq!(
        report("classification = \"Sercet\"", ""),
        str![[r#"
error[E0202]: unknown classification `Sercet`
 --> content/reports/a.md:4:18
  |
4 | classification = "Sercet"
  |                  ^^^^^^^^ not a level of the scheme `editorial`
  |
help: did you mean `"Secret"`?
  |
4 - classification = "Sercet"
4 + classification = "Secret"
  |
help: its levels are: Unclassified, Confidential, Secret, Top Secret

"#]]
    );
}

#[test]
fn unknown_likelihood_term() {
    assert_data_eq!(
        report("[judgements.KJ-1]\nlikelihood = \"very likley\"", JUDGEMENT),
        str![[r#"
error[E0203]: unknown likelihood `very likley`
 --> content/reports/a.md:5:14
  |
5 | likelihood = "very likley"
  |              ^^^^^^^^^^^^^ not a term of ICD 203
  |
help: did you mean `"very likely"`?
  |
5 - likelihood = "very likley"
5 + likelihood = "very likely"
  |
help: its terms are: almost no chance, very unlikely, unlikely, roughly even chance, likely, very likely, almost certain

"#]]
    );
}

#[test]
fn date_in_quotes_that_is_none() {
    let site =
        SiteTest::new().file("content/reports/a.md", "+++\ntitle = \"A\"\ndate = \"20 May 2025\"\n+++\n");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0102]: `date` must be a date, not a text
 --> content/reports/a.md:3:8
  |
3 | date = "20 May 2025"
  |        ^^^^^^^^^^^^^ a text in quotes
  |
help: did you mean `2025-05-20`?
  |
3 - date = "20 May 2025"
3 + date = 2025-05-20
  |

"#]]
    );
}

#[test]
fn unknown_source() {
    let site = SiteTest::new()
        .file(
            "sources.toml",
            "[incsr-2025]\ntitle = \"Strategy Report\"\nurl = \"https://example.org/incsr\"\n",
        )
        .report("content/reports/a.md", "A", "", "Prices rose. [@incsr-2024, p. 12]");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0204]: unknown source `incsr-2024`
 --> content/reports/a.md:6:14
  |
6 | Prices rose. [@incsr-2024, p. 12]
  |              ^^^^^^^^^^^^^^^^^^^^ not in sources.toml
  |
help: did you mean `[@incsr-2025, p. 12]`?
  |
6 - Prices rose. [@incsr-2024, p. 12]
6 + Prices rose. [@incsr-2025, p. 12]
  |

"#]]
    );
}

#[test]
fn judgement_twice() {
    assert_data_eq!(
        report("", &format!("{JUDGEMENT}\n\nKJ-1. Prices will likely fall.")),
        str![[r#"
error[E0301]: KJ-1 stands twice
  --> content/reports/a.md:10:1
   |
10 | KJ-1. Prices will likely fall.
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
note: it stands here first
  --> content/reports/a.md:8:1
   |
 8 | KJ-1. Prices will very likely rise.
   | -----------------------------------
help: give each judgement its own number

"#]]
    );
}

#[test]
fn judgement_outside_its_section() {
    let site = SiteTest::new().report(
        "content/reports/a.md",
        "A",
        "",
        "## Outlook\n\nKJ-1. Prices will likely rise.",
    );
    assert_data_eq!(
        site.build().ok().messages(),
        str![[r#"
warning[W0303]: KJ-1 stands outside the key judgements
 --> content/reports/a.md:8:1
  |
8 | KJ-1. Prices will likely rise.
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ read as plain text
  |
help: put it below a heading `## Key Judgements`

"#]]
    );
}

#[test]
fn judgement_that_the_text_does_not_have() {
    assert_data_eq!(
        report("[judgements.KJ-9]\nconfidence = \"high\"", JUDGEMENT),
        str![[r#"
error[E0304]: the text has no KJ-9
 --> content/reports/a.md:4:13
  |
4 | [judgements.KJ-9]
  |             ^^^^
  |
help: it has: KJ-1

"#]]
    );
}

#[test]
fn broken_link() {
    let site = SiteTest::new().report("content/reports/drought.md", "Drought", "", "").report(
        "content/reports/a.md",
        "A",
        "",
        "See [that](@/reports/draught.md).",
    );
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0401]: `reports/draught.md` does not exist
 --> content/reports/a.md:6:12
  |
6 | See [that](@/reports/draught.md).
  |            ^^^^^^^^^^^^^^^^^^^^ leads nowhere
  |
help: did you mean `@/reports/drought.md`?
  |
6 - See [that](@/reports/draught.md).
6 + See [that](@/reports/drought.md).
  |

"#]]
    );
}

#[test]
fn broken_fragment() {
    let site = SiteTest::new().report("content/reports/drought.md", "Drought", "", JUDGEMENT).report(
        "content/reports/a.md",
        "A",
        "",
        "See [that](@/reports/drought.md#kj-2) and [this](#kj-3).",
    );
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0402]: `reports/drought.md` has no `#kj-2`
 --> content/reports/a.md:6:12
  |
6 | See [that](@/reports/drought.md#kj-2) and [this](#kj-3).
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
help: did you mean `@/reports/drought.md#kj-1`?
  |
6 - See [that](@/reports/drought.md#kj-2) and [this](#kj-3).
6 + See [that](@/reports/drought.md#kj-1) and [this](#kj-3).
  |
error[E0402]: this page has no `#kj-3`
 --> content/reports/a.md:6:50
  |
6 | See [that](@/reports/drought.md#kj-2) and [this](#kj-3).
  |                                                  ^^^^^
  |
help: link to the page itself, or give the heading an id: {#name}; what is above the release has no place in it, so what leads there is marked as it is

"#]]
    );
}

#[test]
fn missing_file() {
    assert_data_eq!(
        report("", "The [annex](annex.pdf) and ![a map](map.png)."),
        str![[r#"
error[E0403]: there is no file content/reports/annex.pdf
 --> content/reports/a.md:6:13
  |
6 | The [annex](annex.pdf) and ![a map](map.png).
  |             ^^^^^^^^^
  |
help: put the file beside the document, or correct its name
error[E0403]: there is no file content/reports/map.png
 --> content/reports/a.md:6:37
  |
6 | The [annex](annex.pdf) and ![a map](map.png).
  |                                     ^^^^^^^
  |
help: put the file beside the document, or correct its name

"#]]
    );
}

#[test]
fn address_that_runs_a_program() {
    assert_data_eq!(
        report("", "Open the [viewer](javascript:show())."),
        str![[r#"
error[E0404]: `javascript:show()` is not an address for a page
 --> content/reports/a.md:6:19
  |
6 | Open the [viewer](javascript:show()).
  |                   ^^^^^^^^^^^^^^^^^
  |
help: pages link only to http, https, mailto, tel and sms addresses

"#]]
    );
}

#[test]
fn picture_from_another_host() {
    assert_data_eq!(
        report("", "![A dam](https://example.org/dam.jpg)"),
        str![[r#"
error[E0405]: a page loads nothing from another host
 --> content/reports/a.md:6:10
  |
6 | ![A dam](https://example.org/dam.jpg)
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ a picture from elsewhere
  |
help: save the picture beside the document and name the file

"#]]
    );
}

#[test]
fn two_reports_at_one_address() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "slug = \"drought\"", "").report(
        "content/reports/b.md",
        "B",
        "slug = \"drought\"",
        "",
    );
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0501]: content/reports/a.md and content/reports/b.md both want the address /reports/drought/
 --> content/reports/b.md:4:8
  |
4 | slug = "drought"
  |        ^^^^^^^^^
  |
note: the other one
 --> content/reports/a.md:4:8
  |
4 | slug = "drought"
  |        ---------
help: give one of them another slug, alias or name

"#]]
    );
}

#[test]
fn alias_at_the_address_of_a_report() {
    let site = SiteTest::new().report("content/reports/a.md", "A", "aliases = [\"/reports/b/\"]", "").report(
        "content/reports/b.md",
        "B",
        "",
        "",
    );
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0501]: content/reports/b.md and an alias in content/reports/a.md both want the address /reports/b/
 --> content/reports/a.md:4:12
  |
4 | aliases = ["/reports/b/"]
  |            ^^^^^^^^^^^^^
  |
note: the other one
 --> content/reports/b.md
help: give one of them another slug, alias or name

"#]]
    );
}

#[test]
fn addresses_that_differ_in_case_only() {
    let site = SiteTest::new().file("static/Annex.txt", "one").file("static/annex.txt", "two");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0501]: static/Annex.txt and static/annex.txt both want the address /annex.txt
--> static/annex.txt
 |
note: the other one
--> static/Annex.txt
help: give one of them another slug, alias or name

"#]]
    );
}

#[test]
fn tag_spelled_in_two_ways() {
    let site = SiteTest::new()
        .report("content/reports/a.md", "A", "tags = [\"Border security\"]", "")
        .report("content/reports/b.md", "B", "tags = [\"border-security\"]", "");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0502]: `border-security` and `Border security` would share the address /tags/border-security/
 --> content/reports/b.md:4:9
  |
4 | tags = ["border-security"]
  |         ^^^^^^^^^^^^^^^^^
  |
help: did you mean `"Border security"`?
  |
4 - tags = ["border-security"]
4 + tags = ["Border security"]
  |
note: it is written `Border security` here
 --> content/reports/a.md:4:9
  |
4 | tags = ["Border security"]
  |         -----------------
help: write a term in the same way everywhere

"#]]
    );
}

#[test]
fn pin_of_an_unknown_report() {
    let site = SiteTest::new().report("content/reports/drought.md", "Drought", "", "").report(
        "content/reports/a.md",
        "A",
        "related = { pin = [\"reports/draught.md\"] }",
        "",
    );
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0407]: there is no report `reports/draught.md`
 --> content/reports/a.md:4:20
  |
4 | related = { pin = ["reports/draught.md"] }
  |                    ^^^^^^^^^^^^^^^^^^^^
  |
help: did you mean `"reports/drought.md"`?
  |
4 - related = { pin = ["reports/draught.md"] }
4 + related = { pin = ["reports/drought.md"] }
  |
help: name a file below content/, such as "reports/2025/a.md"

"#]]
    );
}

#[test]
fn a_report_that_replaces_a_later_one_is_warned_of() {
    let site = SiteTest::new()
        .report("content/reports/a.md", "A", "supersedes = \"reports/b.md\"", "")
        .file("content/reports/b.md", "+++\ntitle = \"B\"\ndate = 2025-05-21\n+++\n");
    let built = site.build();
    assert_eq!(built.codes(), ["W0417"], "{}", built.messages());
    assert!(built.messages().contains("this report is of 2025-05-20, the one it replaces of 2025-05-21"));
    // Of one day there is no order.
    site.edit("content/reports/b.md", "+++\ntitle = \"B\"\ndate = 2025-05-20T18:00:00Z\n+++\n");
    site.build().clean();
}

#[test]
fn reports_that_supersede_each_other() {
    let site = SiteTest::new()
        .report("content/reports/a.md", "A", "supersedes = \"reports/b.md\"", "")
        .report("content/reports/b.md", "B", "supersedes = \"reports/a.md\"", "");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0408]: `reports/a.md` replaces this report in turn
 --> content/reports/b.md:4:14
  |
4 | supersedes = "reports/a.md"
  |              ^^^^^^^^^^^^^^
  |
help: only the newer report says `supersedes`

"#]]
    );
}

#[test]
fn template_syntax() {
    let site = SiteTest::new()
        .file("templates/report.html", "{% extends \"base.html\" %}\n{% block content %}\n{% if report %}\n")
        .report("content/reports/a.md", "A", "", "");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0601]: unexpected end of input
 --> templates/report.html:3:1
  |
3 | {% if report %}
  | ^^^^^^^^^^^^^^^ this is never closed

"#]]
    );
}

#[test]
fn template_syntax_inside_a_line() {
    let site = SiteTest::new()
        .file(
            "templates/report.html",
            "{% extends \"base.html\" %}\n{% block content %}\n<p>{{ report. }}</p>\n",
        )
        .report("content/reports/a.md", "A", "", "");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0601]: found `}}` but expected identifier
 --> templates/report.html:3:15
  |
3 | <p>{{ report. }}</p>
  |               ^^

"#]]
    );
}

#[test]
fn template_that_fails_on_a_page() {
    let site = SiteTest::new()
        .file(
            "templates/report.html",
            "{% extends \"base.html\" %}\n{% block content %}\n<p>{{ report.subtitle }}</p>\n{% endblock %}\n",
        )
        .report("content/reports/a.md", "A", "", "");
    assert_data_eq!(
        failed(&site.build()),
        str![[r#"
error[E0602]: field `subtitle` is not defined. Available fields: authors, backlinks, bottom_line, changes, classification, corrections, cutoff, date, extra, image, json_url, judgement_count, next, permalink, previous, reading_minutes, references, regions, related, sections, series, series_next, series_previous, source_summary, sources, standfirst, summary, superseded, superseded_by, supersedes, tags, title, toc, updated, url, word_count, yardstick
 --> templates/report.html:3:14
  |
3 | <p>{{ report.subtitle }}</p>
  |              ^^^^^^^^
  |
note: while making the page /reports/a/

"#]]
    );
}

#[test]
fn configuration_key_and_value() {
    assert_data_eq!(
        config("paginate = 10\nfeed_limit = 0\n[markdown]\nraw_html = \"alow\""),
        str![[r#"
error[E0101]: unknown key `paginate`
 --> site.toml:3:1
  |
3 | paginate = 10
  | ^^^^^^^^ not a key of site.toml
  |
help: did you mean `paginate_by`?
  |
3 | paginate_by = 10
  |         +++
error[E0104]: `feed_limit` must be between 1 and 1000
 --> site.toml:4:14
  |
4 | feed_limit = 0
  |              ^
error[E0104]: `raw_html` cannot be `alow`
 --> site.toml:6:12
  |
6 | raw_html = "alow"
  |            ^^^^^^
  |
help: did you mean `"allow"`?
  |
6 | raw_html = "allow"
  |               +
help: it is one of: escape, allow

"#]]
    );
}

#[test]
fn unknown_theme() {
    assert_data_eq!(
        config("theme = \"meridan\""),
        str![[r#"
error[E0603]: there is no theme `meridan`
 --> site.toml:3:9
  |
3 | theme = "meridan"
  |         ^^^^^^^^^
  |
help: put it into themes/meridan/, or leave `theme` out to use the default one

"#]]
    );
}

#[test]
fn unknown_release_level() {
    assert_data_eq!(
        config("release = \"Sercet\""),
        str![[r#"
error[E0901]: unknown release level `Sercet`
 --> site.toml:3:11
  |
3 | release = "Sercet"
  |           ^^^^^^^^ not a level of the scheme `editorial`
  |
help: did you mean `"Secret"`?
  |
3 - release = "Sercet"
3 + release = "Secret"
  |
help: its levels are: Unclassified, Confidential, Secret, Top Secret

"#]]
    );
    assert_data_eq!(
        failed(&SiteTest::new().release("Sercet").build()),
        str![[r#"
error[E0901]: unknown release level `Sercet`
 |
help: did you mean `Secret`? the levels are: Unclassified, Confidential, Secret, Top Secret

"#]]
    );
}

#[test]
fn handling_scheme_without_a_release_level() {
    assert_data_eq!(
        config("[classification]\nscheme = \"us\""),
        str![[r#"
error[E0902]: the scheme `us` is for handling, so a release level must be named
 --> site.toml:4:10
  |
4 | scheme = "us"
  |          ^^^^
  |
help: pass --release LEVEL, or write release = "UNCLASSIFIED" into site.toml

"#]]
    );
}

#[test]
fn all_errors_come_at_once_in_order_of_path() {
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}paginate = 10\n"))
        .file("sources.toml", "[a]\nurl = \"https://example.org/\"\nyaer = 2025\n")
        .report("content/reports/b.md", "B", "sumary = \"\"\nregions = [\"Mexcio\"]", "[x](gone.pdf)")
        .report("content/reports/a/index.md", "A", "", "[x](@/gone.md)")
        .file("content/about.md", "+++\n")
        .file("static/map.png", "no picture");
    let built = site.build();
    failed(&built);
    let found: Vec<(String, &str)> = built
        .outcome
        .diagnostics
        .iter()
        .map(|diagnostic| {
            (diagnostic.place.as_ref().expect("all have a file").path.clone(), diagnostic.code.id)
        })
        .collect();
    let expected = [
        ("content/about.md", "E0005"),
        ("content/reports/a/index.md", "E0401"),
        ("content/reports/b.md", "E0101"),
        ("content/reports/b.md", "E0201"),
        ("content/reports/b.md", "E0403"),
        ("site.toml", "E0101"),
        ("sources.toml", "E0101"),
        ("static/map.png", "E0701"),
    ];
    let found: Vec<(&str, &str)> = found.iter().map(|(path, code)| (path.as_str(), *code)).collect();
    assert_eq!(found, expected, "{}", built.messages());
}

#[test]
fn findings_as_json_lines() {
    let site = SiteTest::new().report(
        "content/reports/a.md",
        "A",
        "tags = [\"é\"]\nregions = [\"é\", \"Mexcio\"]",
        "",
    );
    let built = site.build();
    failed(&built);
    let text = bluf::diag::json::lines(&built.outcome.diagnostics);
    assert!(text.ends_with("}\n"), "{text}");
    let last: serde_json::Value =
        serde_json::from_str(text.lines().last().expect("a finding")).expect("each line is an object");
    assert_eq!(text.lines().count(), 2, "{text}");
    assert_eq!(last["severity"], "error");
    assert_eq!(last["code"], "E0201");
    assert_eq!(last["path"], "content/reports/a.md");
    assert_eq!(last["line"], 5);
    // Columns count characters: `regions = ["é", "` has 17.
    assert_eq!(last["column"], 17, "{text}");
    assert_eq!(last["end_column"], 25, "{text}");
    assert_eq!(last["replacement"], "\"Mexico\"", "{text}");
}

/// The findings of a report under the scheme `us`, Secret, in a release for the public.
#[track_caller]
fn marked(body: &str) -> String {
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}[classification]\nscheme = \"us\"\n"))
        .report("content/reports/a.md", "(U) A", "classification = \"SECRET\"", body)
        .release("UNCLASSIFIED");
    site.build().messages()
}

#[test]
fn portion_above_its_document() {
    assert_data_eq!(
        marked("(TS) The order came from the palace."),
        str![[r#"
error[E0309]: a portion is marked TOP SECRET in a document classified SECRET
 --> content/reports/a.md:6:1
  |
6 | (TS) The order came from the palace.
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
help: write classification = "TOP SECRET", or lower the mark

"#]]
    );
}

#[test]
fn portion_mark_that_is_unknown() {
    assert_data_eq!(
        marked("(s) The port was closed.\n\n(X) The port was closed."),
        str![[r#"
error[E0311]: an unknown portion mark
 --> content/reports/a.md:6:1
  |
6 | (s) The port was closed.
  | ^^^
  |
help: did you mean `(S)`?
  |
6 - (s) The port was closed.
6 + (S) The port was closed.
  |
help: the marks are: (U), (C), (S), (TS); if it is none, write /( for its parenthesis
error[E0311]: an unknown portion mark
 --> content/reports/a.md:8:1
  |
8 | (X) The port was closed.
  | ^^^
  |
help: the marks are: (U), (C), (S), (TS); if it is none, write /( for its parenthesis

"#]]
    );
}

#[test]
fn portion_mark_that_marks_nothing() {
    assert_data_eq!(
        marked("The port was clo(S)ed."),
        str![[r#"
error[E0312]: a portion mark in the middle of a word
 --> content/reports/a.md:6:17
  |
6 | The port was clo(S)ed.
  |                 ^^^
  |
help: a mark stands before what it marks: begin the paragraph, item or cell with it; if it is no mark, write /( for its parenthesis

"#]]
    );
}

#[test]
fn portion_blocks_that_do_not_fit() {
    assert_data_eq!(
        marked("::: portoin Secret\n:::\n\n:::\n\n::: portion Sekret\n:::\n\n::: portion S\nText."),
        str![[r#"
error[E0313]: unknown block `portoin`
 --> content/reports/a.md:6:1
  |
6 | ::: portoin Secret
  | ^^^^^^^^^^^^^^^^^^
  |
help: did you mean `::: portion Secret`?
  |
6 - ::: portoin Secret
6 + ::: portion Secret
  |
help: the blocks are: portion LEVEL, tearline
error[E0313]: this ends a block that was not begun
 --> content/reports/a.md:9:1
  |
9 | :::
  | ^^^
  |
help: begin it with `::: portion LEVEL`, or remove the line
error[E0202]: unknown classification `Sekret`
  --> content/reports/a.md:11:1
   |
11 | ::: portion Sekret
   | ^^^^^^^^^^^^^^^^^^
   |
help: did you mean `::: portion SECRET`?
   |
11 - ::: portion Sekret
11 + ::: portion SECRET
   |
help: its levels are: UNCLASSIFIED, CONFIDENTIAL, SECRET, TOP SECRET
error[E0313]: a block that never ends
  --> content/reports/a.md:14:1
   |
14 | ::: portion S
   | ^^^^^^^^^^^^^ begins here
   |
help: end it with a line of `:::`

"#]]
    );
}

#[test]
fn tear_lines_that_stand_for_nothing() {
    assert_data_eq!(
        marked("::: tearline\n:::\n\n::: portion C\n\n::: tearline S\n:::\n:::"),
        str![[r#"
error[E0314]: a tear line outside a portion
 --> content/reports/a.md:6:1
  |
6 | ::: tearline
  | ^^^^^^^^^^^^
  |
help: put it between `::: portion LEVEL` and the `:::` that ends the portion
error[E0314]: a tear line of level SECRET in a portion of level CONFIDENTIAL
  --> content/reports/a.md:11:1
   |
11 | ::: tearline S
   | ^^^^^^^^^^^^^^
   |
help: give it a lower level: it is for those who do not get the portion

"#]]
    );
}

#[test]
fn classification_above_all_portions() {
    let site = SiteTest::new()
        .file("site.toml", format!("{SITE}[classification]\nscheme = \"us\"\n"))
        .report("content/reports/a.md", "(U) A", "classification = \"SECRET\"", "(C) One.")
        .release("SECRET");
    assert_data_eq!(
        site.build().messages(),
        str![[r#"
warning[W0315]: the document is classified SECRET, and none of its portions is above CONFIDENTIAL
 --> content/reports/a.md:6:1
  |
6 | (C) One.
  | ^^^^^^^^
  |
help: write classification = "CONFIDENTIAL" if that is enough

"#]]
    );
}

#[test]
fn part_without_its_title() {
    let site = SiteTest::new()
        .report("content/reports/a.md", "Palace", "classification = \"Secret\"", "(U) One.\n\nTwo.")
        .release("Unclassified");
    assert_data_eq!(
        site.build().messages(),
        str![[r#"
warning[W0316]: this document is released in part, without its title
 --> content/reports/a.md:2:1
  |
2 | title = "Palace"
  | ^
  |
help: if readers of this release may have the title, begin it with a mark: title = "(U) …"; if they may have all keys, name their level: metadata = "…"

"#]]
    );
}

#[test]
fn what_begins_like_a_judgement() {
    let site =
        SiteTest::new().report("content/reports/a.md", "A", "", "## Key Judgements\n\nKJ–1 Trade falls.");
    assert_data_eq!(
        site.build().messages(),
        str![[r#"
warning[W0310]: this begins like a key judgement and is read as plain text
 --> content/reports/a.md:8:1
  |
8 | KJ–1 Trade falls.
  | ^^^^^^^^^^^^^^^^^
  |
help: write a number and a stop: KJ-1. The judgement in a sentence.

"#]]
    );
}

#[test]
fn citations_that_lead_nowhere_safe() {
    assert_data_eq!(
        report("", "One [source](javascript:x). Two [source]()."),
        str![[r#"
error[E0404]: `javascript:x` is not an address for a page
 --> content/reports/a.md:6:14
  |
6 | One [source](javascript:x). Two [source]().
  |              ^^^^^^^^^^^^
  |
help: pages link only to http, https, mailto, tel and sms addresses
error[E0404]: a citation needs the address of its source
 --> content/reports/a.md:6:33
  |
6 | One [source](javascript:x). Two [source]().
  |                                 ^^^^^^^^^^
  |
help: write [source](https://…), [source](@/reports/b.md) or, for the registry, [@id]

"#]]
    );
}

#[test]
fn loads_from_another_host_and_inline_code() {
    let site = SiteTest::new().file("site.toml", format!("{SITE}[markdown]\nraw_html = \"allow\"\n")).file(
        "content/about.md",
        "<img src=\"https://example.org/x.png\" alt=\"\">\n\n<p style=\"color: red\">x</p>\n",
    );
    assert_data_eq!(
        site.build().messages(),
        str![[r#"
error[E0405]: `https://example.org/x.png` is loaded from another host, in the page /about/
 --> content/about.md:1:11
  |
1 | <img src="https://example.org/x.png" alt="">
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
help: save the file into static/ or beside the document and name it, or make it a link
warning[W0411]: a style attribute in the page /about/, which a strict security policy does not allow
 --> content/about.md:3:11
  |
3 | <p style="color: red">x</p>
  |           ^^^^^^^^^^
  |
help: put it into a file of static/, and load that in a template

"#]]
    );
}

#[test]
fn slug_that_is_too_long() {
    assert!(report(&format!("slug = \"{}\"", "a".repeat(300)), "").starts_with("error[E0104]"));
}

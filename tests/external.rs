//! `bluf check --external`: addresses of other hosts, asked for on this machine only.
#![cfg(feature = "external")]

mod server;

use std::time::Duration;

use bluf::build::check_external;
use bluf::diag::Severity;
use bluf::diag::render::{Style, block};
use bluf::external::{Http, Tried};

use crate::support::{SITE, SiteTest};
use server::Server;

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_mins(1);

/// The findings, as people see them, and what was asked.
#[track_caller]
fn try_out(site: &SiteTest, patience: Duration, time: Duration) -> (String, Vec<&'static str>, Tried) {
    let outcome = check_external(&site.request, &Http::new(patience, None), time).expect("the machine works");
    let found = &outcome.diagnostics;
    let messages = found.iter().map(|finding| block(finding, Style::Plain)).collect();
    (
        messages,
        found.iter().map(|finding| finding.code.id).collect(),
        outcome.tried.expect("it was asked for"),
    )
}

fn report(body: &str) -> SiteTest {
    SiteTest::new().report("content/reports/a.md", "Alpha", "", body)
}

#[test]
fn a_check_that_is_not_asked_to_asks_nobody() {
    let server = Server::start(&[]);
    let site = report(&format!("[a]({}/gone)", server.url()));
    let built = site.check();
    assert!(built.codes().is_empty() && built.outcome.tried.is_none(), "{}", built.messages());
    assert!(site.build().codes().is_empty());
    assert!(server.questions().is_empty());
}

#[test]
fn what_leads_somewhere_is_no_finding_and_is_asked_for_once() {
    let server = Server::start(&["HEAD /here 200", "HEAD /away 302 /here"]);
    let url = server.url();
    let body =
        format!("[a]({url}/here) [b]({url}/here#part) <{url}/here> [c]({url}/away) [d](mailto:a@b.example)");
    let site =
        report(&body).report("content/reports/b.md", "Bravo", "", &body).file("content/about.md", &body);
    let (messages, codes, tried) = try_out(&site, LIMIT, LIMIT);
    assert!(codes.is_empty(), "{messages}");
    assert_eq!(tried, Tried::Asked { addresses: 2, unknown: 0 });
    let mut questions = server.questions();
    questions.sort();
    assert_eq!(questions, ["HEAD /away", "HEAD /here", "HEAD /here"]);
    assert!(server.heads().iter().all(|head| head.contains(concat!("bluf/", env!("CARGO_PKG_VERSION")))));
}

#[test]
fn what_is_gone_is_told_with_every_place() {
    let server = Server::start(&["HEAD /gone 410", "GET /gone 410"]);
    let url = server.url();
    let site = report(&format!("One [a]({url}/gone).\n\nTwo [b]({url}/gone#x).\n\nThree [c]({url}/none)."));
    let (messages, codes, _) = try_out(&site, LIMIT, LIMIT);
    assert_eq!(codes, ["W0414", "W0414"], "{messages}");
    assert!(messages.contains("/gone` leads nowhere: its host answers 410"), "{messages}");
    assert!(messages.contains("/none` leads nowhere: its host answers 404"), "{messages}");
    for place in ["content/reports/a.md:6:", "content/reports/a.md:8:", "content/reports/a.md:10:"] {
        assert!(messages.contains(place), "{place}: {messages}");
    }
    assert!(messages.contains("it is also here") && messages.contains("remove the link"), "{messages}");
}

#[test]
fn a_refused_head_is_asked_again_in_full() {
    for refused in ["405", "403", "501", "404"] {
        let server = Server::start(&[&format!("HEAD /a {refused}"), "GET /a 200"]);
        let (messages, codes, tried) = try_out(&report(&format!("[a]({}/a)", server.url())), LIMIT, LIMIT);
        assert!(codes.is_empty(), "{refused}: {messages}");
        assert_eq!(tried, Tried::Asked { addresses: 1, unknown: 0 }, "{refused}");
        assert_eq!(server.questions(), ["HEAD /a", "GET /a"], "{refused}");
    }
}

#[test]
fn a_new_address_is_offered_where_the_old_one_stands() {
    let server = Server::start(&["HEAD /old 301 /older", "HEAD /older 308 new", "HEAD /new 200"]);
    let url = server.url();
    let registry = format!("[a]\ntitle = \"A\"\nurl = \"{url}/old#p\"\n");
    let site = report("Words. [@a]").file("sources.toml", &registry);
    let (messages, codes, _) = try_out(&site, LIMIT, LIMIT);
    assert_eq!(codes, ["W0416"], "{messages}");
    assert!(messages.contains("sources.toml:3:8"), "{messages}");
    let outcome = check_external(&site.request, &Http::new(LIMIT, None), LIMIT).expect("the machine works");
    let finding = outcome.diagnostics.iter().next().expect("one");
    assert_eq!(finding.replacement, Some(format!("{url}/new#p")));
    let span = finding.place.as_ref().expect("a place").span.clone();
    assert_eq!(&registry[span], format!("{url}/old#p"));
}

#[test]
fn endless_redirects_end() {
    let server = Server::start(&["HEAD /a 302 /b", "HEAD /b 302 /a"]);
    let (messages, codes, _) = try_out(&report(&format!("[a]({}/a)", server.url())), LIMIT, LIMIT);
    assert_eq!(codes, ["W0415"], "{messages}");
    assert!(messages.contains("leads on more than 5 times"), "{messages}");
    assert_eq!(server.questions().len(), 6);
}

#[test]
fn a_host_that_says_nothing_is_given_up() {
    let server = Server::start(&["HEAD /a hang"]);
    let site = report(&format!("[a]({}/a)", server.url()));
    let (messages, codes, _) = try_out(&site, Duration::from_millis(200), LIMIT);
    assert_eq!(codes, ["W0415"], "{messages}");
    assert!(messages.contains("takes too long to answer"), "{messages}");
}

#[test]
fn a_port_where_nobody_listens_could_not_be_reached() {
    let closed = server::closed_port();
    let (messages, codes, _) = try_out(&report(&format!("[a](http://127.0.0.1:{closed}/)")), LIMIT, LIMIT);
    assert_eq!(codes, ["W0415"], "{messages}");
    assert!(messages.contains("cannot be connected to"), "{messages}");
}

#[test]
fn when_no_host_answers_the_network_is_to_blame() {
    let links: Vec<String> =
        (0..3).map(|_| format!("[a](http://127.0.0.1:{}/)", server::closed_port())).collect();
    let (messages, codes, tried) = try_out(&report(&links.join(" ")), LIMIT, LIMIT);
    assert_eq!((codes.as_slice(), tried), (&[][..], Tried::Offline), "{messages}");
}

#[test]
fn a_busy_host_says_nothing_of_its_pages_and_is_left_alone() {
    let server = Server::start(&["HEAD /1 429", "HEAD /2 429", "HEAD /3 404", "HEAD /4 404"]);
    let links: Vec<String> = (1..5).map(|page| format!("[a]({}/{page})", server.url())).collect();
    let (messages, codes, tried) = try_out(&report(&links.join(" ")), LIMIT, LIMIT);
    assert!(codes.is_empty(), "{messages}");
    assert_eq!(tried, Tried::Asked { addresses: 4, unknown: 4 });
    assert_eq!(server.questions().len(), 2, "{:?}", server.questions());
}

#[test]
fn nothing_is_asked_when_time_is_up() {
    let server = Server::start(&[]);
    let (_, codes, tried) = try_out(&report(&format!("[a]({}/a)", server.url())), LIMIT, Duration::ZERO);
    assert_eq!((codes.len(), tried), (0, Tried::Asked { addresses: 1, unknown: 1 }));
    assert!(server.questions().is_empty());
}

#[test]
fn sources_and_navigation_are_tried_where_they_are_written() {
    let server = Server::start(&["HEAD /copy 200"]);
    let url = server.url();
    let site = report("One. [@a] Two. [@b]")
        .file("site.toml", format!("{SITE}[[navigation]]\ntitle = \"Out\"\nurl = \"{url}/menu\"\n"))
        .file(
            "sources.toml",
            format!("[a]\ntitle = \"A\"\nurl = \"{url}/a\"\narchive_url = \"{url}/copy\"\n"),
        )
        .file("sources.bib", format!("@misc{{b,\n  title = {{B}},\n  url = {{{url}/b}},\n}}\n"));
    let (messages, codes, _) = try_out(&site, LIMIT, LIMIT);
    assert_eq!(codes, ["W0414", "W0414", "W0414"], "{messages}");
    for place in ["site.toml:5:8", "sources.toml:3:8", "sources.bib:3:10"] {
        assert!(messages.contains(place), "{place}: {messages}");
    }
    assert!(messages.contains(&format!("its archived copy is {url}/copy")), "{messages}");
    assert!(messages.contains("name a copy with `archive_url`"), "{messages}");
}

#[test]
fn translations_and_raw_html_are_tried_too() {
    let server = Server::start(&[]);
    let url = server.url();
    let raw = format!(
        "Une <a class=\"x\" href=\"{url}/raw?a=1&amp;b=2\">page</a>.\n\n<div><a href='{url}/block'>b</a></div>"
    );
    let site = report(&format!("[a]({url}/both)\n\n{raw}"))
        .file(
            "site.toml",
            format!("{SITE}[markdown]\nraw_html = \"allow\"\n[languages.es]\ntitle = \"Mesa\"\n"),
        )
        .report("content/reports/a.es.md", "Alfa", "", &format!("[a]({url}/both) [b]({url}/es)"));
    let (messages, codes, tried) = try_out(&site, LIMIT, LIMIT);
    assert_eq!(tried, Tried::Asked { addresses: 4, unknown: 0 }, "{messages}");
    assert_eq!(codes, ["W0414"; 4], "{messages}");
    for place in ["content/reports/a.es.md:6:5", "content/reports/a.md:8:24", "content/reports/a.md:10:15"] {
        assert!(messages.contains(place), "{place}: {messages}");
    }
}

#[test]
fn a_site_says_how_grave_a_dead_address_is() {
    let server = Server::start(&["HEAD /old 301 /new", "HEAD /new 200"]);
    let url = server.url();
    let leveled = |levels: &str| {
        let site = report(&format!("[a]({url}/gone) [b]({url}/old)"))
            .file("site.toml", format!("{SITE}[lint]\n{levels}\n"));
        let outcome =
            check_external(&site.request, &Http::new(LIMIT, None), LIMIT).expect("the machine works");
        let found = outcome.diagnostics.iter();
        found.map(|finding| (finding.code.id, finding.severity)).collect::<Vec<_>>()
    };
    assert_eq!(leveled("w416 = \"off\""), [("W0414", Severity::Warning)]);
    let found = leveled("W0414 = \"error\"\nW0416 = \"warning\"");
    assert_eq!(found, [("W0414", Severity::Error), ("W0416", Severity::Warning)]);
}

/// Asking a host tells it that somebody here reads its page.
#[test]
fn addresses_that_the_release_does_not_have_are_not_asked_for() {
    let server = Server::start(&["HEAD /open 200"]);
    let url = server.url();
    let site = report(&format!("[a]({url}/open)\n\n(S) [b]({url}/portion) [@s]"))
        .report("content/reports/b.md", "Bravo", "classification = \"Secret\"", &format!("[c]({url}/report)"))
        .report("content/reports/c.md", "Charlie", "draft = true", &format!("[d]({url}/draft)"))
        .file(
            "sources.toml",
            format!("[s]\ntitle = \"S\"\nurl = \"{url}/source\"\nclassification = \"Secret\"\n"),
        )
        .release("Unclassified");
    let (_, _, tried) = try_out(&site, LIMIT, LIMIT);
    assert_eq!(server.questions(), ["HEAD /open"]);
    assert_eq!(tried, Tried::Asked { addresses: 1, unknown: 0 });
}

#[test]
fn the_sites_own_pages_are_not_asked_for() {
    let server = Server::start(&[]);
    let url = server.url();
    let site = report(&format!("[a]({url}/reports/a/) [b]({url})"))
        .file("site.toml", format!("title = \"Desk\"\nbase_url = \"{url}/\"\n"));
    let (_, _, tried) = try_out(&site, LIMIT, LIMIT);
    assert_eq!(tried, Tried::Asked { addresses: 0, unknown: 0 });
    assert!(server.questions().is_empty());
}

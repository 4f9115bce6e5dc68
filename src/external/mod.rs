//! Whether addresses of other hosts still lead somewhere: `bluf check --external`. The only part of bluf that uses the
//! network, and only when it is asked to.
//!
//! In: the assembled site, so nothing that is withheld is asked for; somebody to ask ([`Ask`]). Out: findings at the places
//! where the addresses are written, in an order that does not depend on who answered first. An address is asked for as it
//! stands there, on whatever host: a desk may link to its intranet. Does not know HTTP ([`Http`] does) nor pages as they are
//! rendered: addresses in templates are not tried.

mod address;
mod ask;
mod gather;
#[cfg(feature = "external")]
mod http;
mod rounds;

use std::time::{Duration, Instant};

use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::lint;

use ask::Verdict;
pub use ask::{Answer, Ask, Method, Silence};
pub use gather::Addresses;
use gather::{Address, Quoted};
#[cfg(feature = "external")]
pub use http::{Http, Proxy};
use rounds::ask_all;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// No host answered: this machine is not connected, and no address is to blame.
    Offline,
    /// Hosts were asked.
    Asked {
        /// Addresses.
        addresses: usize,
        /// Those of which nothing is known: their hosts want to know who asks, are busy, or time was up.
        unknown: usize,
    },
}

/// So many hosts must be silent before the network is to blame.
const SILENT_HOSTS: usize = 3;

/// Further places of an address that are quoted.
const QUOTED: usize = 3;

/// Asks for every address of another host that the site's pages name.
/// What is found has the level that `[lint]` gives its code.
pub fn try_out(
    addresses: Addresses,
    config: &Config,
    asker: &dyn Ask,
    time: Duration,
) -> (Tried, Diagnostics) {
    let addresses = addresses.finish();
    let urls: Vec<&str> = addresses.iter().map(|address| address.url.as_str()).collect();
    let asked = ask_all(asker, &urls, Instant::now() + time);
    if asked.answered == 0 && asked.silent_hosts >= SILENT_HOSTS {
        return (Tried::Offline, Diagnostics::new());
    }
    let mut found = Diagnostics::new();
    let mut unknown = 0;
    for (address, verdict) in addresses.iter().zip(&asked.verdicts) {
        unknown += usize::from(*verdict == Verdict::Unknown);
        found.extend(finding(address, verdict).and_then(|finding| lint::levelled(finding, config)));
    }
    (Tried::Asked { addresses: addresses.len(), unknown }, found)
}

fn finding(address: &Address, verdict: &Verdict) -> Option<Diagnostic> {
    let (first, others) = address.places.split_first()?;
    let written = &first.text;
    let mut finding = match verdict {
        Verdict::There | Verdict::Unknown => return None,
        Verdict::Gone(why) => {
            Diagnostic::new(&codes::ADDRESS_GONE, format!("`{written}` leads nowhere: {why}"))
                .help(remedy(address))
        }
        Verdict::Silent(why) => {
            let finding =
                Diagnostic::new(&codes::ADDRESS_SILENT, format!("`{written}` could not be reached: {why}"))
                    .help("it may be back; open it in a browser, and correct it if it stays silent");
            match &address.archive {
                Some(copy) => finding.help(format!("its archived copy is {copy}")),
                None => finding,
            }
        }
        Verdict::Moved(to) => {
            let to = with_fragment(to, written);
            let message = format!("`{written}` has moved for good to {to}");
            let finding = Diagnostic::new(&codes::ADDRESS_MOVED, message);
            if is_home(&to) && !is_home(written) {
                // Where a host has given up a page, it likes to send everybody home.
                finding.help("that is a home page; look whether what you cite is still there")
            } else if first.quoted == Quoted::Address {
                finding.replace_with(Some(to))
            } else {
                finding.help("look whether it still says the same, and write the new address")
            }
        }
    };
    finding.place = Some(Place::new(&*first.file, first.span.clone()));
    for place in others.iter().take(QUOTED) {
        finding = finding.note("it is also here", Some(Place::new(&*place.file, place.span.clone())));
    }
    match others.len().saturating_sub(QUOTED) {
        0 => Some(finding),
        1 => Some(finding.note("and in 1 more place", None)),
        more => Some(finding.note(format!("and in {more} more places"), None)),
    }
}

fn remedy(address: &Address) -> String {
    match &address.archive {
        Some(copy) => format!("correct the address; its archived copy is {copy}"),
        None if address.is_source => {
            "correct the address, name a copy with `archive_url` in sources.toml, or cite another source"
                .into()
        }
        None => "correct the address, or remove the link".to_owned(),
    }
}

/// The part of a page that was linked, in the page's new address.
fn with_fragment(to: &str, written: &str) -> String {
    match written.split_once('#') {
        Some((_, fragment)) if !to.contains('#') => format!("{to}#{fragment}"),
        _ => to.to_owned(),
    }
}

fn is_home(url: &str) -> bool {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    rest.split_once('/').is_none_or(|(_, path)| path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use gather::Written;

    fn address(places: usize) -> Address {
        let place = |at: usize| Written {
            file: "content/a.md".into(),
            span: at..at + 1,
            text: "https://a.example/b#c".to_owned(),
            quoted: Quoted::Address,
        };
        Address {
            url: "https://a.example/b".to_owned(),
            places: (0..places).map(place).collect(),
            archive: None,
            is_source: false,
        }
    }

    #[test]
    fn a_new_address_is_offered_with_its_fragment_unless_it_is_a_home_page() {
        let moved = |to: &str| finding(&address(1), &Verdict::Moved(to.to_owned())).expect("a finding");
        assert_eq!(moved("https://b.example/b").replacement.as_deref(), Some("https://b.example/b#c"));
        assert_eq!(moved("https://b.example/b#d").replacement.as_deref(), Some("https://b.example/b#d"));
        for home in ["https://b.example/", "https://b.example"] {
            assert_eq!(moved(home).replacement, None);
            assert!(moved(home).help[0].contains("home page"), "{home}");
        }
    }

    #[test]
    fn places_are_told_and_then_counted() {
        let notes = |places| finding(&address(places), &Verdict::Gone("x".into())).expect("one").notes.len();
        assert_eq!([notes(1), notes(2), notes(4), notes(5)], [0, 1, 3, 4]);
        let many = finding(&address(9), &Verdict::Gone("x".into())).expect("one");
        assert_eq!(many.notes.last().map(|note| note.message.as_str()), Some("and in 5 more places"));
    }

    #[test]
    fn the_remedy_knows_copies_and_sources() {
        let mut one = address(1);
        assert_eq!(remedy(&one), "correct the address, or remove the link");
        one.is_source = true;
        assert!(remedy(&one).contains("archive_url"));
        one.archive = Some("https://archive.example/1".to_owned());
        assert!(remedy(&one).ends_with("its archived copy is https://archive.example/1"));
    }
}

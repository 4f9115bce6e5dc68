//! Addresses in rendered pages, held against what the build will write: the last word on every link, those of
//! templates included.
//!
//! In: the bytes of a page, and the plan. Out: findings. Reads markup loosely, as browsers do; comments and scripts
//! are passed over.

mod policy;
mod tags;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashSet, FxHasher};

use crate::config::Config;
use crate::diag::{Diagnostic, codes};
use crate::exact;
use crate::plan::Plan;

pub use policy::Refused;
use tags::tags;

/// Ids that a page has room for at first.
const IDS: usize = 96;

/// What one page refers to and offers.
#[derive(Debug, Default)]
pub struct PageFacts {
    /// Hashes of the page's ids, each together with its address.
    ids: Vec<u64>,
    /// References to places in other pages: the hash of page and id, and the address as written.
    fragments: Vec<(u64, String)>,
    /// Addresses that lead nowhere, as written.
    broken: Vec<String>,
    /// Ids that stand twice.
    repeated: Vec<String>,
    /// What a strict Content-Security-Policy refuses.
    refused: Vec<Refused>,
}

impl PageFacts {
    /// Whether something is wrong that shows without looking at other pages, but for addresses that are known to come.
    pub fn is_wrong_by_itself(&self, comes: impl Fn(&str) -> bool) -> bool {
        let broken = self.broken.iter().any(|address| !comes(address));
        broken || !self.repeated.is_empty() || !self.refused.is_empty()
    }
}

/// The addresses that will be there.
#[derive(Debug)]
pub struct Known<'a> {
    paths: FxHashSet<&'a str>,
    base_path: &'a str,
    /// Where the edition in the site's own language is, if this is another.
    root_path: Option<&'a str>,
    base_url: &'a str,
    /// Addresses that site.toml names, which something else on the same host may serve.
    named: Vec<&'a str>,
}

impl<'a> Known<'a> {
    /// From a plan and the configuration.
    pub fn new(plan: &'a Plan, config: &'a Config) -> Self {
        let paths =
            plan.outputs.iter().map(|output| output.path.strip_suffix("index.html").unwrap_or(&output.path));
        let login = config.login.iter().map(|login| login.url.as_str());
        let navigation =
            config.navigation.iter().map(|link| link.url.value.as_str()).filter(|url| url.contains("://"));
        let named = login.chain(navigation).collect();
        let root_path = (!config.is_original()).then_some(config.root_path.as_str());
        let (base_path, base_url) = (config.base_path.as_str(), config.base_url.as_str());
        Self { paths: paths.collect(), base_path, root_path, base_url, named }
    }

    /// Reads a page that will be written to `path`.
    pub fn read(&self, path: &str, html: &[u8]) -> PageFacts {
        let mut facts = PageFacts::default();
        let Ok(html) = std::str::from_utf8(html) else { return facts };
        let own = path.strip_suffix("index.html").unwrap_or(path);
        let mut ids: FxHashSet<&str> = FxHashSet::with_capacity_and_hasher(IDS, FxBuildHasher);
        let mut here: Vec<&str> = Vec::with_capacity(IDS);
        let mut page = FxHasher::default();
        own.hash(&mut page);
        tags(html, |element, attributes| {
            policy::refused(element, attributes, self.base_url, &mut |refused| {
                facts.refused.push(refused);
            });
            for (name, value) in attributes {
                match *name {
                    "id" => {
                        if !ids.insert(value) {
                            facts.repeated.push((*value).to_owned());
                        }
                        let mut place = page.clone();
                        value.hash(&mut place);
                        facts.ids.push(place.finish());
                    }
                    "href" | "src" => {
                        if let Some(fragment) = value.strip_prefix('#') {
                            here.push(fragment);
                        } else {
                            self.reference(own, value, &mut facts);
                        }
                    }
                    "srcset" => {
                        for candidate in value.split(',') {
                            let address = candidate.split_whitespace().next().unwrap_or_default();
                            self.reference(own, address, &mut facts);
                        }
                    }
                    _ => {}
                }
            }
        });
        for fragment in here {
            if !fragment.is_empty() && fragment != "top" && !ids.contains(unescape(fragment).as_ref()) {
                facts.broken.push(format!("#{fragment}"));
            }
        }
        // The facts of all pages are held until the last one is made.
        facts.ids = exact::list(facts.ids);
        facts
    }

    fn reference(&self, own: &str, value: &str, facts: &mut PageFacts) {
        // Nearly all addresses are those of a file as planned, or of another host, and need no decoding.
        if memchr::memchr2(b'&', b'%', value.as_bytes()).is_none() {
            let planned = value.strip_prefix(self.base_path).is_some_and(|below| self.paths.contains(below));
            if planned || (value.starts_with("https://") && !value.starts_with(self.base_url)) {
                return;
            }
        }
        let value = unescape(value);
        let value = value.into_owned();
        if self.named.contains(&value.as_str()) {
            return;
        }
        let encoded = crate::site::address::encode_href(self.base_path);
        let below = value.strip_prefix(self.base_url).or_else(|| {
            let rooted = value.starts_with('/') && !value.starts_with("//");
            if !rooted {
                return None;
            }
            value.strip_prefix(self.base_path).or_else(|| value.strip_prefix(encoded.as_str()))
        });
        // What leads from one language to another leads to a page that the edition there has said it has.
        let elsewhere = self.root_path.is_some_and(|root| value.starts_with(root));
        let outside = elsewhere || value.contains(':') || value.starts_with("//");
        let Some(below) = below else {
            // A path outside the base path is another site on the same host only if somebody wrote it in full.
            if !outside && !value.is_empty() {
                facts.broken.push(value);
            }
            return;
        };
        let (path, fragment) = below.split_once('#').unwrap_or((below, ""));
        let path = path.split('?').next().unwrap_or_default();
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let target = decoded.strip_suffix("index.html").unwrap_or(&decoded);
        if !self.paths.contains(target) {
            facts.broken.push(value.clone());
        } else if !fragment.is_empty() && target != own {
            facts.fragments.push((place(target, fragment), value.clone()));
        } else if !fragment.is_empty() {
            facts.fragments.push((place(own, fragment), value.clone()));
        }
    }
}

fn place(path: &str, id: &str) -> u64 {
    let mut hasher = FxHasher::default();
    path.hash(&mut hasher);
    id.hash(&mut hasher);
    hasher.finish()
}

/// Where an author wrote what a page has.
#[derive(Debug)]
pub struct Blame {
    /// File below the root.
    pub file: String,
    /// The words in it.
    pub span: std::ops::Range<usize>,
    /// The address as written, where the page has it in another form.
    pub written: Option<String>,
}

/// What is wrong in the pages: for each, its path; ways to name the words that an address was written in, and the place
/// of words in raw HTML.
pub fn judge<'p>(
    pages: &'p [(&'p str, Arc<PageFacts>)],
    mut blame: impl FnMut(&'p str, &str) -> Option<Blame>,
    mut find: impl FnMut(&'p str, &str) -> Option<Blame>,
) -> Vec<Diagnostic> {
    // Places that some page refers to are few, and ids are many: of these only the wanted ones are kept.
    let wanted: FxHashSet<u64> =
        pages.iter().flat_map(|(_, facts)| facts.fragments.iter().map(|(place, _)| *place)).collect();
    let ids: FxHashSet<u64> = pages
        .iter()
        .filter(|_| !wanted.is_empty())
        .flat_map(|(_, facts)| facts.ids.iter().copied())
        .filter(|id| wanted.contains(id))
        .collect();
    let mut findings = Vec::new();
    let mut told: FxHashSet<(String, Option<(String, usize)>)> = FxHashSet::default();
    for (path, facts) in pages {
        let lost =
            facts.fragments.iter().filter(|(place, _)| !ids.contains(place)).map(|(_, address)| address);
        for address in facts.broken.iter().chain(lost) {
            let page = path.trim_end_matches("index.html");
            let blame = blame(path, address);
            let at = blame.as_ref().map(|blame| (blame.file.clone(), blame.span.start));
            // What a list shows of a report is written once, in the report.
            if at.is_some() && !told.insert((address.clone(), at)) {
                continue;
            }
            let written = blame.as_ref().and_then(|blame| blame.written.as_deref());
            let meant = match written.filter(|written| written != address) {
                Some(written) => format!("`{written}` is the address {address} and"),
                None => format!("`{address}`"),
            };
            let message = format!("{meant} leads nowhere, in the page /{page}");
            let finding = Diagnostic::new(&codes::BROKEN_ADDRESS, message);
            findings.push(match blame {
                Some(blame) => {
                    finding.at(&blame.file, blame.span).help("correct the address, or add what it names")
                }
                None => finding.help("it stands in a template; correct it there"),
            });
        }
        for id in &facts.repeated {
            let message =
                format!("the id `{id}` stands twice in the page /{}", path.trim_end_matches("index.html"));
            findings.push(
                Diagnostic::new(&codes::REPEATED_ID, message)
                    .help("rename the heading or change the template"),
            );
        }
    }
    findings.extend(refusals(pages, &mut find));
    findings
}

/// What a policy refuses, once for each place; what has none, once with the first page that shows it.
fn refusals<'p>(
    pages: &'p [(&'p str, Arc<PageFacts>)],
    find: &mut impl FnMut(&'p str, &str) -> Option<Blame>,
) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = Vec::new();
    let mut told: FxHashSet<(&Refused, Option<(String, usize)>)> = FxHashSet::default();
    let mut seen: FxHashSet<(&str, &Refused)> = FxHashSet::default();
    for (path, refused) in
        pages.iter().flat_map(|(path, facts)| facts.refused.iter().map(move |it| (*path, it)))
    {
        if !seen.insert((path, refused)) {
            continue;
        }
        let (Refused::Foreign(words) | Refused::Inline(_, words)) = refused;
        let blame = find(path, words);
        let place = blame.as_ref().map(|blame| (blame.file.clone(), blame.span.start));
        if !told.insert((refused, place)) {
            continue;
        }
        let page = path.trim_end_matches("index.html");
        let finding = match refused {
            Refused::Foreign(address) => Diagnostic::new(
                &codes::FOREIGN_IMAGE,
                format!("`{address}` is loaded from another host, in the page /{page}"),
            )
            .help("save the file into static/ or beside the document and name it, or make it a link"),
            Refused::Inline(what, _) => Diagnostic::new(
                &codes::INLINE_CODE,
                format!("{what} in the page /{page}, which a strict security policy does not allow"),
            )
            .help("put it into a file of static/, and load that in a template"),
        };
        findings.push(match blame {
            Some(blame) => finding.at(&blame.file, blame.span),
            None => finding,
        });
    }
    findings
}

/// The addresses that links of some HTML lead to, each as written and as meant.
pub fn linked(html: &str) -> Vec<(&str, Cow<'_, str>)> {
    let mut found = Vec::new();
    tags(html, |element, attributes| {
        if matches!(element, "a" | "A" | "area" | "AREA") {
            let named = attributes.iter().filter(|(name, _)| name.eq_ignore_ascii_case("href"));
            found.extend(named.map(|(_, value)| (value.trim(), unescape(value.trim()))));
        }
    });
    found
}

/// The characters that our templates and the Markdown writer escape in attributes.
fn unescape(value: &str) -> Cow<'_, str> {
    if !value.as_bytes().contains(&b'&') {
        return Cow::Borrowed(value);
    }
    let pairs = [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    Cow::Owned(pairs.iter().fold(value.to_owned(), |text, (from, to)| text.replace(from, to)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Kind, Output};

    fn facts(html: &str) -> PageFacts {
        let paths = ["index.html", "about/index.html", "a b.pdf", "style.css"];
        let plan = Plan {
            outputs: paths
                .iter()
                .map(|path| Output { path: (*path).to_owned(), kind: Kind::Search })
                .collect(),
        };
        let text = "title = \"x\"\nbase_url = \"https://example.org/x/\"";
        let (config, _) = crate::config::load("site.toml", text, &crate::config::Overrides::default());
        Known::new(&plan, &config).read("about/index.html", html.as_bytes())
    }

    #[test]
    fn known_addresses_pass_in_every_form() {
        let page = "<a href=\"/x/\">a</a><a href='/x/about/'>b</a><img src=\"/x/a%20b.pdf\" srcset=\"/x/style.css 2x\">
            <a href=\"https://example.org/x/about/?q=1\">c</a><a href=\"https://elsewhere.example/y\">d</a><p id=\"p\"><a href=\"#p\">e</a>";
        assert!(facts(page).broken.is_empty(), "{:?}", facts(page).broken);
    }

    #[test]
    fn addresses_that_lead_nowhere_are_found_and_scripts_passed_over() {
        let page = "<a href=\"/x/none/\"></a><a href=\"/about/\"></a><a href=\"#q\"></a><!-- <a href=\"/x/c\"> --><script>'<a href=\"/x/s\">'</script>";
        assert_eq!(facts(page).broken, ["/x/none/", "/about/", "#q"]);
    }

    #[test]
    fn ids_that_stand_twice_are_found() {
        assert_eq!(facts("<p id=\"a\"></p><b id = a></b><p id=b>").repeated, ["a"]);
    }

    #[test]
    fn scripts_end_in_any_case() {
        let page = "<SCRIPT>'<p id=\"a\">'</Script><style>a</STYLE><p id=\"b\"><p id=\"b\">";
        assert_eq!(facts(page).repeated, ["b"]);
        assert_eq!(facts(page).refused.len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(html in "[<>/a-z=\"' #é-]{0,60}") {
            facts(&html);
        }
    }
}

//! Which files of an output lead to which others, and which nothing leads to.
//!
//! In: texts and paths. Out: hashes of paths, and what cannot be reached from the home page and from the files that
//! readers and machines know by name. A file that only an orphan names is an orphan too.

use percent_encoding::percent_decode_str;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

/// Names that are asked for without a link, in any folder that has a page.
const KNOWN: [&str; 12] = [
    "404.html",
    "robots.txt",
    "atom.xml",
    "rss.xml",
    "feed.xml",
    "feed.json",
    "index.xml",
    "index.json",
    "catalog.json",
    "manifest.json",
    "site.webmanifest",
    "opensearch.xml",
];

/// Names that only the root has.
const ROOT: [&str; 14] = [
    ".bluf-files",
    ".nojekyll",
    "CNAME",
    "_headers",
    "_redirects",
    "humans.txt",
    "security.txt",
    "ads.txt",
    "favicon.ico",
    "favicon.svg",
    "apple-touch-icon.png",
    "llms.txt",
    "sw.js",
    "release-manifest.json",
];

/// Folders whose files a script finds by names that it makes.
const SCRIPTED: [&str; 4] = ["search/", "pagefind/", "_pagefind/", ".well-known/"];

/// Longest address that is looked at.
const LONGEST: usize = 600;

/// The files that a text names, as hashes of their paths. `bases` are the paths that stand before a site's own
/// addresses, each with a slash at both ends.
pub(super) fn read(path: &str, text: &str, bases: &[String], found: &mut FxHashSet<u64>) {
    let folder = path.rfind('/').map_or("", |end| &path[..=end]);
    let bytes = text.as_bytes();
    let mut start = 0;
    for at in 0..=bytes.len() {
        if bytes.get(at).is_some_and(|byte| !ENDS[usize::from(*byte)]) {
            continue;
        }
        let token = &text[start..at];
        start = at + 1;
        let is_path = memchr::memchr2(b'/', b'.', token.trim_end_matches('.').as_bytes()).is_some()
            || token.starts_with('.');
        let before = without_quotes(&bytes[..at - token.len()]);
        // The last word of a sentence and the end of a tag lead nowhere.
        let is_named = || before.ends_with(b"href=") || before.ends_with(b"src=");
        let ends_tag = || before.ends_with(b"<") && token.starts_with('/');
        if token.len() > LONGEST || !is_path && !is_named() || ends_tag() {
            continue;
        }
        resolve(token, folder, bases, found);
    }
}

/// What ends an address in a text.
static ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let signs = b" \t\r\n\"'()<>,;=`|\\";
    let mut at = 0;
    while at < signs.len() {
        ends[signs[at] as usize] = true;
        at += 1;
    }
    ends
};

fn without_quotes(mut bytes: &[u8]) -> &[u8] {
    while let [before @ .., b'"' | b'\''] = bytes {
        bytes = before;
    }
    bytes
}

fn resolve(token: &str, folder: &str, bases: &[String], found: &mut FxHashSet<u64>) {
    let token = token.split(['#', '?']).next().unwrap_or(token);
    let decoded = percent_decode_str(token).decode_utf8_lossy();
    let absolute = match decoded.split_once("://") {
        Some((_, rest)) => Some(rest.find('/').map_or("/", |at| &rest[at..])),
        None => decoded.strip_prefix("//").map(|rest| rest.find('/').map_or("/", |at| &rest[at..])),
    };
    let absolute = absolute.or_else(|| decoded.starts_with('/').then_some(&*decoded));
    match absolute {
        Some(absolute) => {
            for base in bases {
                if let Some(below) = absolute.strip_prefix(base.as_str()) {
                    insert(below, found);
                }
            }
        }
        None => insert(&format!("{folder}{decoded}"), found),
    }
}

/// A path without `.`, `..` and empty parts; what would lead above the root stays at it.
pub(super) fn plain_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn insert(path: &str, found: &mut FxHashSet<u64>) {
    let joined = plain_path(path);
    let is_folder = path.is_empty() || path.ends_with(['/', '.']);
    if !is_folder {
        found.insert(key(&joined));
        found.insert(key(&format!("{joined}.html")));
    }
    let page = if joined.is_empty() { "index.html".to_owned() } else { format!("{joined}/index.html") };
    found.insert(key(&page));
}

/// The path of the home page's own address, as it says itself, so that an output knows where it is meant to stand.
pub(super) fn base_of_home(html: &str) -> Option<String> {
    let tag = html.split('<').find(|tag| tag.starts_with("link") && tag.contains("canonical"))?;
    let address = tag.split_once("href=")?.1.trim_start_matches(['"', '\'']);
    let address = address.split(['"', '\'', '>', ' ']).next()?;
    let path = address.split_once("://")?.1.split_once('/')?.1;
    Some(if path.is_empty() { "/".to_owned() } else { format!("/{}/", path.trim_end_matches('/')) })
}

/// The hash of a path below the output.
pub(super) fn key(path: &str) -> u64 {
    xxh3_64(path.as_bytes())
}

/// The files that nothing leads to, as numbers in `files`: each a path, the files it names, and whether it is
/// published whatever leads to it.
pub(super) fn orphans(files: &[(&str, &FxHashSet<u64>, bool)]) -> Vec<usize> {
    let by_key: FxHashMap<u64, usize> =
        files.iter().enumerate().map(|(number, (path, ..))| (key(path), number)).collect();
    let has_home = files.iter().any(|(path, ..)| *path == "index.html");
    let mut reached = vec![false; files.len()];
    let mut waiting: Vec<usize> = Vec::new();
    for (number, (path, _, free)) in files.iter().enumerate() {
        let at_root = !path.contains('/')
            && (KNOWN.contains(path) || ROOT.contains(path) || path.starts_with("sitemap"));
        let page = !has_home && path.ends_with(".html");
        if *free
            || at_root
            || page
            || *path == "index.html"
            || SCRIPTED.iter().any(|folder| path.starts_with(folder))
        {
            reached[number] = true;
            waiting.push(number);
        }
    }
    loop {
        while let Some(number) = waiting.pop() {
            if files[number].0 == ".bluf-files" {
                continue;
            }
            #[expect(clippy::iter_over_hash_type, reason = "what is reached does not depend on the order")]
            for target in files[number].1 {
                if let Some(target) = by_key.get(target).filter(|target| !reached[**target]) {
                    reached[*target] = true;
                    waiting.push(*target);
                }
            }
        }
        // Feeds and data beside a page that is reached.
        for (number, (path, ..)) in files.iter().enumerate() {
            let Some((folder, name)) = path.rsplit_once('/') else { continue };
            let page = by_key.get(&key(&format!("{folder}/index.html")));
            if !reached[number] && KNOWN.contains(&name) && page.is_some_and(|page| reached[*page]) {
                reached[number] = true;
                waiting.push(number);
            }
        }
        if waiting.is_empty() {
            break;
        }
    }
    (0..files.len()).filter(|number| !reached[*number]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(files: &[(&str, &str)]) -> Vec<String> {
        let bases = ["/".to_owned(), "/base/".to_owned()];
        let read: Vec<FxHashSet<u64>> = files
            .iter()
            .map(|(path, text)| {
                let mut found = FxHashSet::default();
                read(path, text, &bases, &mut found);
                found
            })
            .collect();
        let listed: Vec<_> =
            files.iter().zip(&read).map(|((path, _), found)| (*path, found, false)).collect();
        orphans(&listed).into_iter().map(|number| files[number].0.to_owned()).collect()
    }

    #[test]
    fn every_form_of_address_leads_somewhere() {
        let home = "<a href=/base/a/> <img src='../x%20y.png' srcset=\"https://h.example/s.jpg 1x, t.jpg 2x\"> url(u.css) <a href=\"b\">";
        let files = [
            ("index.html", home),
            ("a/index.html", "<img src=p.png>"),
            ("a/p.png", ""),
            ("x y.png", ""),
            ("s.jpg", ""),
            ("t.jpg", ""),
            ("u.css", ""),
            ("b.html", ""),
            ("a/feed.json", ""),
            ("robots.txt", ""),
            ("search/0.json", ""),
        ];
        assert_eq!(lost(&files), [""; 0]);
    }

    #[test]
    fn orphans_do_not_vouch_for_each_other() {
        let files = [
            ("index.html", ""),
            ("old/index.html", "<a href=/old2/><img src=p.png>"),
            ("old2/index.html", "<a href=/old/>"),
            ("old/p.png", ""),
            ("old/index.json", ""),
            ("notes.bak", ""),
            (".bluf-files", "notes.bak\nold/index.html"),
        ];
        assert_eq!(
            lost(&files),
            ["old/index.html", "old2/index.html", "old/p.png", "old/index.json", "notes.bak"]
        );
    }
}

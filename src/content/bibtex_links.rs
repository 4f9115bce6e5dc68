//! Links inside a BibTeX file: abbreviations that name others, and entries that take fields from others.
//!
//! In: a file as its reader cut it. Out: the first link that closes a circle, or leads on too far, and its bytes. The library
//! that follows the links would follow a circle until the stack ends. Does not know what fields say.

use std::ops::Range;

use biblatex::{Pair, RawBibliography, RawChunk};
use rustc_hash::FxHashMap;

/// How many links may lead on from one to the next.
const DEEPEST: usize = 32;

/// How many bytes abbreviations may grow to, and how many entries one may take fields from, all of theirs included.
const LARGEST: usize = 1 << 16;

/// A name or a text with what it links to.
struct Node {
    place: Range<usize>,
    size: usize,
    links: Vec<usize>,
}

/// What is wrong with the links of a file, if anything.
pub(super) fn fault(raw: &RawBibliography<'_>) -> Option<(Range<usize>, &'static str)> {
    let named: FxHashMap<&str, usize> =
        raw.abbreviations.iter().enumerate().map(|(at, pair)| (pair.key.v, at)).collect();
    let fields = raw.entries.iter().flat_map(|entry| &entry.v.fields);
    let texts: Vec<Node> = raw.abbreviations.iter().chain(fields).map(|pair| text(pair, &named)).collect();
    if let Some(found) = walk(&texts) {
        return Some(found);
    }
    let keys: FxHashMap<String, usize> = raw
        .entries
        .iter()
        .enumerate()
        .rev()
        .flat_map(|(at, entry)| {
            let ids = entry.v.fields.iter().filter(|pair| pair.key.v.eq_ignore_ascii_case("ids"));
            let ids = ids.flat_map(|pair| names(pair, raw, &named));
            ids.chain([entry.v.key.v.to_owned()]).map(move |key| (key, at))
        })
        .collect();
    let entries: Vec<Node> = raw
        .entries
        .iter()
        .map(|entry| {
            let parents = entry.v.fields.iter().filter(|pair| {
                ["crossref", "xdata"].iter().any(|name| pair.key.v.eq_ignore_ascii_case(name))
            });
            let links = parents.flat_map(|pair| names(pair, raw, &named));
            let links = links.filter_map(|name| keys.get(&name).copied()).collect();
            Node { place: entry.v.key.span.clone(), size: 1, links }
        })
        .collect();
    walk(&entries)
}

fn text(pair: &Pair<'_>, named: &FxHashMap<&str, usize>) -> Node {
    let mut node = Node { place: pair.key.span.clone(), size: 0, links: Vec::new() };
    for chunk in &pair.value.v {
        match chunk.v {
            // What stands in a field itself is as long as the file has it.
            RawChunk::Normal(text) => {
                node.size += if named.is_empty() { 0 } else { text.len().min(LARGEST / 2) }
            }
            RawChunk::Abbreviation(name) => node.links.extend(named.get(name)),
        }
    }
    node
}

/// The names that a field lists. Its abbreviations are known to end.
fn names(pair: &Pair<'_>, raw: &RawBibliography<'_>, named: &FxHashMap<&str, usize>) -> Vec<String> {
    let mut list = String::new();
    let mut open: Vec<&RawChunk<'_>> = pair.value.v.iter().rev().map(|chunk| &chunk.v).collect();
    while let Some(chunk) = open.pop() {
        match chunk {
            RawChunk::Normal(text) => list.push_str(text),
            RawChunk::Abbreviation(name) => {
                let pair = named.get(name).map(|at| &raw.abbreviations[*at]);
                open.extend(
                    pair.into_iter().flat_map(|pair| pair.value.v.iter().rev()).map(|chunk| &chunk.v),
                );
            }
        }
    }
    list.replace(['{', '}', '\\'], "").split(',').map(|name| name.trim().to_owned()).collect()
}

/// Sizes and depths of all nodes, until one has none.
fn walk(nodes: &[Node]) -> Option<(Range<usize>, &'static str)> {
    let mut known = vec![None; nodes.len()];
    (0..nodes.len()).find_map(|at| measure(nodes, at, 0, &mut known).err())
}

/// The size of a node with all that it links to, and how far its links lead.
fn measure(
    nodes: &[Node],
    at: usize,
    above: usize,
    known: &mut [Option<(usize, usize)>],
) -> Result<(usize, usize), (Range<usize>, &'static str)> {
    let node = &nodes[at];
    let far = || (node.place.clone(), "its links lead in a circle, or on over more than 32 others");
    if above > DEEPEST {
        return Err(far());
    }
    if let Some(found) = known[at] {
        return if above + found.1 > DEEPEST { Err(far()) } else { Ok(found) };
    }
    let (mut size, mut depth) = (node.size, 0);
    for link in &node.links {
        let below = measure(nodes, *link, above + 1, known)?;
        size = size.saturating_add(below.0);
        depth = depth.max(below.1 + 1);
        if size > LARGEST {
            return Err((node.place.clone(), "it grows beyond all measure by what it links to"));
        }
    }
    known[at] = Some((size, depth));
    Ok((size, depth))
}

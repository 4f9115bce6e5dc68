//! The shapes of countries on a map of the world.
//!
//! In: `shapes.tsv`, which `tools/map` makes from Natural Earth; its head describes its columns. Out: a [`Shape`] by ISO 3166-1
//! code, and the part of the map that shows some of them. Knows no regions, reports or pages. The theme's `map.svg`, made by
//! the same tool, is the land under them in the same units.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

const SHAPES: &str = include_str!("shapes.tsv");

/// Width of the map, in the units of shapes.
pub const WIDTH: i32 = 2000;
/// Height of the map, in the units of shapes.
pub const HEIGHT: i32 = 973;
/// Where the map of the world ends if Antarctica is not on it: below Cape Horn.
const SOUTH: i32 = 880;
/// No view is narrower: at five times their size, simplified shapes look wrong.
const NARROWEST: i32 = 560;
/// Width of a view by its height, so that all maps of a site look alike.
const RATIO: i32 = 2;

/// A country or area on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Its middle, where a dot stands for it.
    pub middle: (i32, i32),
    /// Its outline as the `d` of a path; empty for what is too small to be drawn.
    pub path: &'static str,
    /// Left, top, right and bottom of its main part.
    bounds: [i32; 4],
}

/// A part of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Left edge.
    pub left: i32,
    /// Top edge.
    pub top: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// The shape of a country by its ISO 3166-1 alpha-2 code in capitals.
pub fn shape(alpha2: &str) -> Option<Shape> {
    static TABLE: OnceLock<FxHashMap<&str, Shape>> = OnceLock::new();
    TABLE.get_or_init(|| rows().collect()).get(alpha2).copied()
}

/// The whole map; without Antarctica unless one of `shapes` lies there.
pub fn world(shapes: &[Shape]) -> View {
    let south = shapes.iter().any(|shape| shape.bounds[3] > SOUTH);
    View { left: 0, top: 0, width: WIDTH, height: if south { HEIGHT } else { SOUTH } }
}

/// The part of the map that shows all of `shapes`, with some room around them; none if there are none. One that is more than
/// twice as wide as all others together may run out of it.
pub fn around(shapes: &[Shape]) -> Option<View> {
    let [left, top, right, bottom] = together(shapes)?;
    // Russia would make a view of Europe one of Asia.
    let widest = shapes.iter().copied().max_by_key(|shape| shape.bounds[2] - shape.bounds[0])?;
    let others: Vec<Shape> = shapes.iter().copied().filter(|shape| *shape != widest).collect();
    let [left, top, right, bottom] = match together(&others) {
        Some(rest) if others.len() > 2 && widest.bounds[2] - widest.bounds[0] > 2 * (rest[2] - rest[0]) => {
            rest
        }
        _ => [left, top, right, bottom],
    };
    let room = 40 + (right - left) / 16;
    let width = (right - left + 2 * room).max((bottom - top + 2 * room) * RATIO).max(NARROWEST);
    if width >= WIDTH * 7 / 8 {
        return Some(world(shapes));
    }
    let height = width / RATIO;
    let place = |low: i32, high: i32, size: i32, all: i32| ((low + high - size) / 2).clamp(0, all - size);
    Some(View {
        left: place(left, right, width, WIDTH),
        top: place(top, bottom, height, HEIGHT),
        width,
        height,
    })
}

/// Left, top, right and bottom of all.
fn together(shapes: &[Shape]) -> Option<[i32; 4]> {
    shapes.iter().map(|shape| shape.bounds).reduce(|one, other| {
        [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
    })
}

fn rows() -> impl Iterator<Item = (&'static str, Shape)> {
    SHAPES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let code = cells.next()?;
        let mut number = || cells.next()?.parse().ok();
        let (x, y) = (number()?, number()?);
        let bounds = [number()?, number()?, number()?, number()?];
        Some((code, Shape { middle: (x, y), path: cells.next()?, bounds }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regions::{Atlas, RegionKind};

    #[test]
    fn every_country_of_the_atlas_has_a_place() {
        let atlas = Atlas::built_in();
        let codes: Vec<&str> = atlas
            .iter()
            .filter(|(_, region)| region.kind == RegionKind::Country)
            .filter_map(|(_, region)| region.alpha2)
            .collect();
        let missing: Vec<_> = codes.iter().filter(|code| shape(code).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(rows().count(), codes.len(), "every line is read, and none is of no use");
    }

    #[test]
    fn shapes_lie_on_the_map_and_are_short() {
        for (code, shape) in rows() {
            let [left, top, right, bottom] = shape.bounds;
            assert!(0 <= left && left <= right && right <= WIDTH, "{code}: {:?}", shape.bounds);
            assert!(0 <= top && top <= bottom && bottom <= HEIGHT, "{code}: {:?}", shape.bounds);
            let written = |character: char| "MLlz -".contains(character) || character.is_ascii_digit();
            assert!(shape.path.chars().all(written), "{code}: {}", shape.path);
        }
        let bytes: usize = rows().map(|(_, shape)| shape.path.len()).sum();
        assert!(bytes < 15_000, "all shapes together are {bytes} bytes");
    }

    #[test]
    fn places_are_where_they_should_be() {
        let at = |code: &str| shape(code).expect("a shape").middle;
        // West to east and north to south.
        for (west, east) in [("US", "BR"), ("GB", "DE"), ("EG", "IR"), ("GF", "FR"), ("JP", "TO")] {
            assert!(at(west).0 < at(east).0, "{west} lies west of {east}");
        }
        for (north, south) in [("SJ", "NO"), ("NO", "IT"), ("IT", "ZA"), ("ZA", "AQ"), ("GP", "MQ")] {
            assert!(at(north).1 < at(south).1, "{north} lies north of {south}");
        }
        assert!(shape("MT").expect("Malta").path.is_empty() && !shape("FR").expect("France").path.is_empty());
        assert_eq!(shape("fr"), None);
    }

    #[test]
    fn a_view_holds_what_it_shows() {
        let shapes = |codes: &[&str]| codes.iter().filter_map(|code| shape(code)).collect::<Vec<_>>();
        for codes in [&["EG", "SD", "YE"][..], &["MT"], &["NO", "ES", "TR"], &["NZ", "TO"], &["SJ"], &["AQ"]]
        {
            let shapes = shapes(codes);
            let view = around(&shapes).expect("a view");
            for shape in &shapes {
                let [left, top, right, bottom] = shape.bounds;
                assert!(view.left <= left && right <= view.left + view.width, "{codes:?}: {view:?}");
                assert!(view.top <= top && bottom <= view.top + view.height, "{codes:?}: {view:?}");
            }
            assert!(view.left >= 0 && view.left + view.width <= WIDTH && view.top >= 0, "{view:?}");
        }
        assert_eq!(around(&shapes(&["US", "NZ"])), Some(world(&[])));
        assert_eq!(world(&shapes(&["AQ"])).height, HEIGHT);
        assert_eq!(around(&[]), None);
        let europe = around(&shapes(&["PT", "UA", "IS", "RU"])).expect("a view");
        assert_eq!(around(&shapes(&["PT", "UA", "IS"])), Some(europe), "Russia does not decide it");
    }
}

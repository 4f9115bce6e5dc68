//! The map of a list: the countries that its reports are about, each with a link and a count.
//!
//! In: a listing of the assembled site. Out: a view-model for the home page and for regions, none for other lists and none where
//! no country has reports. Counts are those of the countries' own pages, so they follow the release as these do.

use super::Renderer;
use super::view::{MapCountry, MapView};
use crate::map::{self, Shape, View};
use crate::regions::{RegionId, RegionKind};
use crate::site::{Listing, ListingKind, Subject};

/// Shades of countries by their counts.
const SHADES: f64 = 4.0;
/// The radius of a dot on a map of the whole world, in units of the map.
const DOT: i32 = 8;

impl Renderer<'_> {
    /// The map of a list.
    pub(super) fn map(&self, listing: &Listing) -> Option<MapView> {
        let within = match listing.kind {
            ListingKind::Home => None,
            ListingKind::Term(_, Subject::Region(region)) => Some(region),
            ListingKind::Section | ListingKind::Term(..) => return None,
        };
        let countries = self.countries(within);
        let shapes: Vec<Shape> = countries.iter().map(|(_, shape)| *shape).collect();
        let listed = countries.into_iter().filter_map(|(region, shape)| {
            let country = self.site.listing(self.places.region(region)?);
            Some((country, shape))
        });
        let listed: Vec<(&Listing, Shape)> = listed.collect();
        let most = listed.iter().map(|(country, _)| country.reports.len()).max()?;
        let view = match within {
            None => map::world(&listed.iter().map(|(_, shape)| *shape).collect::<Vec<_>>()),
            Some(_) => map::around(&shapes)?,
        };
        let radius = (DOT * view.width / map::WIDTH).max(3);
        let countries = listed.iter().map(|(country, shape)| {
            let count = country.reports.len();
            MapCountry {
                name: country.title.clone(),
                url: self.site.href(&country.address),
                count,
                shade: shade(count, most),
                current: country.address == listing.address,
                path: shape.path,
                x: shape.middle.0,
                y: shape.middle.1,
            }
        });
        let mut countries: Vec<MapCountry> = countries.collect();
        countries
            .sort_by_cached_key(|country| (std::cmp::Reverse(country.count), country.name.to_lowercase()));
        let View { left, top, width, height } = view;
        Some(MapView {
            view_box: format!("{left} {top} {width} {height}"),
            width: map::WIDTH,
            height: map::HEIGHT,
            radius,
            most,
            countries,
        })
    }

    /// The countries in a region, or all, with their shapes.
    fn countries(&self, within: Option<RegionId>) -> Vec<(RegionId, Shape)> {
        let atlas = &self.site.config.atlas;
        let inside =
            |id: RegionId| within.is_none_or(|region| id == region || atlas.ancestors(id).contains(&region));
        let countries = atlas.iter().filter(|(id, region)| region.kind == RegionKind::Country && inside(*id));
        countries.filter_map(|(id, region)| Some((id, map::shape(region.alpha2?)?))).collect()
    }
}

/// A shade from 1 to 4, by orders of magnitude: one report is 1, the most is 4.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of reports are small, and the result is from 1 to 4"
)]
fn shade(count: usize, most: usize) -> u8 {
    if most < 2 {
        return 1;
    }
    let part = (count.max(1) as f64).ln() / (most as f64).ln();
    ((1.0 + part * (SHADES - 1.0)).round() as u8).clamp(1, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_rise_with_counts() {
        assert_eq!([1, 2, 5, 20].map(|count| shade(count, 20)), [1, 2, 3, 4]);
        assert_eq!(shade(1, 1), 1);
        assert_eq!(shade(7, 7), 4);
    }
}

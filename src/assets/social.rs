//! The picture that stands for a report where somebody shares a link to it: 1200 by 630 pixels, as social networks want it.
//!
//! In: words and the colours of a level. Out: a PNG with a palette, which is a tenth of one with full colours. Draws with one
//! font, for Latin scripts; where that lacks a letter, the card shows the site's mark and no words, because boxes in the place
//! of letters are worse than none. Does not know what a report is, nor what may be shown of it.

#[cfg(feature = "images")]
mod canvas;

/// Width in pixels.
pub const WIDTH: u32 = 1200;
/// Height in pixels.
pub const HEIGHT: u32 = 630;

/// What a card says.
#[derive(Debug, Clone, Copy)]
pub struct SocialCard<'a> {
    /// What the report is called.
    pub title: &'a str,
    /// The level, as the scheme words it.
    pub level: &'a str,
    /// CSS colour behind the level's name: `#rgb` or `#rrggbb`.
    pub background: &'a str,
    /// CSS colour of the level's name.
    pub text: &'a str,
    /// What stands beside the level: date and regions.
    pub facts: &'a str,
    /// What the site is called.
    pub site: &'a str,
}

impl SocialCard<'_> {
    /// The PNG.
    #[cfg(feature = "images")]
    #[must_use]
    pub fn draw(&self) -> Vec<u8> {
        use canvas::{Canvas, Ramp};
        const LEFT: f32 = 80.0;
        const ROOM: f32 = 1040.0;
        let mut canvas = Canvas::new(self.background, self.text);
        canvas.rectangle(0, 0, WIDTH, 16, Ramp::Accent);
        let [title, level, facts, site] = [self.title, self.level, self.facts, self.site].map(drawable);
        if title.is_empty() {
            canvas.mark(480, 195, 240);
        }
        let chip = canvas.width(&level, 28.0).min(ROOM / 2.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most half of the card"
        )]
        if !level.is_empty() {
            canvas.rectangle(80, 80, chip as u32 + 40, 52, Ramp::Level);
        }
        canvas.line(&canvas.shortened(&level, 28.0, chip), (LEFT + 20.0, 116.0), 28.0, Ramp::Level);
        let facts = canvas.shortened(&facts, 28.0, ROOM - chip - 64.0);
        canvas.line(&facts, (LEFT + chip + 64.0, 116.0), 28.0, Ramp::Muted);
        let fits = |size: &f32| canvas.broken(&title, *size, ROOM).len() <= 4;
        let size = [72.0, 64.0, 56.0].into_iter().find(fits).unwrap_or(50.0);
        let mut lines = canvas.broken(&title, size, ROOM);
        if lines.len() > 5 {
            let rest = lines.drain(4..).collect::<Vec<_>>().join(" ");
            lines.push(rest);
        }
        for (line, number) in lines.iter().zip(0_u8..) {
            let baseline = 150.0 + size * (1.0 + 1.2 * f32::from(number));
            canvas.line(&canvas.shortened(line, size, ROOM), (LEFT, baseline), size, Ramp::Ink);
        }
        canvas.mark(80, 534, 48);
        canvas.line(&canvas.shortened(&site, 30.0, ROOM - 72.0), (152.0, 569.0), 30.0, Ramp::Ink);
        canvas.png()
    }

    /// Nothing: without the feature `images` no card is planned.
    #[cfg(not(feature = "images"))]
    #[must_use]
    pub fn draw(&self) -> Vec<u8> {
        Vec::new()
    }
}

/// What a card shows of a text: all but signs that the font lacks, and nothing of one whose letters it lacks.
#[cfg(feature = "images")]
#[must_use]
pub fn drawable(text: &str) -> String {
    let missing: Vec<char> = canvas::missing(text).collect();
    if missing.iter().any(|sign| sign.is_alphanumeric()) {
        return String::new();
    }
    text.chars().filter(|sign| !missing.contains(sign)).collect()
}

/// The text: without the feature `images` there are no cards.
#[cfg(not(feature = "images"))]
#[must_use]
pub fn drawable(text: &str) -> String {
    text.to_owned()
}

#[cfg(all(test, feature = "images"))]
mod tests {
    use super::*;

    const CARD: SocialCard<'_> = SocialCard {
        title: "Ports",
        level: "Secret",
        background: "#0b6166",
        text: "#fff",
        facts: "20 May 2025 · Kenya",
        site: "Desk",
    };

    fn pixels(card: &SocialCard<'_>) -> image::RgbImage {
        let bytes = card.draw();
        assert_eq!(bytes[24..26], [8, 3], "eight bits and a palette");
        image::load_from_memory(&bytes).unwrap().into_rgb8()
    }

    #[test]
    fn a_card_has_its_size_and_the_colours_of_its_level() {
        let card = pixels(&CARD);
        assert_eq!(card.dimensions(), (WIDTH, HEIGHT));
        assert_eq!(card.get_pixel(84, 84).0, [0x0b, 0x61, 0x66]);
        assert_eq!(card.get_pixel(5, 300), card.get_pixel(1195, 620), "paper");
        assert_eq!(CARD.draw(), CARD.draw());
    }

    #[test]
    fn other_words_give_another_card_and_long_ones_stay_inside() {
        let long = "Straits and canals that nobody ever heard of ".repeat(20);
        for title in [long.as_str(), &"x".repeat(500), ""] {
            let card = pixels(&SocialCard { title, ..CARD });
            let paper = *card.get_pixel(5, 300);
            assert!((0..HEIGHT).skip(16).all(|y| *card.get_pixel(1160, y) == paper), "{title}");
            assert_ne!(SocialCard { title, ..CARD }.draw(), CARD.draw());
        }
    }

    #[test]
    fn words_without_letters_in_the_font_are_left_out_and_the_others_stay() {
        let arabic = SocialCard { title: "الموانئ", ..CARD };
        let card = pixels(&arabic);
        assert_eq!(card.get_pixel(84, 84).0, [0x0b, 0x61, 0x66], "the level");
        assert_eq!(arabic.draw(), SocialCard { title: "港", ..CARD }.draw());
        assert_ne!(arabic.draw(), SocialCard { facts: "", ..arabic }.draw());
        assert_eq!(CARD.draw(), SocialCard { title: "Ports🚀", ..CARD }.draw(), "a sign, and no letter");
    }
}

//! Words and rectangles in few colours.
//!
//! In: text, places, colours. Out: a PNG. Each colour of text is a row of shades from what is behind it to its own, so that edges
//! are smooth; a pixel is a number in the palette.

use ab_glyph::{Font as _, FontRef, GlyphId, PxScale, ScaleFont as _, point};

use super::{HEIGHT, WIDTH};

/// `DejaVu` Sans Bold, its letters for Latin scripts; its licence stands beside it.
static FONT: &[u8] = include_bytes!("DejaVuSans-Bold.latin.ttf");

/// Shades from the ground to the text.
const SHADES: u8 = 16;

/// What is drawn with, each on its own ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ramp {
    /// Text on paper.
    Ink,
    /// What matters less.
    Muted,
    /// The site's mark.
    Accent,
    /// The name of a level on its colour; a rectangle of it is that colour.
    Level,
}

/// A card that is drawn.
pub(super) struct Canvas {
    pixels: Vec<u8>,
    palette: Vec<u8>,
    font: FontRef<'static>,
}

fn font() -> FontRef<'static> {
    FontRef::try_from_slice(FONT).expect("the font inside the binary is whole")
}

/// The signs of a text that the font lacks.
pub(super) fn missing(text: &str) -> impl Iterator<Item = char> {
    let font = font();
    text.chars().filter(move |sign| !sign.is_whitespace() && font.glyph_id(*sign) == GlyphId(0))
}

impl Canvas {
    pub(super) fn new(background: &str, text: &str) -> Self {
        let paper = [0xfd, 0xfc, 0xfa];
        let background = colour(background).unwrap_or([0x54, 0x5a, 0x62]);
        let text = colour(text).unwrap_or([0xff; 3]);
        let pairs = [
            (paper, [0x14, 0x18, 0x1d]),
            (paper, [0x54, 0x5a, 0x62]),
            (paper, [0x0b, 0x61, 0x66]),
            (background, text),
        ];
        let palette =
            pairs.iter().flat_map(|(from, to)| (0..SHADES).flat_map(|shade| mixed(*from, *to, shade)));
        Self { pixels: vec![0; WIDTH as usize * HEIGHT as usize], palette: palette.collect(), font: font() }
    }

    /// How wide a text is, in pixels.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let font = self.font.as_scaled(PxScale::from(size));
        text.chars().map(|letter| font.h_advance(font.glyph_id(letter))).sum()
    }

    /// A text in lines of at most `room` pixels, but for words that are longer.
    pub(super) fn broken(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// A text that is at most `room` pixels wide, with three points where something was cut.
    pub(super) fn shortened(&self, text: &str, size: f32, room: f32) -> String {
        if self.width(text, size) <= room {
            return text.to_owned();
        }
        let mut left = room - self.width("…", size);
        let fits = |letter: &char| {
            left -= self.width(letter.encode_utf8(&mut [0; 4]), size);
            left >= 0.0
        };
        let kept: String = text.chars().take_while(fits).collect();
        format!("{}…", kept.trim_end())
    }

    /// A line of text that begins at a place of its baseline.
    pub(super) fn line(&mut self, text: &str, (left, baseline): (f32, f32), size: f32, ramp: Ramp) {
        let Self { pixels, font, .. } = self;
        let scaled = font.as_scaled(PxScale::from(size));
        let base = ramp as u8 * SHADES;
        let mut at = left;
        for letter in text.chars() {
            let id = scaled.glyph_id(letter);
            let glyph = id.with_scale_and_position(size, point(at, baseline));
            at += scaled.h_advance(id);
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            outline.draw(|x, y, coverage| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "places on a card of 1200 by 630, and shades below 16"
                )]
                let (x, y, shade) = (
                    bounds.min.x as i32 + x.cast_signed(),
                    bounds.min.y as i32 + y.cast_signed(),
                    (coverage * f32::from(SHADES - 1) + 0.5) as u8,
                );
                let inside = u32::try_from(x).ok().zip(u32::try_from(y).ok());
                if let Some((x, y)) = inside.filter(|(x, y)| *x < WIDTH && *y < HEIGHT) {
                    let pixel = &mut pixels[(y * WIDTH + x) as usize];
                    // Where two letters touch, the darker shade stays.
                    *pixel = (*pixel).max(base + shade.min(SHADES - 1));
                }
            });
        }
    }

    /// A rectangle: the ground of a level, or the full colour of the others.
    pub(super) fn rectangle(&mut self, left: u32, top: u32, width: u32, height: u32, ramp: Ramp) {
        let value = ramp as u8 * SHADES + if ramp == Ramp::Level { 0 } else { SHADES - 1 };
        for row in self.pixels.chunks_exact_mut(WIDTH as usize).skip(top as usize).take(height as usize) {
            row[left as usize..(left + width).min(WIDTH) as usize].fill(value);
        }
    }

    /// The mark of the default theme, a square of `side` pixels: lines of text, the first one strong.
    pub(super) fn mark(&mut self, left: u32, top: u32, side: u32) {
        let unit = |sixteenths: u32| side * sixteenths / 16;
        self.rectangle(left, top + unit(1), unit(16), unit(6), Ramp::Accent);
        self.rectangle(left, top + unit(9), unit(12), unit(2), Ramp::Muted);
        self.rectangle(left, top + unit(13), unit(8), unit(2), Ramp::Muted);
    }

    /// The picture as a file.
    pub(super) fn png(self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(self.palette);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header().expect("memory takes what is written");
        writer.write_image_data(&self.pixels).expect("there is a number for each pixel");
        writer.finish().expect("memory takes what is written");
        out
    }
}

/// A CSS colour in hexadecimal.
fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.is_ascii())?;
    let value = |digit: char| digit.to_digit(16).and_then(|value| u8::try_from(value).ok());
    let digits: Vec<u8> = digits.chars().map(value).collect::<Option<_>>()?;
    match digits[..] {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [r1, r2, g1, g2, b1, b2] => Some([r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2]),
        _ => None,
    }
}

/// A shade between two colours.
fn mixed(from: [u8; 3], to: [u8; 3], shade: u8) -> [u8; 3] {
    let (shade, all) = (u16::from(shade), u16::from(SHADES - 1));
    let mix = |from: u8, to: u8| {
        u8::try_from((u16::from(from) * (all - shade) + u16::from(to) * shade + all / 2) / all).unwrap_or(to)
    };
    [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_in_css() {
        assert_eq!(colour("#0b6166"), Some([0x0b, 0x61, 0x66]));
        assert_eq!(colour("#fa0"), Some([0xff, 0xaa, 0]));
        assert_eq!((colour("red"), colour("#12"), colour("#ggg")), (None, None, None));
    }

    #[test]
    fn text_is_broken_between_words_and_cut_where_there_is_no_room() {
        let canvas = Canvas::new("#000", "#fff");
        let room = canvas.width("one two", 50.0) + 1.0;
        assert_eq!(canvas.broken("one two  three", 50.0, room), ["one two", "three"]);
        assert_eq!(canvas.shortened("one two", 50.0, room), "one two");
        let cut = canvas.shortened("one two three", 50.0, room);
        assert!(cut.ends_with('…') && canvas.width(&cut, 50.0) <= room, "{cut}");
    }
}

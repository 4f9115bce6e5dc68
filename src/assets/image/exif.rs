//! The one thing in EXIF that a picture needs: how it must be turned to stand upright.
//!
//! In goes an EXIF block (a TIFF header and its directories); out comes the orientation, and a block that holds
//! nothing else. This module does not know in which file format the block is wrapped.
//!
//! Source: CIPA DC-008 (Exif 2.32), sections 4.5 and 4.6.4; tag 0x0112.

/// What stands before the TIFF header in JPEG, and by mistake in some PNG and WebP files.
pub(crate) const PREFIX: &[u8] = b"Exif\0\0";

/// How the stored picture is turned or mirrored: 1 (upright) to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Orientation(u8);

impl Orientation {
    /// The orientation in an EXIF block; nothing when it is missing or unreadable, which browsers show upright.
    pub(crate) fn read(exif: &[u8]) -> Option<Self> {
        const ENTRY: usize = 12;
        let tiff = exif.strip_prefix(PREFIX).unwrap_or(exif);
        let order = match tiff.first_chunk()? {
            b"II*\0" => Order::LittleEndian,
            b"MM\0*" => Order::BigEndian,
            _ => return None,
        };
        let directory = tiff.get(usize::try_from(order.u32(tiff, 4)?).ok()?..)?;
        let entries = usize::from(order.u16(directory, 0)?);
        let mut entries = directory.get(2..)?.chunks_exact(ENTRY).take(entries);
        let entry = entries.find(|entry| order.u16(entry, 0) == Some(0x0112))?;
        let is_one_short = order.u16(entry, 2)? == 3 && order.u32(entry, 4)? == 1;
        let value = u8::try_from(order.u16(entry, 8)?).ok()?;
        (is_one_short && (1..=8).contains(&value)).then_some(Self(value))
    }

    /// True when the picture is shown as it is stored.
    pub(crate) fn is_upright(self) -> bool {
        self.0 == 1
    }

    /// The number in the standard, 1 to 8.
    #[cfg(feature = "images")]
    pub(crate) fn number(self) -> u8 {
        self.0
    }

    /// True when the stored width is the shown height.
    pub(crate) fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// The smallest EXIF block that says this, without [`PREFIX`].
    pub(crate) fn to_exif(self) -> [u8; 26] {
        let mut exif = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
        exif[19] = self.0;
        exif
    }
}

#[derive(Debug, Clone, Copy)]
enum Order {
    BigEndian,
    LittleEndian,
}

impl Order {
    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let number = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::BigEndian => u16::from_be_bytes(number),
            Self::LittleEndian => u16::from_le_bytes(number),
        })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let number = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::BigEndian => u32::from_be_bytes(number),
            Self::LittleEndian => u32::from_le_bytes(number),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assets::image::samples;

    #[test]
    fn orientation_is_found_among_other_tags_in_either_byte_order() {
        assert_eq!(Orientation::read(&samples::exif(6)), Some(Orientation(6)));
        let little_endian = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0\0\0\0\0";
        assert_eq!(Orientation::read(little_endian), Some(Orientation(3)));
        assert_eq!(Orientation::read(&[PREFIX, little_endian].concat()), Some(Orientation(3)));
    }

    #[test]
    fn a_value_outside_the_standard_is_no_orientation() {
        for value in [0, 9, 255] {
            assert_eq!(Orientation::read(&samples::exif(value)), None);
        }
        let mut wrong_type = Orientation(6).to_exif();
        wrong_type[13] = 4;
        assert_eq!(Orientation::read(&wrong_type), None);
    }

    #[test]
    fn the_smallest_block_says_what_it_was_made_from() {
        for value in 1..=8 {
            let orientation = Orientation(value);
            assert_eq!(Orientation::read(&orientation.to_exif()), Some(orientation));
        }
        assert!(Orientation(1).is_upright() && !Orientation(2).is_upright());
        assert!(!Orientation(4).swaps_sides() && Orientation(5).swaps_sides());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(mut bytes: Vec<u8>, header in "II\\*\0|MM\0\\*|") {
            bytes.splice(..0, header.bytes());
            let orientation = Orientation::read(&bytes);
            prop_assert!(orientation.is_none_or(|orientation| (1..=8).contains(&orientation.0)));
        }
    }
}

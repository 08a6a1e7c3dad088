//! What a picture looks like in 256 bits, so that one that was taken from somebody else is found when it was made smaller, saved anew
//! or cut by a pixel.
//!
//! It is a difference hash: the picture is averaged to 17 by 16 greys, and each bit says whether it grows darker from one to the next.

/// The greys of a picture, row by row.
pub type Greys = [u8; WIDE * HIGH];
pub const WIDE: usize = 17;
pub const HIGH: usize = 16;
/// Saving a picture anew moves a grey by one or two. What moves by no more is no difference.
const NOTICED: i16 = 2;
/// A picture with fewer differences than that is flat: it looks like every other flat one, and says nothing.
const TELLING: usize = 24;
/// Two pictures whose bits differ in no more places look alike.
pub const ALIKE: u32 = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Looks([u8; 32]);

impl Looks {
    /// What a picture looks like; nothing for one that is flat.
    #[must_use]
    pub fn of(greys: &Greys) -> Option<Self> {
        let mut bits = [0_u8; 32];
        let mut telling = 0;
        let pairs = greys.chunks_exact(WIDE).flat_map(|row| row.windows(2));
        for (at, pair) in pairs.enumerate() {
            let fall = i16::from(pair[0]) - i16::from(pair[1]);
            if fall.abs() > NOTICED {
                telling += 1;
            }
            if fall > NOTICED {
                bits[at / 8] |= 1 << (at % 8);
            }
        }
        (telling >= TELLING).then_some(Self(bits))
    }

    /// In how many of 256 places they differ.
    #[must_use]
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }

    #[must_use]
    pub fn alike(&self, other: &Self) -> bool {
        self.distance(other) <= ALIKE
    }

    #[must_use]
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bits = [0_u8; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (at, byte) in bits.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Self(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn greys() -> impl Strategy<Value = Greys> {
        proptest::collection::vec(any::<u8>(), WIDE * HIGH).prop_map(|all| all.try_into().expect("as many"))
    }

    #[test]
    fn what_is_flat_looks_like_nothing() {
        assert_eq!(Looks::of(&[128; WIDE * HIGH]), None);
        let mut line = [255; WIDE * HIGH];
        line[40..60].fill(0);
        assert_eq!(Looks::of(&line), None, "a line on white");
        // Two greys to and fro are noise.
        let noise = std::array::from_fn(|at| 128 + 2 * (at % 2) as u8);
        assert_eq!(Looks::of(&noise), None);
    }

    #[test]
    fn each_bit_is_a_step_into_the_dark() {
        let falling: Greys = std::array::from_fn(|at| 255 - 10 * (at % WIDE) as u8);
        assert_eq!(Looks::of(&falling), Some(Looks([0xff; 32])));
        let rising: Greys = std::array::from_fn(|at| 10 * (at % WIDE) as u8);
        assert_eq!(Looks::of(&rising), Some(Looks([0; 32])));
    }

    proptest! {
        #[test]
        fn distance_is_one(a in greys(), b in greys(), c in greys()) {
            let all = (Looks::of(&a), Looks::of(&b), Looks::of(&c));
            if let (Some(a), Some(b), Some(c)) = all {
                prop_assert_eq!(a.distance(&a), 0);
                prop_assert_eq!(a.distance(&b), b.distance(&a));
                prop_assert!(a.distance(&c) <= a.distance(&b) + b.distance(&c));
                prop_assert!(a.distance(&b) <= 256);
                prop_assert_eq!(Looks::from_hex(&a.hex()), Some(a));
            }
        }

        #[test]
        fn a_lighter_picture_looks_the_same(greys in greys(), by in 0_u8..=40) {
            let dim = greys.map(|grey| grey / 2);
            let light = dim.map(|grey| grey + by);
            prop_assert_eq!(Looks::of(&dim), Looks::of(&light));
        }

        #[test]
        fn what_is_no_hex_is_nothing(text in "\\PC{0,70}") {
            if let Some(looks) = Looks::from_hex(&text) {
                prop_assert_eq!(looks.hex(), text.to_lowercase());
            }
        }
    }
}

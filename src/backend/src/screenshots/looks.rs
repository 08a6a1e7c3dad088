//! By what a picture is found to be like another: computed as it is kept, compared when the client of the job looks.

use super::{
    images::Sheet,
    repo::{self, Stored},
};
use crate::{App, Result};
use domain::{
    ids::{ScreenshotId, SubmissionId},
    looks::Looks,
    screenshots::Likeness,
};

/// Of the original, with what is redacted already black: nothing of that is kept, not even its hash.
pub struct Seen {
    pub pixels: String,
    pub looks: Option<Looks>,
}

#[must_use]
pub fn of(sheet: &mut Sheet) -> Seen {
    Seen {
        pixels: sheet.pixels(),
        looks: Looks::of(&sheet.greys()),
    }
}

/// A picture of one report that is like an earlier one of another.
pub(crate) struct Pair {
    pub submission: SubmissionId,
    pub screenshot: ScreenshotId,
    pub kind: Likeness,
    pub other_submission: SubmissionId,
    pub other_screenshot: ScreenshotId,
}

/// The pictures of `shown` that are like an earlier one of another of `all`, with the closest of those: same pixels before looks,
/// and of several the first. Authorises nothing; reports of the same tester are to be left out by who calls.
pub(crate) async fn pairs(
    app: &App,
    shown: &[SubmissionId],
    all: &[SubmissionId],
    apart: impl Fn(&SubmissionId, &SubmissionId) -> bool,
) -> Result<Vec<Pair>> {
    let mut rows = repo::of_submissions(&app.db, all).await?;
    // Of those of one moment the ids tell which was first, so that the answer is the same whoever is shown beside it.
    rows.sort_by(|a, b| {
        let key = |row: &Stored| (row.screenshot.created_at, row.screenshot.id.clone());
        key(a).cmp(&key(b))
    });
    let pair = |at: usize, own: &Stored| {
        let earlier = rows
            .iter()
            .take(at)
            .filter(|other| apart(&own.submission, &other.submission));
        let found = earlier.filter_map(|other| Some((likeness(own, other)?, other)));
        let (kind, other) = found.min_by_key(|(kind, _)| *kind)?;
        Some(Pair {
            submission: own.submission.clone(),
            screenshot: own.screenshot.id.clone(),
            kind,
            other_submission: other.submission.clone(),
            other_screenshot: other.screenshot.id.clone(),
        })
    };
    let own = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| shown.contains(&row.submission));
    Ok(own.filter_map(|(at, row)| pair(at, row)).collect())
}

fn likeness(own: &Stored, other: &Stored) -> Option<Likeness> {
    if own.pixels_hash.is_some() && own.pixels_hash == other.pixels_hash {
        return Some(Likeness::SamePixels);
    }
    let (own, other) = (own.looks.as_ref()?, other.looks.as_ref()?);
    own.alike(other).then_some(Likeness::LooksAlike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screenshots::images::tests::sheet;
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops::FilterType};
    use proptest::prelude::*;
    use std::io::Cursor;

    /// Something like a screen: a bar on top, a column, boxes and lines of text, all at places that are drawn.
    fn screen(places: &[(u32, u32, u32, u32, [u8; 3])]) -> DynamicImage {
        let mut picture = RgbImage::from_pixel(800, 500, Rgb([250, 250, 252]));
        for (x, y, w, h, color) in places {
            for at_y in *y..(y + h).min(500) {
                for at_x in *x..(x + w).min(800) {
                    picture.put_pixel(at_x, at_y, Rgb(*color));
                }
            }
        }
        picture.into()
    }

    type Place = (u32, u32, u32, u32, [u8; 3]);

    fn places() -> impl Strategy<Value = Vec<Place>> {
        let place = (0_u32..760, 0_u32..480, 20_u32..260, 8_u32..90, any::<[u8; 3]>());
        proptest::collection::vec(place, 25..60)
    }

    fn looks(picture: &DynamicImage) -> Option<Looks> {
        of(&mut sheet(picture.to_rgba8())).looks
    }

    fn anew(picture: &DynamicImage, format: ImageFormat) -> DynamicImage {
        let mut out = Cursor::new(Vec::new());
        picture.to_rgb8().write_to(&mut out, format).expect("encodes");
        image::load_from_memory(out.get_ref()).expect("a picture")
    }

    fn distance(one: &DynamicImage, other: &DynamicImage) -> u32 {
        let (one, other) = (looks(one).expect("telling"), looks(other).expect("telling"));
        one.distance(&other)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn resizing_and_saving_anew_change_little(places in places()) {
            let picture = screen(&places);
            prop_assert_eq!(distance(&picture, &anew(&picture, ImageFormat::WebP)), 0);
            for changed in [
                anew(&picture, ImageFormat::Jpeg),
                picture.resize_exact(400, 250, FilterType::Triangle),
                picture.resize_exact(1100, 700, FilterType::CatmullRom),
                anew(&picture.resize_exact(533, 333, FilterType::Lanczos3), ImageFormat::Jpeg),
            ] {
                let far = distance(&picture, &changed);
                prop_assert!(far <= domain::looks::ALIKE, "{}", far);
            }
        }

        #[test]
        fn different_screens_lie_far_apart(one in places(), other in places()) {
            let far = distance(&screen(&one), &screen(&other));
            prop_assert!(far > 2 * domain::looks::ALIKE, "{}", far);
        }
    }

    #[test]
    fn pixels_count_and_their_file_does_not() {
        let picture = screen(&[(100, 100, 300, 200, [9, 9, 9])]);
        let hash = |picture: &DynamicImage| of(&mut sheet(picture.to_rgba8())).pixels;
        assert_eq!(hash(&picture), hash(&anew(&picture, ImageFormat::Png)));
        assert_ne!(hash(&picture), hash(&screen(&[(100, 100, 300, 201, [9, 9, 9])])));
        // As many bytes in another shape.
        assert_ne!(
            hash(&DynamicImage::new_rgb8(40, 30)),
            hash(&DynamicImage::new_rgb8(30, 40))
        );
        assert_eq!(looks(&DynamicImage::new_rgb8(40, 30)), None);
    }
}

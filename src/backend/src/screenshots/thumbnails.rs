//! Thumbnails in three sizes, made after the picture itself was kept: whoever uploads does not wait for them, and until they are made
//! the picture stands in for them.

use super::{
    files::{self, File},
    images::Sheet,
    memory,
    repo::{self, Stored},
    service::find,
};
use crate::{App, Error, Result};
use domain::{ids::ScreenshotId, screenshots::ThumbnailSize};
use image::{DynamicImage, imageops::FilterType};

/// Letters of a screen stay readable, at a tenth of what the picture weighs.
const QUALITY: f32 = 80.0;

/// Makes those of a revision. One that is gone, or has a newer revision, or has them already, is left as it is.
///
/// # Errors
/// When the store or the database fails; then it is tried again.
pub(crate) async fn make(app: &App, id: &ScreenshotId, revision: i64) -> Result<()> {
    let stored = match find(app, id).await {
        Err(Error::NotFound) => return Ok(()),
        found => found?,
    };
    if stored.revision != revision || stored.thumbnail(ThumbnailSize::Medium).is_some() {
        return Ok(());
    }
    let made = draw(app, &stored).await?;
    let mut names = Vec::new();
    let mut bytes = 0;
    for file in made {
        // A small picture is its own thumbnail in several sizes.
        if !names.iter().any(|name| name == file.name()) {
            bytes += file.size();
        }
        names.push(files::put(app, file).await?);
    }
    if !repo::name_thumbnails(&app.db, &stored, names.clone(), bytes).await? {
        let now = repo::find(&app.db, id).await?;
        files::discard(app, &names, &now.map(|now| now.names()).unwrap_or_default()).await;
    }
    Ok(())
}

/// By size.
async fn draw(app: &App, stored: &Stored) -> Result<Vec<File>> {
    let pixels = u64::from(stored.screenshot.width) * u64::from(stored.screenshot.height);
    let room = memory::room(app, memory::worked_on(pixels)).await?;
    let bytes = files::fetch(app, &stored.annotated).await?;
    let id = stored.screenshot.id.clone();
    app.long(move || {
        let (picture, _room) = Sheet::of_kept(bytes, room)?.into_parts();
        let mut source = DynamicImage::ImageRgba8(picture);
        let mut made = Vec::new();
        // From large to small, each from the one before.
        for size in ThumbnailSize::ALL.into_iter().rev() {
            source = smaller(source, size.side());
            made.push(File::of(&id, webp(&source)?, "webp"));
        }
        made.reverse();
        Ok(made)
    })
    .await
}

/// A huge picture is averaged, which takes no memory; what is small already is worth a better filter.
fn smaller(picture: DynamicImage, side: u32) -> DynamicImage {
    let longer = picture.width().max(picture.height());
    if longer <= side {
        picture
    } else if longer > 2 * side {
        let near = picture.thumbnail(2 * side, 2 * side);
        drop(picture);
        near.resize(side, side, FilterType::CatmullRom)
    } else {
        picture.resize(side, side, FilterType::CatmullRom)
    }
}

fn webp(picture: &DynamicImage) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::Internal(format!("encoding a thumbnail: {reason}"));
    let pixels = picture.as_rgba8().ok_or_else(|| failed("no RGBA".to_owned()))?;
    let file = webp::Encoder::from_rgba(pixels, pixels.width(), pixels.height()).encode_simple(false, QUALITY);
    Ok(file.map_err(|reason| failed(format!("{reason:?}")))?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_made_larger_and_sides_keep_their_proportion() {
        let size = |width, height, side| {
            let made = smaller(DynamicImage::new_rgba8(width, height), side);
            (made.width(), made.height())
        };
        assert_eq!(size(200, 100, 256), (200, 100));
        assert_eq!(size(512, 100, 256), (256, 50));
        assert_eq!(size(300, 3000, 640), (64, 640));
        assert_eq!(size(3, 5000, 256), (1, 256));
    }

    #[test]
    fn a_thumbnail_is_a_webp_that_lets_light_through() {
        let mut picture = image::RgbaImage::from_pixel(64, 64, image::Rgba([225, 29, 72, 255]));
        picture.put_pixel(0, 0, image::Rgba([0, 0, 0, 0]));
        for x in 0..32 {
            for y in 0..32 {
                picture.put_pixel(x, y, image::Rgba([0, 0, 0, 0]));
            }
        }
        let file = webp(&DynamicImage::ImageRgba8(picture)).expect("encodes");
        assert_eq!(&file[8..12], b"WEBP");
        let read = image::load_from_memory(&file).expect("a picture").into_rgba8();
        assert_eq!((read.get_pixel(8, 8).0[3], read.get_pixel(50, 50).0[3]), (0, 255));
        let red = read.get_pixel(50, 50).0;
        assert!(red[0].abs_diff(225) < 12 && red[1].abs_diff(29) < 12, "{red:?}");
    }
}

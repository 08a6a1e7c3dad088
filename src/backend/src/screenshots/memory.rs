//! How much memory pictures may take while they are worked on, all together.
//!
//! A picture of 50 megapixels is 200 MB of pixels, whatever its file weighs. So work asks for room by what it will take, as far as a
//! header tells: small pictures go side by side, and a huge one goes alone.

use crate::{App, Error, Result};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const MIB: u64 = 1024 * 1024;
/// All pictures at once, in MiB. With what the server takes otherwise it stays below 500 MiB; files that wait are on the disk.
const ROOM: u32 = 300;
/// What work on a decoded picture takes for each of its pixels: the pixel itself, and half as much again for masks or for the file
/// that is made of it.
const WORKED_ON: u64 = 6;

/// Room that was given, for as long as it is held. It goes along with the pixels, into whatever thread works on them: who asked may
/// have gone away meanwhile.
pub struct Room {
    _held: OwnedSemaphorePermit,
}

impl Room {
    #[must_use]
    pub fn of(held: OwnedSemaphorePermit) -> Self {
        Self { _held: held }
    }
}

/// All there is.
#[must_use]
pub fn all() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(ROOM as usize))
}

/// What work on a picture of so many pixels takes, in bytes, once it is decoded.
#[must_use]
pub fn worked_on(pixels: u64) -> u64 {
    pixels.saturating_mul(WORKED_ON)
}

/// Whether there is so much room at all.
#[must_use]
pub fn fits(bytes: u64) -> bool {
    bytes.div_ceil(MIB) <= u64::from(ROOM)
}

/// Waits until there is room for so many bytes. Whoever came first is served first, so that a huge picture gets its turn.
///
/// # Errors
/// [`Error::TooLarge`] for more than there is.
pub async fn room(app: &App, bytes: u64) -> Result<Room> {
    let amount = u32::try_from(bytes.div_ceil(MIB)).unwrap_or(u32::MAX);
    if amount > ROOM {
        return Err(Error::TooLarge("This picture takes more memory than there is for one."));
    }
    let held = Arc::clone(&app.pictures).acquire_many_owned(amount).await;
    let held = held.map_err(|e| Error::Internal(e.to_string()))?;
    Ok(Room::of(held))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_picture_fits_and_goes_alone() {
        let largest = worked_on(domain::screenshots::MAX_PIXELS);
        assert!(fits(largest) && !fits(2 * largest));
        assert!(fits(u64::from(ROOM) * MIB) && !fits(u64::from(ROOM) * MIB + 1));
    }
}

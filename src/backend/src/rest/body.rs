//! Reading a request's body within a limit.

use crate::{Error, Result};
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;

/// JSON of one request.
pub const MAX_JSON: usize = 1024 * 1024;
/// What one call of a server function sends: at most a scene, as text inside JSON, where nearly every character may need a
/// second one before it.
pub const MAX_CALL: usize = 2 * annotate::limits::JSON_BYTES + 64 * 1024;
/// What is read and thrown away of a body that is too large. A client that is still sending when the connection closes
/// reports a broken connection and never sees why; one that may finish reads the answer.
pub const MAX_DRAIN: usize = 64 * 1024 * 1024;

/// The whole body.
///
/// # Errors
/// [`Error::TooLarge`] beyond `limit`; [`Error::Malformed`] when the sender gives up half way.
pub async fn read(mut body: Body, limit: usize, told: &'static str) -> Result<Bytes> {
    let mut kept = BytesMut::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::Malformed("The request ended before its body did.".into()))?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > MAX_DRAIN {
            break;
        }
        if seen <= limit {
            kept.extend_from_slice(&data);
        } else {
            kept = BytesMut::new();
        }
    }
    if seen > limit {
        Err(Error::TooLarge(told))
    } else {
        Ok(kept.freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_fits_to_the_byte() {
        let read = |size: usize| read(Body::from(vec![b'x'; size]), 10, "too much");
        assert_eq!(read(10).await.map(|b| b.len()).ok(), Some(10));
        assert!(matches!(read(11).await, Err(Error::TooLarge("too much"))));
        assert!(matches!(read(MAX_DRAIN + 1).await, Err(Error::TooLarge(_))));
    }
}

//! Where somebody is signed in.

use crate::{ids::SessionId, limits::ClientAddress, timestamp::Timestamp};
use serde::{Deserialize, Serialize};

/// A sign-in on one device, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub id: SessionId,
    /// What the browser or program calls itself, in words: `Chrome 142 on Windows`.
    pub device: String,
    /// The network address it signed in from, where it is known.
    pub address: Option<String>,
    pub created_at: Timestamp,
    /// When it was last given new tokens; while in use at least once an hour.
    pub seen_at: Timestamp,
    /// The one that asks.
    pub current: bool,
}

/// Who knocks: what is kept of a sign-in, for its owner to recognise it by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The `User-Agent` line, as it came.
    pub agent: String,
    pub address: ClientAddress,
}

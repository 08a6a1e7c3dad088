//! How much somebody may ask for, by address and by account.
//!
//! What to use when: a service whose call sends mail, guesses or makes accounts asks [`service::check`], which counts in
//! the database, so that several servers count together. What only costs this server work is counted in its memory
//! (`counters`), since that is on the way of every request.

mod counters;
mod repo;
pub mod service;

use crate::app::Turns;

/// What this process knows of who has asked for how much.
#[derive(Default)]
pub struct Limits {
    pub(crate) counters: counters::Counters,
    /// Orders those who count under the same name.
    pub(crate) turns: Turns,
}

//! A tester's seat and the runner, where the work is done.
//!
//! [`desk`] is what its parts share, [`autosave`] and [`draft`] keep every change, the rest are its parts on the page.

pub mod autosave;
pub mod contract;
pub mod desk;
pub mod draft;
mod fill_in;
mod hand_in;
mod head;
pub mod keys;
mod notes;
pub mod pages;
mod rail;
mod runner;
pub mod server_fns;
mod step;
mod storage;
mod watch;

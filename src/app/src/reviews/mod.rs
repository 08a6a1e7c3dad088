//! The client's decision: the review desk.

mod decide;
mod desk;
mod evidence;
mod heat;
pub mod pages;
pub mod server_fns;
pub mod tip;

//! The start page.

mod facts;
mod hero;
mod live;
pub mod pages;
mod picture;
pub mod server_fns;
mod sides;
mod steps;

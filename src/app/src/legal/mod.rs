//! Who runs the site, and on what terms: for the footer of every page, and as pages of their own.
//!
//! The texts stand on the server and travel as [`paper::Paper`]; the browser knows only how to show one.

pub mod current;
pub mod pages;
pub mod paper;
#[cfg(feature = "ssr")]
mod privacy;
pub mod server_fns;
#[cfg(feature = "ssr")]
mod terms;

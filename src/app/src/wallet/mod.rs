//! Money: what there is, and the entries that prove it.

pub mod chart;
pub mod components;
pub mod entries;
pub mod pages;
pub mod prepaid;
pub mod server_fns;
pub mod statement_pages;

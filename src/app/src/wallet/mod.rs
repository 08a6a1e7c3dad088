//! Money: what there is, and the entries that prove it.

pub mod components;
pub mod pages;
pub mod prepaid;
pub mod server_fns;

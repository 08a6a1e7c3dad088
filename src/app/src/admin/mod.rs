//! What admins look after.

pub mod books;
pub mod log;
pub mod pages;
pub mod server_fns;

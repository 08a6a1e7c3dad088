//! Disputed rejections: what a tester says to one, and what an admin decides.

pub mod components;
pub mod server_fns;

//! What somebody finds on coming in. It keeps nothing of its own.

pub mod service;

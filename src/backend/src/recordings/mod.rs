//! Recordings of the screen handed in as evidence: read, written anew, kept, and played to who may see them.

mod files;
pub(crate) mod repo;
pub mod rest;
pub mod service;
pub mod webm;

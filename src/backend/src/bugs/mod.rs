//! Bug reports of a submission.

pub(crate) mod repo;
pub mod rest;
pub mod service;

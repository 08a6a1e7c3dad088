//! What client and tester say to each other about the pictures of a report.

pub(crate) mod repo;
pub mod rest;
pub mod service;

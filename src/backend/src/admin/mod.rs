//! What the site says of itself to anybody, and what operators do from the command line.

pub mod rest;
pub mod service;

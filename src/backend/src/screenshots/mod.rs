//! Pictures handed in as evidence: judged, re-encoded, annotated, kept, and shown to who may see them.

pub mod gallery;
pub mod images;
pub mod raster;
pub(crate) mod repo;
pub mod rest;
pub mod service;

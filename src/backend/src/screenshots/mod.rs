//! Pictures handed in as evidence: judged, re-encoded, annotated, kept, and shown to who may see them.

mod files;
pub mod gallery;
mod header;
mod images;
pub mod links;
pub(crate) mod looks;
pub(crate) mod memory;
pub mod raster;
pub(crate) mod repo;
pub mod rest;
pub mod service;
pub(crate) mod sweep;
pub(crate) mod thumbnails;

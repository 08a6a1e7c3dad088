//! Disputed rejections: the pay is set aside until an admin has decided.

pub(crate) mod repo;
pub mod rest;
pub mod service;

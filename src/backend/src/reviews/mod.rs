//! The client's decisions, and the system's where the client is silent.

pub mod heat;
pub mod layers;
pub(crate) mod repo;
pub mod rest;
pub mod service;
pub mod tips;

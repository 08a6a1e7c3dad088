//! The client's decisions, and the system's where the client is silent.

pub mod rest;
pub mod service;
pub mod tips;

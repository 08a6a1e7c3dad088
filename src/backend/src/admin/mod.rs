//! Figures that anybody may see, and what operators do from the command line.

pub mod service;

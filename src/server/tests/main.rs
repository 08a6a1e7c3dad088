//! Tests of the whole: the real binary, and the source text as a whole. One binary, so that it is linked once.

mod arrows;
mod bounds;
mod bucket;
mod command_line;
mod kill;
mod leptos_toml;
mod limits;
mod memory;
mod process;
mod server_functions;
mod streams;

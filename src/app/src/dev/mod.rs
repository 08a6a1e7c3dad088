//! What exists for those who work on the product, and not in production: `/dev/ui`, the design system with each part in
//! every state.

mod controls;
mod fields;
mod figures;
mod frame;
pub mod mail;
mod overlays;
pub mod pages;
mod places;
pub mod server_fns;
mod states;

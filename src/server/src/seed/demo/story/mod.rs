//! Who did what, and when. Each file is one client's side of the story; times are told backwards from now.

pub mod bikes;
pub mod couriers;
pub mod library;
pub mod routine;
pub mod shop;

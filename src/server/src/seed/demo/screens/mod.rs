//! The screenshots of the demo, drawn here: screens of three apps that do not exist, with bugs that could.

mod bikes;
mod canvas;
mod library;
mod notes;
mod shop;

pub use notes::Notes;

use backend::Result;
use bytes::Bytes;

/// Width and height of the shop's screens, and of the phones'.
pub const DESKTOP: (u32, u32) = (1280, 800);
pub const PHONE: (u32, u32) = (390, 844);

/// Every screen as a PNG file.
pub struct Gallery {
    pub cart_wrong: Bytes,
    pub cart_right: Bytes,
    pub payment: Bytes,
    pub confirmation: Bytes,
    pub results: Bytes,
    pub reader: Bytes,
    pub shelf: Bytes,
    pub statistics: Bytes,
    pub route: Bytes,
    pub route_wrong: Bytes,
    pub blocked: Bytes,
    pub courier: Bytes,
}

impl Gallery {
    /// # Errors
    /// When a picture cannot be painted or encoded.
    pub fn draw() -> Result<Self> {
        let png = |canvas: canvas::Canvas| canvas.png().map(Bytes::from);
        Ok(Self {
            cart_wrong: png(shop::cart(true))?,
            cart_right: png(shop::cart(false))?,
            payment: png(shop::payment())?,
            confirmation: png(shop::confirmation())?,
            results: png(shop::results())?,
            reader: png(library::reader())?,
            shelf: png(library::shelf())?,
            statistics: png(library::statistics())?,
            route: png(bikes::route(false))?,
            route_wrong: png(bikes::route(true))?,
            blocked: png(bikes::blocked())?,
            courier: png(bikes::courier())?,
        })
    }
}

//! Charts, drawn where the page is: whole on the server, the same in the browser, nothing measured and nothing loaded.
//!
//! What to use when: something by week → [`BarChart`]; a whole and its parts → [`PartsChart`]; the same parts in several
//! rows → [`RowsChart`]. Each is a figure with a headline that says what the picture shows, and holds a table of the same
//! figures for who reads rather than looks.
//!
//! Lengths are in per cent of where a chart stands, so that it needs no script to find out how wide that is; words are text
//! of the page beside the picture, in its size, and no parts of it. Series differ by texture as well as by colour.

mod bars;
mod draw;
mod frame;
mod parts;
mod rows;
mod scale;

pub use bars::{BarChart, Series};
pub use draw::{Ink, Texture};
pub use parts::{Part, PartsChart};
pub use rows::{Row, RowsChart};
pub use scale::Unit;

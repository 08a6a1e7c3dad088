//! What others do, as it happens.
//!
//! What to use when: a page that shows what others change → [`live::on`] with the topic it shows, and a callback that loads
//! it again; a page with something to type or fold open → [`live::keep`], which puts the new data into a signal instead of
//! building the page anew.

#[cfg(feature = "hydrate")]
mod hearers;
pub mod live;
#[cfg(feature = "hydrate")]
mod source;

//! Where the data of a page comes from.

use crate::error::AppError;
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};

/// JSON, read in the way in which answers of server functions are read. Leptos' own codec reads it in another, and then
/// the browser's code holds everything that turns JSON into a type twice.
#[derive(Debug, Clone, Copy)]
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}

/// What a server function gives, for [`super::load`]: with the page from the server, and again whenever `source` changes.
pub type Loaded<T> = Resource<Result<T, AppError>, Json>;

/// Nothing of the page is sent before this is there: it may decide on the page's title and status.
///
/// Make it where the page begins, never inside another's view: what is made while one waits comes in an order that the
/// browser cannot repeat.
pub fn loading<S, T, Fut>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> Fut + Send + Sync + 'static,
) -> Loaded<T>
where
    S: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + Send + 'static,
{
    Resource::new_with_options(source, fetch, true)
}

/// What the document itself brings: made on the server, read in the browser.
pub fn brought<T>(make: impl FnOnce() -> T) -> T
where
    T: Serialize + DeserializeOwned,
{
    SharedValue::<T, Json>::new_with_encoding(make).into_inner()
}

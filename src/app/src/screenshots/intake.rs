//! Pictures on their way in: chosen, pasted or dropped. What is no picture is left where it is.

use crate::annotator::LocalFile;
use leptos::ev::{ClipboardEvent, DragEvent, Event};

/// The chosen files; the field is emptied, so that the same file can be chosen again.
#[cfg(feature = "hydrate")]
pub fn chosen(event: &Event) -> Vec<LocalFile> {
    let input: web_sys::HtmlInputElement = leptos::prelude::event_target(event);
    let files = input.files().map(|list| take(&list)).unwrap_or_default();
    input.set_value("");
    files
}

#[cfg(feature = "hydrate")]
pub fn pasted(event: &ClipboardEvent) -> Vec<LocalFile> {
    transferred(event.clipboard_data())
}

#[cfg(feature = "hydrate")]
pub fn dropped(event: &DragEvent) -> Vec<LocalFile> {
    transferred(event.data_transfer())
}

/// Whether files are being dragged, rather than text or a link.
#[cfg(feature = "hydrate")]
pub fn carries_files(event: &DragEvent) -> bool {
    let kinds = event.data_transfer().map(|data| data.types());
    kinds.is_some_and(|kinds| kinds.includes(&"Files".into(), 0))
}

#[cfg(feature = "hydrate")]
fn transferred(data: Option<web_sys::DataTransfer>) -> Vec<LocalFile> {
    data.and_then(|data| data.files())
        .map(|list| take(&list))
        .unwrap_or_default()
}

#[cfg(feature = "hydrate")]
fn take(list: &web_sys::FileList) -> Vec<LocalFile> {
    let files = (0..list.length()).filter_map(|n| list.get(n));
    files
        .filter(|file| file.type_().starts_with("image/"))
        .map(crate::annotator::files::keep)
        .collect()
}

#[cfg(not(feature = "hydrate"))]
pub fn chosen(_: &Event) -> Vec<LocalFile> {
    Vec::new()
}

#[cfg(not(feature = "hydrate"))]
pub fn pasted(_: &ClipboardEvent) -> Vec<LocalFile> {
    Vec::new()
}

#[cfg(not(feature = "hydrate"))]
pub fn dropped(_: &DragEvent) -> Vec<LocalFile> {
    Vec::new()
}

#[cfg(not(feature = "hydrate"))]
pub fn carries_files(_: &DragEvent) -> bool {
    false
}

//! Files the tester chose, until they are annotated. A file cannot live in a signal that the server knows too; its number can.

use super::LocalFile;
use std::{cell::RefCell, collections::BTreeMap};
use web_sys::File;

thread_local! {
    static FILES: RefCell<BTreeMap<u32, File>> = const { RefCell::new(BTreeMap::new()) };
}

/// Keeps a file, under a key that no other file has had.
pub fn keep(file: File) -> LocalFile {
    keep_as(file, fresh(), None)
}

/// Keeps what was captured with `seal` in its corner.
pub fn keep_capture(file: File, seal: &str) -> LocalFile {
    keep_as(file, fresh(), Some(seal.to_owned()))
}

fn fresh() -> String {
    format!("file {}-{}", js_sys::Date::now(), js_sys::Math::random())
}

/// Keeps a file that has a key already.
pub fn keep_as(file: File, key: String, captured: Option<String>) -> LocalFile {
    let name = file.name();
    let number = FILES.with_borrow_mut(|files| {
        let number = files.last_key_value().map_or(0, |(last, _)| last + 1);
        files.insert(number, file);
        number
    });
    LocalFile {
        number,
        name,
        key,
        captured,
    }
}

#[must_use]
pub fn get(number: u32) -> Option<File> {
    FILES.with_borrow(|files| files.get(&number).cloned())
}

pub fn forget(number: u32) {
    FILES.with_borrow_mut(|files| files.remove(&number));
}

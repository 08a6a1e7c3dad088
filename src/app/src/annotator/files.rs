//! Files the tester chose, until they are annotated. A file cannot live in a signal that the server knows too; its number can.

use std::{cell::RefCell, collections::BTreeMap};
use web_sys::File;

thread_local! {
    static FILES: RefCell<BTreeMap<u32, File>> = const { RefCell::new(BTreeMap::new()) };
}

/// Keeps a file and gives its number.
pub fn keep(file: File) -> u32 {
    FILES.with_borrow_mut(|files| {
        let number = files.last_key_value().map_or(0, |(last, _)| last + 1);
        files.insert(number, file);
        number
    })
}

#[must_use]
pub fn get(number: u32) -> Option<File> {
    FILES.with_borrow(|files| files.get(&number).cloned())
}

pub fn forget(number: u32) {
    FILES.with_borrow_mut(|files| files.remove(&number));
}

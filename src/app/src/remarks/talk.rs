//! The talk about the picture in front: what was said, what is being read, and where the next remark goes.

use super::server_fns::load_remarks;
use crate::error::AppError;
use domain::{
    ids::{RemarkId, ScreenshotId},
    remarks::Remark,
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeMap;

/// Where a new remark is to be pinned.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Aim {
    #[default]
    None,
    /// The next press on the picture says.
    Choosing,
    /// In pixels of the picture.
    At(f64, f64),
}

#[derive(Clone, Copy)]
pub struct Talk {
    pub remarks: RwSignal<Vec<Remark>>,
    /// The one that is being read.
    pub front: RwSignal<Option<RemarkId>>,
    pub aim: RwSignal<Aim>,
    picture: RwSignal<Option<ScreenshotId>>,
    /// What is being written and was not sent yet, by its field: it stays while one looks at something else.
    written: StoredValue<BTreeMap<String, String>>,
}

impl Talk {
    #[must_use]
    pub fn new() -> Self {
        Self {
            remarks: RwSignal::new(Vec::new()),
            front: RwSignal::new(None),
            aim: RwSignal::new(Aim::None),
            picture: RwSignal::new(None),
            written: StoredValue::new(BTreeMap::new()),
        }
    }

    /// Turns to what is said about another picture.
    pub fn turn(self, picture: ScreenshotId) {
        self.remarks.set(Vec::new());
        self.front.set(None);
        self.aim.set(Aim::None);
        self.picture.set(Some(picture));
        self.load();
    }

    /// Loads again; what cannot be loaded now stays as it is.
    pub fn load(self) {
        let Some(picture) = self.picture() else { return };
        spawn_local(async move {
            if let Ok(remarks) = load_remarks(picture.clone()).await
                && self.is_about(&picture)
            {
                self.remarks.try_set(remarks);
            }
        });
    }

    /// What was written into `field`; empty where nothing was.
    #[must_use]
    pub fn written(self, field: &str) -> String {
        let text = self.written.try_with_value(|written| written.get(field).cloned());
        text.flatten().unwrap_or_default()
    }

    /// Keeps what is written into `field`; nothing to be kept when it is empty.
    pub fn write(self, field: &str, text: String) {
        self.written.try_update_value(|written| {
            if text.is_empty() {
                written.remove(field);
            } else {
                written.insert(field.to_owned(), text);
            }
        });
    }

    #[must_use]
    pub fn picture(self) -> Option<ScreenshotId> {
        self.picture.try_get_untracked().flatten()
    }

    fn is_about(self, picture: &ScreenshotId) -> bool {
        self.picture.try_with_untracked(|now| now.as_ref() == Some(picture)) == Some(true)
    }

    /// Takes over a remark as the server has it now.
    pub fn took(self, remark: Remark) {
        if !self.is_about(&remark.screenshot_id) {
            return;
        }
        self.remarks
            .try_update(|remarks| match remarks.iter_mut().find(|known| known.id == remark.id) {
                Some(known) => *known = remark,
                None => remarks.push(remark),
            });
    }

    /// How many are not settled yet.
    #[must_use]
    pub fn open(self) -> usize {
        self.remarks.with(|remarks| {
            remarks
                .iter()
                .filter(|remark| !remark.resolved && !remark.removed)
                .count()
        })
    }
}

impl Default for Talk {
    fn default() -> Self {
        Self::new()
    }
}

/// Something on its way to the server, for one form or button.
#[derive(Clone, Copy)]
pub struct Sending {
    pub busy: RwSignal<bool>,
    /// Why it was refused, in words.
    pub refused: RwSignal<Option<String>>,
}

impl Sending {
    #[must_use]
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            refused: RwSignal::new(None),
        }
    }

    /// Sends it, unless something is under way already.
    pub fn go<T: 'static>(
        self,
        sending: impl Future<Output = Result<T, AppError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        spawn_local(async move {
            match sending.await {
                Ok(value) => then(value),
                Err(error) => {
                    self.refused.try_set(Some(error.to_string()));
                }
            }
            self.busy.try_set(false);
        });
    }
}

impl Default for Sending {
    fn default() -> Self {
        Self::new()
    }
}

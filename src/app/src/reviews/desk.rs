//! Which submission is in front, and what comes after it.

use domain::{
    ids::SubmissionId,
    submissions::{ReviewItem, Submission, SubmissionStatus},
};
use leptos::prelude::*;

/// Waiting ones first, the longest waiting on top; then the decided ones, the latest on top.
pub fn in_order(items: &mut [ReviewItem]) {
    items.sort_by_key(|item| {
        let s = &item.submission;
        let decided = s.decision.as_ref().map_or(0, |d| -d.decided_at.millis());
        let since = s.submitted_at.unwrap_or(s.updated_at).millis();
        if is_waiting(item) { (0, since) } else { (1, decided) }
    });
}

#[must_use]
pub fn is_waiting(item: &ReviewItem) -> bool {
    item.submission.status == SubmissionStatus::Submitted
}

/// The one to look at after `from`: the next that waits, from the top again at the end.
#[must_use]
pub fn next_waiting(items: &[ReviewItem], from: &SubmissionId) -> Option<SubmissionId> {
    let at = items.iter().position(|i| i.submission.id == *from).unwrap_or(0);
    let (before, after) = items.split_at(at);
    let waiting = |i: &&ReviewItem| is_waiting(i) && i.submission.id != *from;
    after
        .iter()
        .chain(before)
        .find(waiting)
        .map(|i| i.submission.id.clone())
}

#[derive(Clone, Copy)]
pub struct Queue {
    pub items: RwSignal<Vec<ReviewItem>>,
    /// What the address names; the first that waits when it names none.
    pub front: Memo<Option<SubmissionId>>,
}

impl Queue {
    pub fn new(mut items: Vec<ReviewItem>, asked: Memo<Option<String>>) -> Self {
        in_order(&mut items);
        let items = RwSignal::new(items);
        let front = Memo::new(move |_| {
            items.with(|items| {
                let named = asked.with(|a| {
                    a.as_ref()
                        .and_then(|id| items.iter().find(|i| i.submission.id.as_str() == id))
                });
                named.or_else(|| items.first()).map(|i| i.submission.id.clone())
            })
        });
        Self { items, front }
    }

    #[must_use]
    pub fn item(&self, id: &SubmissionId) -> Option<ReviewItem> {
        self.items
            .with(|items| items.iter().find(|i| i.submission.id == *id).cloned())
    }

    /// `by` places further down, or up, within the list.
    #[must_use]
    pub fn beside(&self, by: isize) -> Option<SubmissionId> {
        let front = self.front.get_untracked()?;
        self.items.with_untracked(|items| {
            let at = items.iter().position(|i| i.submission.id == front)?;
            items.get(at.checked_add_signed(by)?).map(|i| i.submission.id.clone())
        })
    }

    /// Takes over a decision. The list keeps its order, so that nothing jumps under the reader's eyes.
    pub fn decided(&self, submission: &Submission) {
        self.items.update(|items| {
            if let Some(item) = items.iter_mut().find(|i| i.submission.id == submission.id) {
                item.submission = submission.clone();
            }
        });
    }
}

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

/// Takes over what the server has now, and says whose work is new in the queue. What is known keeps its place, so that
/// nothing jumps under the reader's eyes; what is new comes behind the last that waits.
fn merge(items: &mut Vec<ReviewItem>, fresh: Vec<ReviewItem>) -> Vec<String> {
    let mut new = Vec::new();
    for item in fresh {
        let known = items.iter_mut().find(|i| i.submission.id == item.submission.id);
        // A list that was read before a decision which was made here does not take it back.
        if (known.as_ref()).is_some_and(|known| known.submission.updated_at > item.submission.updated_at) {
            continue;
        }
        let waited = known.as_ref().is_some_and(|known| is_waiting(known));
        if is_waiting(&item) && !waited {
            new.push(item.submission.tester.name.clone());
        }
        match known {
            Some(known) => *known = item,
            None => {
                let behind = items.iter().rposition(is_waiting).map_or(0, |at| at + 1);
                items.insert(behind, item);
            }
        }
    }
    new
}

#[derive(Clone, Copy)]
pub struct Queue {
    pub items: RwSignal<Vec<ReviewItem>>,
    /// What the address names; without a name the one that was in front as the queue last grew, or the first that waits.
    pub front: Memo<Option<SubmissionId>>,
    kept: RwSignal<Option<SubmissionId>>,
}

impl Queue {
    pub fn new(mut items: Vec<ReviewItem>, asked: Memo<Option<String>>) -> Self {
        in_order(&mut items);
        let items = RwSignal::new(items);
        let kept = RwSignal::new(None::<SubmissionId>);
        let front = Memo::new(move |_| {
            items.with(|items| {
                let find = |id: &str| items.iter().find(|i| i.submission.id.as_str() == id);
                let named = asked.with(|a| a.as_deref().and_then(find));
                let named = named.or_else(|| kept.with(|k| k.as_ref().and_then(|id| find(id.as_str()))));
                named.or_else(|| items.first()).map(|i| i.submission.id.clone())
            })
        });
        Self { items, front, kept }
    }

    /// Takes over what the server has now, with the same submission in front. Gives the names of those whose work is new.
    pub fn refresh(&self, fresh: Vec<ReviewItem>) -> Vec<String> {
        self.kept.set(self.front.get_untracked());
        self.items.try_update(|items| merge(items, fresh)).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        claims::Contract,
        ids::{ClaimId, JobId, UserId},
        journeys::Journey,
        money::Cents,
        timestamp::Timestamp,
        users::Person,
    };

    fn item(id: &str, status: SubmissionStatus) -> ReviewItem {
        let at = Timestamp::from_millis(0);
        let submission = Submission {
            id: SubmissionId::parse(id).expect("an id"),
            claim_id: ClaimId::parse("c").expect("an id"),
            job_id: JobId::parse("j").expect("an id"),
            tester: Person {
                id: UserId::parse("u").expect("an id"),
                name: format!("Tester of {id}"),
                rating: None,
                rating_count: 0,
            },
            status,
            price_cents: Cents(100),
            currency: "usd".into(),
            steps: vec![],
            summary: String::new(),
            environment: String::new(),
            screenshots: vec![],
            recordings: vec![],
            look_alikes: vec![],
            bugs: vec![],
            created_at: at,
            updated_at: at,
            submitted_at: Some(at),
            review_due_at: None,
            decision: None,
        };
        let contract = Contract {
            title: "t".into(),
            description: "d".into(),
            app_url: "https://e.org".into(),
            price_cents: Cents(100),
            currency: "usd".into(),
            scope_in: None,
            scope_out: None,
            known_bugs: vec![],
            journey: Journey { steps: vec![] },
        };
        ReviewItem {
            submission,
            contract,
            contract_hash: String::new(),
            seal: String::new(),
        }
    }

    fn shown(items: &[ReviewItem]) -> Vec<(&str, SubmissionStatus)> {
        items
            .iter()
            .map(|i| (i.submission.id.as_str(), i.submission.status))
            .collect()
    }

    #[test]
    fn what_is_new_comes_behind_what_waits_and_nothing_else_moves() {
        use SubmissionStatus::{Approved, ChangesRequested, Submitted};
        let mut items = vec![item("a", Submitted), item("b", Approved), item("c", ChangesRequested)];
        let fresh = ["c", "a", "d", "e"].map(|id| item(id, Submitted));
        let new = merge(&mut items, [fresh.to_vec(), vec![item("b", Approved)]].concat());
        assert_eq!(new, ["Tester of c", "Tester of d", "Tester of e"]);
        let expected = [
            ("a", Submitted),
            ("b", Approved),
            ("c", Submitted),
            ("d", Submitted),
            ("e", Submitted),
        ];
        assert_eq!(shown(&items), expected);
        assert!(merge(&mut items, vec![item("a", Approved)]).is_empty());
        assert_eq!(shown(&items)[0], ("a", Approved));
        let mut decided = vec![item("b", Approved)];
        merge(&mut decided, vec![item("x", Submitted)]);
        assert_eq!(shown(&decided), [("x", Submitted), ("b", Approved)]);
    }

    #[test]
    fn a_list_from_before_a_decision_does_not_take_it_back() {
        use SubmissionStatus::{Approved, Submitted};
        let mut decided = item("b", Approved);
        decided.submission.updated_at = Timestamp::from_millis(1);
        let mut items = vec![decided];
        assert!(merge(&mut items, vec![item("b", Submitted)]).is_empty());
        assert_eq!(items[0].submission.status, Approved);
    }
}

//! One report, changed in two places: here, before the server has heard of it, and there.
//!
//! It is put together field by field. What nobody else has touched takes what was written here. Where both wrote, no word is
//! lost: the texts are joined. Of two verdicts the later one stands, and of two times the larger.

use super::{Report, StepPatch, StepResult, SubmissionPatch, Verdict};
use crate::{ids::StepId, timestamp::Timestamp};
use serde::{Deserialize, Serialize};

/// A field of a report; those of a step with the step's id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Verdict(String),
    Actual(String),
    Seconds(String),
    Summary,
    Environment,
}

/// A field as it was changed here. Its values are written as they are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: Field,
    /// What it was changed from. Nothing where that was not kept.
    pub from: Option<String>,
    pub to: String,
    /// When, by the clock of this browser.
    pub at: i64,
}

/// What the tester is told about what was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Both wrote, and both texts stand there now.
    Joined(Field),
    /// Both judged a step. `here` tells whether the verdict from here stands.
    Judged {
        step: String,
        stands: Option<Verdict>,
        here: bool,
    },
}

/// What is left to be sent, and what is to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Met {
    pub changes: Vec<Change>,
    pub notices: Vec<Notice>,
}

impl Field {
    /// Whether people write sentences into it, of which two can stand beside each other.
    const fn is_text(&self) -> bool {
        matches!(self, Self::Actual(_) | Self::Summary | Self::Environment)
    }

    /// What it holds in a report. Nothing for a step that the report does not have.
    #[must_use]
    pub fn of(&self, report: &Report) -> Option<String> {
        let step = |id: &str| report.steps.iter().find(|s| s.step_id.as_str() == id);
        Some(match self {
            Self::Verdict(id) => step(id)?.verdict.map_or("", Verdict::code).to_owned(),
            Self::Actual(id) => step(id)?.actual.clone(),
            Self::Seconds(id) => step(id)?.seconds.to_string(),
            Self::Summary => report.summary.clone(),
            Self::Environment => report.environment.clone(),
        })
    }

    fn write(&self, report: &mut Report, value: &str) {
        match self {
            Self::Summary => value.clone_into(&mut report.summary),
            Self::Environment => value.clone_into(&mut report.environment),
            Self::Verdict(id) | Self::Actual(id) | Self::Seconds(id) => {
                let Some(step) = report.steps.iter_mut().find(|s| s.step_id.as_str() == id) else {
                    return;
                };
                match self {
                    Self::Verdict(_) => step.verdict = Verdict::from_code(value),
                    Self::Actual(_) => value.clone_into(&mut step.actual),
                    _ => step.seconds = step.seconds.max(value.parse().unwrap_or_default()),
                }
            }
        }
    }

    fn all(report: &Report) -> Vec<Self> {
        let id = |id: &StepId| id.to_string();
        let of_step = |s: &StepResult| {
            [
                Self::Verdict(id(&s.step_id)),
                Self::Actual(id(&s.step_id)),
                Self::Seconds(id(&s.step_id)),
            ]
        };
        let steps = report.steps.iter().flat_map(of_step);
        steps.chain([Self::Summary, Self::Environment]).collect()
    }

    /// `Step 2`, or the name of what holds for the whole.
    fn name(&self, report: &Report) -> String {
        match self {
            Self::Summary => "Summary".to_owned(),
            Self::Environment => "Environment".to_owned(),
            Self::Verdict(id) | Self::Actual(id) | Self::Seconds(id) => {
                let n = report.steps.iter().position(|s| s.step_id.as_str() == id);
                n.map_or_else(String::new, |n| format!("Step {}", n + 1))
            }
        }
    }
}

impl Notice {
    #[must_use]
    pub fn words(&self, report: &Report) -> String {
        match self {
            Self::Joined(field) => format!(
                "{}: something else was written there meanwhile. Both texts are kept, one below the other.",
                field.name(report)
            ),
            Self::Judged { step, stands, here } => {
                let name = Field::Verdict(step.clone()).name(report);
                let verdict = stands.map_or("no verdict", Verdict::label);
                let whose = if *here {
                    "the verdict from here was the later one"
                } else {
                    "the verdict from elsewhere was the later one"
                };
                format!("{name} was judged in two places; {whose}, and {verdict} stands.")
            }
        }
    }
}

/// What a patch changes in the report it is laid over.
#[must_use]
pub fn changes(patch: &SubmissionPatch, before: &Report, at: i64) -> Vec<Change> {
    let steps = patch.steps.iter().flatten().flat_map(|step| {
        let id = || step.step_id.clone();
        [
            step.verdict.clone().map(|to| (Field::Verdict(id()), to)),
            step.actual.clone().map(|to| (Field::Actual(id()), to)),
            step.seconds.map(|to| (Field::Seconds(id()), to.to_string())),
        ]
    });
    let whole = [
        patch.summary.clone().map(|to| (Field::Summary, to)),
        patch.environment.clone().map(|to| (Field::Environment, to)),
    ];
    let named = steps.chain(whole).flatten();
    named
        .map(|(field, to)| Change {
            from: field.of(before),
            field,
            to,
            at,
        })
        .collect()
}

/// The patch that sends them.
#[must_use]
pub fn patch_of(changes: &[Change]) -> SubmissionPatch {
    let mut patch = SubmissionPatch::default();
    for change in changes {
        let to = || Some(change.to.clone());
        match &change.field {
            Field::Summary => patch.summary = to(),
            Field::Environment => patch.environment = to(),
            Field::Verdict(id) | Field::Actual(id) | Field::Seconds(id) => {
                let steps = patch.steps.get_or_insert_default();
                let known = steps.iter().position(|s| s.step_id == *id);
                let n = known.unwrap_or_else(|| {
                    steps.push(StepPatch {
                        step_id: id.clone(),
                        ..StepPatch::default()
                    });
                    steps.len() - 1
                });
                match &change.field {
                    Field::Verdict(_) => steps[n].verdict = to(),
                    Field::Actual(_) => steps[n].actual = to(),
                    _ => steps[n].seconds = change.to.parse().ok(),
                }
            }
        }
    }
    patch
}

/// Adds what was changed later to what waits already. What a field was first changed from is what counts.
pub fn add(waiting: &mut Vec<Change>, newer: Vec<Change>) {
    for change in newer {
        match waiting.iter_mut().find(|known| known.field == change.field) {
            None => waiting.push(change),
            Some(known) => {
                let grows = matches!(known.field, Field::Seconds(_));
                if !grows || seconds(&change.to) > seconds(&known.to) {
                    known.to = change.to;
                }
                known.at = change.at;
            }
        }
    }
}

/// Adds what was typed before it was known that an earlier visit had left something: where both wrote a text, both stand there, and a
/// notice tells of it.
pub fn add_beside(left: &mut Vec<Change>, typed: Vec<Change>) -> Vec<Notice> {
    let mut notices = Vec::new();
    for mut change in typed {
        let there = left.iter().find(|there| there.field == change.field);
        let there = there.filter(|there| change.field.is_text() && change.from.as_ref() != Some(&there.to));
        if let Some(there) = there {
            change.to = both(&there.to, &change, &mut notices);
        }
        add(left, vec![change]);
    }
    notices
}

/// What the server has of what was `sent` from here without an answer is nobody else's: what was changed since was changed from that.
pub fn recognise_own(mine: &mut [Change], sent: &[Change], server: &Report) {
    for change in mine {
        let now = change.field.of(server);
        let own = |sent: &Change| sent.field == change.field && now.as_ref().is_some_and(|now| same(now, &sent.to));
        if sent.iter().any(own) {
            change.from = now;
        }
    }
}

/// Lays what was changed here over what the server has by now.
#[must_use]
pub fn meet(server: &Report, updated_at: Timestamp, mine: &[Change]) -> Met {
    let mut met = Met::default();
    for change in mine {
        let Some(now) = change.field.of(server) else { continue };
        let to = match &change.field {
            Field::Seconds(_) => (seconds(&change.to) > seconds(&now)).then(|| change.to.clone()),
            _ if same(&now, &change.to) => None,
            _ if change.from.as_ref().is_some_and(|from| same(from, &now)) => Some(change.to.clone()),
            _ if change.from.as_ref().is_some_and(|from| same(from, &change.to)) => None,
            Field::Verdict(step) => {
                let here = change.at > updated_at.millis();
                let stands = if here { &change.to } else { &now };
                met.notices.push(Notice::Judged {
                    step: step.clone(),
                    stands: Verdict::from_code(stands),
                    here,
                });
                here.then(|| change.to.clone())
            }
            Field::Actual(_) | Field::Summary | Field::Environment => {
                let both = both(&now, change, &mut met.notices);
                (both != now).then_some(both)
            }
        };
        met.changes.extend(to.map(|to| Change {
            field: change.field.clone(),
            from: Some(now),
            to,
            at: change.at,
        }));
    }
    met
}

/// Takes over what the server has, but for what was changed here. A blank at the end is none to the server, and is left to
/// whoever is typing.
pub fn take_over(shown: &mut Report, server: &Report, mine: &[Change]) {
    for field in Field::all(server) {
        let change = mine.iter().find(|change| change.field == field);
        let value = change.map(|change| change.to.clone()).or_else(|| field.of(server));
        let (Some(value), Some(now)) = (value, field.of(shown)) else {
            continue;
        };
        if change.is_some() || !same(&now, &value) {
            field.write(shown, &value);
        }
    }
}

fn seconds(value: &str) -> i64 {
    value.parse().unwrap_or_default()
}

/// The server keeps no blanks around a text.
fn same(a: &str, b: &str) -> bool {
    a.trim() == b.trim()
}

/// Both texts, with a notice where neither holds the other.
fn both(there: &str, here: &Change, notices: &mut Vec<Notice>) -> String {
    let joined = join(there, &here.to, Timestamp::from_millis(here.at));
    if joined != there && joined != here.to {
        notices.push(Notice::Joined(here.field.clone()));
    }
    joined
}

/// Both texts, one below the other. What one of them holds already is not said twice.
fn join(server: &str, here: &str, on: Timestamp) -> String {
    let (theirs, ours) = (server.trim(), here.trim());
    if holds(theirs, ours) {
        return server.to_owned();
    }
    if holds(ours, theirs) {
        return here.to_owned();
    }
    format!("{theirs}\n— also written here, offline, on {} —\n{ours}", on.date())
}

/// Whether `long` goes on from `short`, or has all its lines in one piece.
fn holds(long: &str, short: &str) -> bool {
    long.starts_with(short) || format!("\n{long}\n").contains(&format!("\n{short}\n"))
}

#[cfg(test)]
mod tests;

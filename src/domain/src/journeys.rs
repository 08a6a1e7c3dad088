//! A journey: the steps a tester walks, each with what to do and what should happen.

use crate::{ids::StepId, validation::Invalid};
use serde::{Deserialize, Serialize};

pub const MAX_STEPS: usize = 50;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct StepInput {
    /// Kept when a journey is edited; made when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<StepId>,
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 2000))]
    pub action: String,
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub expected: String,
    /// Whether the step needs a screenshot before the work can be handed in.
    pub evidence_required: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct JourneyInput {
    #[cfg_attr(feature = "openapi", schema(required, min_items = 1, max_items = 50))]
    pub steps: Vec<StepInput>,
}

impl JourneyInput {
    /// Trims and checks every step; errors stand under `journey.steps[n].…`.
    pub fn check(&self, v: &mut Invalid) -> Self {
        if self.steps.is_empty() {
            v.push("journey.steps", "required", "Give the journey at least one step.");
        } else if self.steps.len() > MAX_STEPS {
            v.push(
                "journey.steps",
                "too_many",
                format!("A journey has at most {MAX_STEPS} steps."),
            );
            return self.clone();
        }
        let mut seen = std::collections::BTreeSet::new();
        let steps = self.steps.iter().enumerate().map(|(n, step)| {
            if let Some(id) = &step.id
                && !seen.insert(id.clone())
            {
                v.push(
                    format!("journey.steps[{n}].id"),
                    "duplicate",
                    "Two steps have the same id.",
                );
            }
            StepInput {
                id: step.id.clone(),
                action: v.text(&format!("journey.steps[{n}].action"), &step.action, 1, 2000),
                expected: v.text(&format!("journey.steps[{n}].expected"), &step.expected, 0, 2000),
                evidence_required: step.evidence_required,
            }
        });
        Self { steps: steps.collect() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    pub id: StepId,
    pub action: String,
    pub expected: String,
    pub evidence_required: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Journey {
    pub steps: Vec<Step>,
}

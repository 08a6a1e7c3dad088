//! The frozen contract, for who wants to read it again: in the runner and in the review desk.

use crate::ui::{Glyph, Icon};
use domain::claims::Contract;
use leptos::prelude::*;

/// Enough of the hash to compare by eye; the whole of it is in the title.
#[must_use]
pub fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

#[component]
pub fn ContractDetails(contract: Contract, hash: String, title: &'static str) -> impl IntoView {
    let price = contract.price_cents.display(&contract.currency);
    let steps = contract.journey.steps.into_iter().map(|step| {
        view! {
            <li class="break-words">
                <p class="whitespace-pre-line">{step.action}</p>
                {(!step.expected.is_empty())
                    .then(|| view! { <p class="whitespace-pre-line text-muted">{format!("Expected: {}", step.expected)}</p> })}
                {step.evidence_required.then(|| view! { <p class="text-sm text-muted">"Needs a screenshot"</p> })}
            </li>
        }
    });
    let bugs = contract
        .known_bugs
        .into_iter()
        .map(|bug| view! { <li class="break-words">{bug}</li> })
        .collect::<Vec<_>>();
    view! {
        <details id="contract" class="fold card">
            <summary class="flex-wrap px-5 py-2 font-medium">
                {title}
                <code class="text-xs font-normal text-muted" title=hash.clone()>{short(&hash)}</code>
                <span class="fold-mark ml-auto">
                    <Icon glyph=Glyph::ChevronDown />
                </span>
            </summary>
            <div class="space-y-4 border-t border-line px-5 py-4">
                <p class="font-semibold break-words">{contract.title}</p>
                <p class="whitespace-pre-line break-words">{contract.description}</p>
                <dl class="space-y-3">
                    <Clause title="Pay for one seat" text=Some(price) />
                    <Clause title="Address" text=Some(contract.app_url) />
                    <Clause title="In scope" text=contract.scope_in />
                    <Clause title="Out of scope" text=contract.scope_out />
                </dl>
                {(!bugs.is_empty())
                    .then(|| {
                        view! {
                            <div>
                                <p class="text-sm text-muted">"Known bugs"</p>
                                <ul class="list-disc space-y-1 pl-5">{bugs}</ul>
                            </div>
                        }
                    })}
                <div>
                    <p class="text-sm text-muted">"Journey"</p>
                    <ol class="list-decimal space-y-2 pl-5">{steps.collect_view()}</ol>
                </div>
                <p class="text-xs break-all text-muted">{format!("SHA-256 {hash}")}</p>
            </div>
        </details>
    }
}

#[component]
fn Clause(title: &'static str, text: Option<String>) -> impl IntoView {
    text.map(|text| {
        view! {
            <div>
                <dt class="text-sm text-muted">{title}</dt>
                <dd class="whitespace-pre-line break-words">{text}</dd>
            </div>
        }
    })
}

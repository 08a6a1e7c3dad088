//! Which entries are shown: the filter is in the address, so that it can be kept, and works without JavaScript.

use crate::ui::{Navigator, Select};
use domain::{ledger::BookingKind, statements::EntryFilter};
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::params::ParamsMap;

/// What can touch the accounts of somebody, in the order of the choice.
const KINDS: [BookingKind; 12] = [
    BookingKind::SubmissionPaid,
    BookingKind::Tipped,
    BookingKind::PayContested,
    BookingKind::DisputeDecided,
    BookingKind::PayoutRequested,
    BookingKind::PayoutFailed,
    BookingKind::JobFunded,
    BookingKind::JobRefunded,
    BookingKind::RefundFailed,
    BookingKind::BalanceToppedUp,
    BookingKind::BalanceWithdrawn,
    BookingKind::LossRecovered,
];

#[must_use]
pub fn filter_of(query: &ParamsMap) -> EntryFilter {
    let given = |name| query.get(name).filter(|value| !value.is_empty());
    EntryFilter {
        kind: given("kind"),
        from: given("from"),
        until: given("until"),
    }
}

fn query_of(filter: &EntryFilter, cursor: Option<&str>) -> String {
    let mut query = ParamsMap::new();
    let known = [("kind", &filter.kind), ("from", &filter.from), ("until", &filter.until)];
    for (name, value) in known {
        if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
            query.insert(name, value.clone());
        }
    }
    if let Some(cursor) = cursor {
        query.insert("cursor", cursor.to_owned());
    }
    query.to_query_string()
}

/// The wallet's page with that filter, from `cursor` on.
#[must_use]
pub fn address(filter: &EntryFilter, cursor: Option<&str>) -> String {
    format!("/wallet{}", query_of(filter, cursor))
}

/// The table of what the filter lets through.
#[must_use]
pub fn csv_address(filter: &EntryFilter) -> String {
    format!("/api/v1/wallet/entries.csv{}", query_of(filter, None))
}

/// Kind and time of the entries to show.
#[component]
pub fn Filter(filter: EntryFilter) -> impl IntoView {
    let navigator = Navigator::new();
    let (from, until) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let kind = RwSignal::new(filter.kind.clone().unwrap_or_default());
    let chosen = Callback::new(move |code| kind.set(code));
    let go = move |ev: SubmitEvent| {
        let (Some(from), Some(until)) = (from.get_untracked(), until.get_untracked()) else {
            return;
        };
        ev.prevent_default();
        let wanted = EntryFilter {
            kind: Some(kind.get_untracked()),
            from: Some(from.value()),
            until: Some(until.value()),
        };
        navigator.turn(address(&wanted, None), false);
    };
    let mut kinds = vec![(String::new(), "Every kind".to_owned())];
    kinds.extend(
        KINDS
            .iter()
            .map(|kind| (kind.code().to_owned(), kind.label().to_owned())),
    );
    let clear = filter
        .is_set()
        .then(|| view! { <a class="btn btn-ghost" href="/wallet">"Clear"</a> });
    let value = filter.kind.clone().unwrap_or_default();
    view! {
        <form
            class="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
            method="get"
            action="/wallet"
            aria-label="Filter the statement"
            on:submit=go
        >
            <div class="max-sm:col-span-2 sm:min-w-44 sm:flex-1">
                <label class="label" for="entries-kind">"Kind"</label>
                <Select id="entries-kind" name="kind" choices=kinds value on_change=chosen/>
            </div>
            <div>
                <label class="label" for="entries-from">"From"</label>
                <input class="input" type="date" id="entries-from" name="from" value=day(filter.from.as_deref()) node_ref=from/>
            </div>
            <div>
                <label class="label" for="entries-until">"Until"</label>
                <input class="input" type="date" id="entries-until" name="until" value=day(filter.until.as_deref()) node_ref=until/>
            </div>
            <div class="flex gap-2 max-sm:col-span-2">
                <button type="submit" class="btn btn-secondary max-sm:flex-1">"Show"</button>
                {clear}
            </div>
        </form>
    }
}

/// The date in what was asked for, which may be a time.
fn day(asked: Option<&str>) -> String {
    asked.and_then(|text| text.get(..10)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_filter() {
        let filter = EntryFilter {
            kind: Some("tipped".into()),
            from: Some("2026-11-01T00:00:00+01:00".into()),
            until: None,
        };
        let path = address(&filter, Some("abc"));
        let query = path.split_once('?').expect("a query").1;
        assert!(path.starts_with("/wallet?") && !query.contains('+'), "{path}");
        assert!(query.contains("kind=tipped") && query.contains("cursor=abc"), "{path}");
        assert_eq!(address(&EntryFilter::default(), None), "/wallet");
        assert_eq!(csv_address(&EntryFilter::default()), "/api/v1/wallet/entries.csv");
    }
}

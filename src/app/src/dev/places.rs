//! Cards, and where one is.

use super::frame::{Side, State};
use crate::ui::{Breadcrumbs, Button, Card, LoadMore, NavProgress, PageLink, Pagination, Stepper, Tabs, Variant};
use leptos::prelude::*;

const HERE: &str = "/dev/ui";

pub fn cards(_: Side) -> AnyView {
    view! {
        <State name="With and without a title">
            <Card title="Scope">"The shop's front page, search and basket. Not the account pages."</Card>
            <Card>"A card of its own."</Card>
        </State>
        <State name="Rows">
            <ul class="card rows">
                <li class="px-5 py-3.5">"Buy a ticket as a guest"</li>
                <li class="px-5 py-3.5">"Find a book in the library's app"</li>
            </ul>
        </State>
    }
    .into_any()
}

pub fn places(side: Side) -> AnyView {
    let above = |words: &[&str]| {
        words
            .iter()
            .map(|w| ((*w).to_owned(), HERE.to_owned()))
            .collect::<Vec<_>>()
    };
    let tabs = ["Open", "Drafts", "Completed", "Cancelled"];
    let tabs = tabs
        .map(|t| (t.to_owned(), format!("{HERE}?tab={t}#breadcrumbs")))
        .to_vec();
    let steps = || {
        ["Project", "Journey", "Pay and seats", "Publish"]
            .map(str::to_owned)
            .to_vec()
    };
    view! {
        <State name="Breadcrumbs, short and long">
            <Breadcrumbs above=above(&["Projects", "Corner shop"]) here="Buy a ticket as a guest"/>
            <Breadcrumbs
                above=above(&["Projects", "The city library's reading app for tablets"])
                here="Find a book by its author, keep it for a week and read ten pages of it on the train"
            />
        </State>
        <State name="Tabs">
            <Tabs
                label=format!("Jobs, {}", side.theme)
                items=tabs
                current=Signal::stored(format!("{HERE}?tab=Drafts#breadcrumbs"))
            />
        </State>
        <State name="Steps: the second, all done">
            <Stepper label="A new job" steps=steps() current=Signal::stored(1)/>
            <Stepper label="A new job" steps=steps() current=Signal::stored(4)/>
        </State>
    }
    .into_any()
}

pub fn pages(side: Side) -> AnyView {
    let at = |n: usize| format!("{HERE}?page={n}#pagination");
    let numbers = (1..=5).map(|n| PageLink {
        words: n.to_string(),
        href: at(n),
        current: n == 2,
    });
    let numbers: Vec<_> = numbers.collect();
    let on = RwSignal::new(false);
    view! {
        <State name="By number">
            <Pagination
                label=format!("Numbered, {}", side.theme)
                previous=Some(at(1))
                next=Some(at(3))
                pages=numbers
            />
        </State>
        <State name="By key, at the beginning">
            <Pagination label=format!("Keyed, {}", side.theme) previous=None next=Some(at(2))/>
        </State>
        <State name="A list that goes on, and while it does">
            <LoadMore
                href=Signal::stored(Some(at(2)))
                loading=on
                on_press=Callback::new(move |()| on.update(|on| *on = !*on))
            />
        </State>
    }
    .into_any()
}

pub fn progress(_: Side) -> AnyView {
    let active = RwSignal::new(false);
    view! {
        <NavProgress active/>
        <State name="Under way until pressed again" row=true>
            <Button variant=Variant::Secondary on_press=Callback::new(move |()| active.update(|a| *a = !*a))>
                {move || if active.get() { "Arrive" } else { "Set off" }}
            </Button>
        </State>
    }
    .into_any()
}

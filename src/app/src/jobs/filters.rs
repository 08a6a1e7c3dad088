//! The marketplace's filters: a form whose fields are the address.

use super::{
    address::{Address, NAMES, is_filtered},
    facets::{BROWSERS, COUNTRIES, Facet, LANGUAGES, PAY, PLATFORMS, SORTS},
};
use crate::ui::{Glyph, Icon, Navigator};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

const FORM: &str = "filters";

/// What one parameter of the address holds.
fn param(name: &'static str) -> Memo<String> {
    let address = use_query_map();
    Memo::new(move |_| address.with(|a| a.get(name).unwrap_or_default()))
}

/// Turns the form into an address and goes there; empty fields are left out of it.
fn apply(form: NodeRef<html::Form>, navigator: Navigator) {
    let Some(data) = form
        .get_untracked()
        .and_then(|f| leptos::web_sys::FormData::new_with_form(&f).ok())
    else {
        return;
    };
    let address = NAMES.into_iter().fold(Address::default(), |address, name| {
        let value = data.get(name).as_string().unwrap_or_default().trim().to_owned();
        let plain = name == "sort" && value == "newest";
        let says = !value.is_empty() && !plain;
        address.with(name, says.then_some(value))
    });
    navigator.turn(address.path(), false);
}

/// A column on wide screens and a drawer on a phone, or where a job stands beside the list: the same popover, opened by
/// the button above the list.
#[component]
pub fn Filters() -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let address = use_query_map();
    let any = Memo::new(move |_| address.with(is_filtered));
    let drawer = NodeRef::<html::Div>::new();
    let navigator = Navigator::new();
    view! {
        <div id="filter-drawer" class="drawer" popover="auto" node_ref=drawer>
            <form
                id=FORM
                node_ref=form
                method="get"
                action="/jobs"
                role="search"
                aria-label="Filter jobs"
                class="flex flex-col gap-4"
                on:change=move |_| apply(form, navigator)
                on:submit=move |ev| {
                    ev.prevent_default();
                    apply(form, navigator);
                    if let Some(drawer) = drawer.get_untracked() {
                        // Not open on a wide screen, where it is a column.
                        _ = drawer.hide_popover();
                    }
                }
            >
                <div class="drawer-head">
                    <p class="text-lg font-semibold">"Filters"</p>
                    <button
                        type="button"
                        class="btn btn-ghost btn-icon -mr-2"
                        popovertarget="filter-drawer"
                        popovertargetaction="hide"
                        aria-label="Close filters"
                    >
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
                <div class="field">
                    <label class="label" for="filter-q">"Search"</label>
                    <input
                        class="input input-sm"
                        id="filter-q"
                        type="search"
                        name="q"
                        placeholder="Words in title or text"
                        maxlength="100"
                        value=param("q").get_untracked()
                        prop:value=param("q")
                    />
                </div>
                <Choose name="platform" label="Platform" any="Any platform" facets=&PLATFORMS/>
                <Choose name="browser" label="Browser" any="Any browser" facets=&BROWSERS/>
                <Choose name="country" label="Country" any="Anywhere" facets=&COUNTRIES/>
                <Choose name="language" label="Language" any="Any language" facets=&LANGUAGES/>
                <Choose name="min_price_cents" label="Pay" any="Any pay" facets=&PAY/>
                <div class="drawer-foot">
                    <button type="submit" class="btn btn-secondary">"Apply filters"</button>
                    <Show when=move || any.get()>
                        <a class="btn btn-ghost" href="/jobs">"Clear"</a>
                    </Show>
                </div>
            </form>
        </div>
    }
}

#[component]
fn Choose(name: &'static str, label: &'static str, any: &'static str, facets: &'static [Facet]) -> impl IntoView {
    let id = format!("filter-{name}");
    let value = param(name);
    let now = value.get_untracked();
    let options = facets.iter().map(|(code, words)| {
        view! { <option value=*code selected=*code == now>{*words}</option> }
    });
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <select class="input input-sm" id=id name=name prop:value=value>
                <option value="">{any}</option>
                {options.collect_view()}
            </select>
        </div>
    }
}

/// Above the list: the drawer's button where the filters are one, and the order.
#[component]
pub fn Toolbar() -> impl IntoView {
    let sort = param("sort");
    let now = sort.get_untracked();
    let options = SORTS
        .iter()
        .map(|(code, words)| view! { <option value=*code selected=*code == now>{*words}</option> });
    view! {
        <div class="mb-3 flex items-center justify-between gap-3">
            <button type="button" class="btn btn-secondary drawer-button" popovertarget="filter-drawer">
                <Icon glyph=Glyph::Filter class="size-4.5"/>
                "Filters"
            </button>
            <div class="ml-auto flex items-center gap-2">
                <label class="text-sm text-muted max-sm:sr-only" for="filter-sort">"Sort by"</label>
                <select
                    class="input input-sm w-auto"
                    id="filter-sort"
                    name="sort"
                    form=FORM
                    prop:value=move || sort.with(|s| if s.is_empty() { "newest".to_owned() } else { s.clone() })
                >
                    {options.collect_view()}
                </select>
            </div>
        </div>
    }
}

//! The command palette: one field to go anywhere and do anything, opened by a chord and walked by keys.
//!
//! It knows nothing of what it offers. Whoever puts it up keeps the items, hears what is typed through `on_query`, and
//! may add what was found elsewhere as it arrives ([`PaletteItem::found`]).

use super::{
    icons::{Glyph, Icon},
    kbd::Kbd,
    listbox::{Step, fit, reveal},
    modal::{close, close_when_beside},
};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys};

/// Opens and closes a [`CommandPalette`].
#[derive(Debug, Clone, Copy)]
pub struct PaletteHandle {
    pub open: RwSignal<bool>,
}

impl PaletteHandle {
    #[must_use]
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
        }
    }
}

impl Default for PaletteHandle {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Debug, Clone)]
pub enum PaletteAction {
    Go(String),
    Run(Callback<()>),
}

#[derive(Debug, Clone)]
pub struct PaletteItem {
    /// Unlike that of any other item.
    pub id: String,
    /// Items of the same group stand together under its name.
    pub group: String,
    pub label: String,
    /// Said behind the label, and found by it too.
    pub hint: Option<String>,
    pub glyph: Glyph,
    /// The keys that do the same, as [`Kbd`] writes them.
    pub shortcut: Option<String>,
    pub action: PaletteAction,
    /// Found for what was typed, and shown whether or not it stands in the label.
    pub found: bool,
}

impl PaletteItem {
    /// A place to go.
    #[must_use]
    pub fn go(group: &str, glyph: Glyph, label: impl Into<String>, href: impl Into<String>) -> Self {
        let href = href.into();
        Self {
            id: href.clone(),
            group: group.to_owned(),
            label: label.into(),
            hint: None,
            glyph,
            shortcut: None,
            action: PaletteAction::Go(href),
            found: false,
        }
    }

    /// Something to do.
    #[must_use]
    pub fn run(group: &str, glyph: Glyph, label: impl Into<String>, act: Callback<()>) -> Self {
        let label = label.into();
        Self {
            id: label.clone(),
            group: group.to_owned(),
            label,
            hint: None,
            glyph,
            shortcut: None,
            action: PaletteAction::Run(act),
            found: false,
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn shortcut(mut self, keys: impl Into<String>) -> Self {
        self.shortcut = Some(keys.into());
        self
    }

    #[must_use]
    pub fn found(mut self) -> Self {
        self.found = true;
        self
    }
}

/// Groups in the order of their best item, each with its items, the best first.
fn grouped(items: &[PaletteItem], typed: &str) -> Vec<(String, Vec<PaletteItem>)> {
    let mut fitting: Vec<_> = items
        .iter()
        .filter_map(|item| {
            let hint = item.hint.as_deref().and_then(|hint| fit(hint, typed));
            let best = fit(&item.label, typed).into_iter().chain(hint).min();
            // What was found elsewhere comes after what fits by its own words.
            (best.is_some() || item.found).then_some((best.is_none(), best, item))
        })
        .collect();
    fitting.sort_by_key(|(elsewhere, best, _)| (*elsewhere, *best));
    let mut groups: Vec<(String, Vec<PaletteItem>)> = Vec::new();
    for (_, _, item) in fitting {
        match groups.iter_mut().find(|(name, _)| *name == item.group) {
            Some((_, items)) => items.push(item.clone()),
            None => groups.push((item.group.clone(), vec![item.clone()])),
        }
    }
    groups
}

#[component]
pub fn CommandPalette(
    handle: PaletteHandle,
    #[prop(into)] items: Signal<Vec<PaletteItem>>,
    /// Hears what is typed, for what has to be looked up elsewhere.
    #[prop(optional, into)]
    on_query: Option<Callback<String>>,
    /// While something is being looked up.
    #[prop(optional, into)]
    loading: Signal<bool>,
    #[prop(default = "palette".to_owned(), into)] id: String,
    #[prop(default = "Go to a page or do something".to_owned(), into)] placeholder: String,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let input = NodeRef::<html::Input>::new();
    let list = NodeRef::<html::Div>::new();
    let typed = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    // Nothing of it is drawn before it is opened.
    let groups = Signal::derive(move || {
        let open = handle.open.get();
        let found = open.then(|| items.with(|items| typed.with(|t| grouped(items, t))));
        found.unwrap_or_default()
    });
    let count = Memo::new(move |_| groups.with(|groups| groups.iter().map(|(_, items)| items.len()).sum::<usize>()));

    Effect::new(move |_| {
        let open = handle.open.get();
        let Some(dialog) = dialog.get() else { return };
        if open && !dialog.open() {
            if let Some(input) = input.get_untracked() {
                input.set_value("");
            }
            typed.set(String::new());
            active.set(0);
            let show = move || {
                // It fails only for a dialog that has left the page.
                _ = dialog.show_modal();
            };
            // One that was fetched with this very press is put on the page after it is made.
            if dialog_is_on_page(list) {
                show();
            } else {
                request_animation_frame(show);
            }
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let on_typed = move |ev| {
        let text: String = event_target_value(&ev);
        typed.set(text.clone());
        active.set(0);
        if let Some(act) = on_query {
            act.run(text);
        }
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        if ev.is_composing() {
            return;
        }
        if let Some(step) = Step::of_key(&ev.key()).filter(|_| !ev.shift_key()) {
            ev.prevent_default();
            if let Some(n) = step.from(Some(active.get_untracked()), count.get_untracked()) {
                active.set(n);
                if let Some(list) = list.get_untracked() {
                    reveal(&list, n);
                }
            }
        } else if ev.key() == "Enter" {
            ev.prevent_default();
            press(list, active.get_untracked());
        }
    };

    let (list_id, option_id) = (format!("{id}-list"), StoredValue::new(format!("{id}-option")));
    let controls = list_id.clone();
    let drawn = move || {
        let mut n = 0;
        let groups = groups.get().into_iter().map(|(name, items)| {
            let heading = format!("{}-group-{n}", option_id.get_value());
            let named_by = heading.clone();
            let items = items.into_iter().map(|item| {
                n += 1;
                option(item, n - 1, option_id, active, dialog)
            });
            let items = items.collect_view();
            view! {
                <div role="group" aria-labelledby=named_by>
                    <p class="palette-group" id=heading role="presentation">{name}</p>
                    {items}
                </div>
            }
        });
        groups.collect_view()
    };
    let said = move || match (count.get(), loading.get()) {
        (0, true) => "Searching".to_owned(),
        (0, false) => "Nothing fits that.".to_owned(),
        (1, _) => "1 result".to_owned(),
        (n, _) => format!("{n} results"),
    };
    view! {
        <dialog
            id=id
            class="palette"
            aria-label="Command palette"
            node_ref=dialog
            on:mousedown=move |ev| close_when_beside(dialog, &ev)
            on:close=move |_| handle.open.set(false)
        >
            <div class="palette-field">
                <Icon glyph=Glyph::Search class="size-5 text-faint"/>
                <input
                    type="text"
                    role="combobox"
                    aria-label="Search commands"
                    aria-autocomplete="list"
                    aria-expanded="true"
                    aria-controls=controls
                    aria-activedescendant=move || {
                        (active.get() < count.get()).then(|| format!("{}-{}", option_id.get_value(), active.get()))
                    }
                    autocomplete="off"
                    spellcheck="false"
                    autofocus
                    placeholder=placeholder
                    node_ref=input
                    on:input=on_typed
                    on:keydown=on_key
                />
                <span class="spinner" class:hidden=move || !loading.get() aria-hidden="true"></span>
                <span class="max-sm:hidden">
                    <Kbd keys="Esc"/>
                </span>
            </div>
            <div class="palette-list" id=list_id role="listbox" aria-label="Commands" node_ref=list>
                {drawn}
            </div>
            <p class="palette-foot" class:sr-only=move || count.get() != 0 role="status">{said}</p>
        </dialog>
    }
}

fn dialog_is_on_page(list: NodeRef<html::Div>) -> bool {
    list.get_untracked().is_some_and(|list| list.is_connected())
}

fn option(
    item: PaletteItem,
    n: usize,
    option_id: StoredValue<String>,
    active: RwSignal<usize>,
    dialog: NodeRef<html::Dialog>,
) -> AnyView {
    let id = format!("{}-{n}", option_id.get_value());
    let selected = move || (active.get() == n).to_string();
    let inner = view! {
        <Icon glyph=item.glyph class="size-4.5 text-muted"/>
        <span class="min-w-0 flex-1 truncate">
            {item.label}
            {item.hint.map(|hint| view! { <span class="ml-2 text-faint">{hint}</span> })}
        </span>
        {item.shortcut.map(|keys| view! { <Kbd keys/> })}
    };
    match item.action {
        // A link, so that it can be opened in a tab of its own too.
        PaletteAction::Go(href) => view! {
            <a
                class="option"
                role="option"
                tabindex="-1"
                id=id
                href=href
                aria-selected=selected
                on:mousemove=move |_| active.set(n)
                on:click=move |_| close(dialog)
            >
                {inner}
            </a>
        }
        .into_any(),
        PaletteAction::Run(act) => view! {
            <div
                class="option"
                role="option"
                id=id
                aria-selected=selected
                on:mousemove=move |_| active.set(n)
                on:click=move |_| {
                    close(dialog);
                    act.run(());
                }
            >
                {inner}
            </div>
        }
        .into_any(),
    }
}

/// Takes the option at `n`, as a press on it would.
fn press(list: NodeRef<html::Div>, n: usize) {
    let option = list.get_untracked().and_then(|list| {
        let options = list.get_elements_by_class_name("option");
        options.item(u32::try_from(n).ok()?)
    });
    if let Some(option) = option.and_then(|o| o.dyn_into::<web_sys::HtmlElement>().ok()) {
        option.click();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(group: &str, label: &str) -> PaletteItem {
        PaletteItem::go(group, Glyph::Search, label, format!("/{label}"))
    }

    fn words(groups: &[(String, Vec<PaletteItem>)]) -> Vec<(&str, Vec<&str>)> {
        groups
            .iter()
            .map(|(name, items)| (name.as_str(), items.iter().map(|i| i.label.as_str()).collect()))
            .collect()
    }

    #[test]
    fn nothing_typed_shows_all_as_they_came() {
        let items = [
            item("Pages", "Wallet"),
            item("Actions", "New job"),
            item("Pages", "Jobs"),
        ];
        assert_eq!(
            words(&grouped(&items, "")),
            [("Pages", vec!["Wallet", "Jobs"]), ("Actions", vec!["New job"])]
        );
    }

    #[test]
    fn the_group_of_the_best_item_stands_first() {
        let items = [
            item("Pages", "Find jobs"),
            item("Pages", "Wallet"),
            item("Actions", "Job for a shop"),
        ];
        assert_eq!(
            words(&grouped(&items, "job")),
            [("Actions", vec!["Job for a shop"]), ("Pages", vec!["Find jobs"])]
        );
    }

    #[test]
    fn what_was_found_elsewhere_stays_and_comes_last() {
        let items = [
            item("Jobs", "Checkout of the shop").found(),
            item("Pages", "Wallet").hint("money, payouts"),
        ];
        assert_eq!(
            words(&grouped(&items, "payout")),
            [("Pages", vec!["Wallet"]), ("Jobs", vec!["Checkout of the shop"])]
        );
    }
}

//! Every key there is, for whoever presses `?`. In the browser only, and fetched as it is first asked for.

use crate::ui::{Kbd, Modal, modal};
use leptos::{html, prelude::*};

const ID: &str = "keyboard-help";

type Keys = [(&'static str, &'static str)];

const EVERYWHERE: &Keys = &[
    ("Mod+K", "Go to a page, a job, a project, or do something"),
    ("/", "The same"),
    ("?", "This list"),
    ("Esc", "Close what is open"),
];
const TESTING: &Keys = &[
    ("P", "Pass"),
    ("F", "Fail"),
    ("B", "Blocked"),
    ("S", "Skip"),
    ("j", "Next step"),
    ("k", "Previous step"),
];
const REVIEWING: &Keys = &[("j", "Next submission"), ("k", "Previous submission")];
const LOOKING: &Keys = &[
    ("Left Right", "Previous or next picture; pushes a zoomed one"),
    ("= -", "Zoom in, out"),
    ("0", "Fit the picture"),
    ("O", "Original or annotated"),
    ("C", "Put a remark on the picture"),
];

/// Opens whenever it is `asked` for.
#[component]
pub fn Help(asked: RwSignal<bool>) -> impl IntoView {
    let here = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if here.get().is_some() && asked.get() {
            modal::show(ID);
            asked.set(false);
        }
    });
    let group = |title: &'static str, keys: &'static Keys| {
        let rows = keys.iter().map(|(keys, words)| {
            view! {
                <div class="flex items-center justify-between gap-4 py-1.5">
                    <dt class="text-sm text-muted">{*words}</dt>
                    <dd class="flex-none"><Kbd keys=*keys/></dd>
                </div>
            }
        });
        view! {
            <section>
                <h3 class="text-sm font-semibold">{title}</h3>
                <dl class="rows mt-1">{rows.collect_view()}</dl>
            </section>
        }
    };
    view! {
        <Modal id=ID title="Keyboard shortcuts">
            <div class="flex flex-col gap-5" node_ref=here>
                {group("Everywhere", EVERYWHERE)}
                {group("While testing", TESTING)}
                {group("While reviewing", REVIEWING)}
                {group("At a picture", LOOKING)}
                <p class="text-sm text-faint">
                    "The picture editor names the key of each tool beside it. Letters are left alone while you type."
                </p>
            </div>
        </Modal>
    }
}

//! What the browser's console said: pasted into a report, and folded away where it is read.

use super::report::{Refusal, message};
use crate::ui::{Banner, Button, Field, Glyph, Icon, Tone, Variant};
use domain::bugs::{
    MAX_CONSOLE,
    console::{Found, look_through, readable, remove},
};
use leptos::prelude::*;

/// More of them are told by their number.
const LISTED: usize = 3;
/// How much of a line is shown.
const EXCERPT: usize = 120;

/// The field, folded until it is wanted or refused.
#[component]
pub fn ConsoleField(text: RwSignal<String>, failure: Refusal, touch: Callback<()>) -> impl IntoView {
    let error = message(failure, "console");
    let begun = text.with_untracked(|t| !t.is_empty());
    let typed = move |event| {
        text.set(readable(&event_target_value(&event)));
        touch.run(());
    };
    view! {
        <details class="fold rounded-lg border border-line" open=move || begun || error.with(Option::is_some)>
            <summary class="px-3 py-2 text-sm font-medium">
                "What the console says"
                <span class="fold-mark ml-auto">
                    <Icon glyph=Glyph::ChevronDown />
                </span>
            </summary>
            <div class="border-t border-line p-3">
                <p class="hint mb-2">
                    "Open the browser's developer tools (F12, or on a Mac Option, Command and I), choose Console, and copy the lines of the problem to here."
                </p>
                <Field id="bug-console" label="Console" error>
                    <textarea
                        class="input font-mono text-xs"
                        id="bug-console"
                        name="bug[console]"
                        rows="6"
                        maxlength=MAX_CONSOLE.to_string()
                        spellcheck="false"
                        autocomplete="off"
                        aria-invalid=move || error.with(Option::is_some).then_some("true")
                        aria-describedby="bug-console-error"
                        prop:value=text
                        on:input=typed
                    >
                        {text.get_untracked()}
                    </textarea>
                </Field>
                <Secrets text />
            </div>
        </details>
    }
}

/// What looks as if it should not be handed in. A question and no refusal: who reports may know better.
#[component]
fn Secrets(text: RwSignal<String>) -> impl IntoView {
    let found = Memo::new(move |_| text.with(|t| look_through(t)));
    let lines = move || {
        let found = found.get();
        let more = found.len().saturating_sub(LISTED);
        let lines = found.into_iter().take(LISTED).map(|one| view! { <Line text one /> });
        view! {
            <ul class="space-y-2">{lines.collect_view()}</ul>
            {(more > 0).then(|| view! { <p>{format!("And {more} more.")}</p> })}
        }
    };
    view! {
        <div role="status" class="mt-2 empty:hidden">
            <Show when=move || found.with(|f| !f.is_empty())>
                <Banner tone=Tone::Warn>{lines}</Banner>
            </Show>
        </div>
    }
}

#[component]
fn Line(text: RwSignal<String>, one: Found) -> impl IntoView {
    let excerpt = text.with_untracked(|t| {
        t.lines()
            .nth(one.line - 1)
            .map(|line| line.chars().take(EXCERPT).collect::<String>())
    });
    let words = format!("Line {} has what looks like {}:", one.line, one.what.name());
    let take_out = Callback::new(move |()| text.update(|text| *text = remove(text, &one)));
    view! {
        <li>
            <p>{words}</p>
            <p class="font-mono text-xs break-all">{excerpt}</p>
            <Button variant=Variant::Ghost class="-ml-3" on_press=take_out>"Remove it"</Button>
        </li>
    }
}

/// What a report has of it, as text and nothing else.
#[component]
pub fn ConsoleText(text: String) -> impl IntoView {
    (!text.is_empty()).then(|| {
        let lines = text.lines().count();
        let size = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
        view! {
            <details class="fold mt-2 rounded-lg border border-line">
                <summary class="px-3 py-1.5 text-sm">
                    "Console " <span class="text-muted">{size}</span>
                    <span class="fold-mark ml-auto">
                        <Icon glyph=Glyph::ChevronDown />
                    </span>
                </summary>
                <pre class="max-h-80 overflow-auto border-t border-line p-3 font-mono text-xs break-all whitespace-pre-wrap" tabindex="0">{text}</pre>
            </details>
        }
    })
}

//! The remarks beside a picture: each with its answers, and what one may do with it.

use super::{
    pins::pin_id,
    server_fns::{answer_remark, change_remark, pin_remark, remove_remark},
    talk::{Aim, Sending, Talk},
};
use crate::{
    auth::current::use_current_user,
    ui::{Badge, Button, Glyph, Tone, Variant, When, WhenMode, browser},
};
use domain::{
    ids::RemarkId,
    remarks::{AnswerInput, Author, MAX_TEXT, Remark, RemarkInput, RemarkPatch, may_edit},
    screenshots::gallery::Side,
    timestamp::Timestamp,
};
use leptos::prelude::*;

/// Where a new remark is written.
const DRAFT: &str = "new-remark";
const SMALL: &str =
    "min-h-8 rounded-md px-2 text-sm font-medium text-primary hover:bg-sunken disabled:text-faint max-lg:min-h-11";

#[must_use]
pub fn thread_id(remark: &RemarkId) -> String {
    format!("remark-{remark}")
}

#[component]
pub fn Threads(
    talk: Talk,
    /// Puts the keyboard back on the picture.
    on_done: Callback<()>,
) -> impl IntoView {
    let aiming = move || talk.aim.get() != Aim::None;
    let shown = move || {
        let remarks = talk.remarks.get();
        remarks
            .into_iter()
            .filter(|remark| !remark.removed || !remark.answers.is_empty())
    };
    view! {
        <section aria-label="Remarks" class="space-y-3 p-3">
            <Show
                when=aiming
                fallback=move || {
                    view! {
                        <Button
                            variant=Variant::Secondary
                            icon=Glyph::Plus
                            class="w-full"
                            on_press=Callback::new(move |()| talk.aim.set(Aim::Choosing))
                        >
                            "Add a remark"
                        </Button>
                    }
                }
            >
                <Draft talk on_done />
            </Show>
            <Show when=move || talk.remarks.with(Vec::is_empty) && !aiming()>
                <p class="text-sm text-muted">"Nothing was said about this picture yet. A remark is pinned to a point of it; the other side is told."</p>
            </Show>
            <ol class="space-y-3">
                <For each=shown key=|remark| remark.id.clone() let(remark)>
                    <Thread talk id=remark.id />
                </For>
            </ol>
        </section>
    }
}

#[component]
fn Draft(talk: Talk, on_done: Callback<()>) -> impl IntoView {
    let sending = Sending::new();
    let draft = format!(
        "{DRAFT} {}",
        talk.picture().map(|id| id.to_string()).unwrap_or_default()
    );
    let draft = StoredValue::new(draft);
    let cancel = Callback::new(move |()| {
        talk.write(&draft.get_value(), String::new());
        talk.aim.set(Aim::None);
        on_done.run(());
    });
    let send = Callback::new(move |text: String| {
        let (Aim::At(x, y), Some(picture)) = (talk.aim.get_untracked(), talk.picture()) else {
            return;
        };
        let input = RemarkInput {
            x: Some(x),
            y: Some(y),
            text,
        };
        let draft = draft.get_value();
        sending.go(pin_remark(picture, input), move |remark| {
            talk.write(&draft, String::new());
            talk.aim.try_set(Aim::None);
            talk.front.try_set(Some(remark.id.clone()));
            let pin = pin_id(&remark.id);
            talk.took(remark);
            browser::focus(&pin);
        });
    });
    move || {
        if talk.aim.get() == Aim::Choosing {
            view! {
                <div class="rounded-lg border border-line bg-sunken p-3 text-sm" role="status">
                    <p>"Press on the picture where the remark belongs. Enter takes the middle of what is shown."</p>
                    <button type="button" class=format!("{SMALL} -ml-2 mt-1") on:click=move |_| cancel.run(())>"Cancel"</button>
                </div>
            }
            .into_any()
        } else {
            view! { <Words talk id=DRAFT draft=draft.get_value() label="Remark" action="Put it there" sending on_send=send on_cancel=cancel /> }
                .into_any()
        }
    }
}

/// A field and what is done with it. Takes the focus as it appears, and what was written to it before.
#[component]
fn Words(
    talk: Talk,
    #[prop(into)] id: String,
    /// As what it is kept until it is sent.
    draft: String,
    label: &'static str,
    action: &'static str,
    #[prop(optional, into)] first: String,
    sending: Sending,
    on_send: Callback<String>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let kept = talk.written(&draft);
    let text = RwSignal::new(if kept.is_empty() { first } else { kept });
    let write = move |event| {
        let now = event_target_value(&event);
        talk.write(&draft, now.clone());
        text.set(now);
    };
    let (field, error) = (id.clone(), format!("{id}-error"));
    let described = error.clone();
    Effect::new({
        let id = id.clone();
        move || browser::focus(&id)
    });
    let keys = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            on_cancel.run(());
        }
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            on_send.run(text.get_untracked());
        }
        _ => {}
    };
    view! {
        <form
            class="field"
            on:submit=move |event| {
                event.prevent_default();
                on_send.run(text.get_untracked());
            }
        >
            <label class="label" for=field>{label}</label>
            <textarea
                id=id
                class="input"
                rows="3"
                maxlength=MAX_TEXT.to_string()
                prop:value=move || text.get()
                aria-invalid=move || sending.refused.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input=write
                on:keydown=keys
            ></textarea>
            <p id=error class="error empty:hidden" role="alert">{move || sending.refused.get()}</p>
            <div class="flex flex-wrap gap-2">
                <button
                    type="submit"
                    class="btn btn-primary"
                    aria-busy=move || sending.busy.get().then_some("true")
                    disabled=move || sending.busy.get() || text.with(|text| text.trim().is_empty())
                >
                    {action}
                </button>
                <Button variant=Variant::Ghost on_press=on_cancel>"Cancel"</Button>
            </div>
        </form>
    }
}

/// What is being done with a remark or an answer.
#[derive(Debug, Clone, PartialEq)]
enum Doing {
    Nothing,
    Answering,
    Rewording(RemarkId),
}

/// By id, and read anew with every change: a field in which somebody writes stays.
#[component]
fn Thread(talk: Talk, id: RemarkId) -> impl IntoView {
    let this = id.clone();
    let remark = Memo::new(move |_| {
        talk.remarks
            .with(|all| all.iter().find(|remark| remark.id == this).cloned())
    });
    let doing = RwSignal::new(Doing::Nothing);
    let sending = Sending::new();
    let own = id.clone();
    let front = move || talk.front.with(|front| front.as_ref() == Some(&own));
    let (root, dom) = (StoredValue::new(id.clone()), thread_id(&id));
    let field = StoredValue::new(format!("answer-{id}"));
    let answer = Callback::new(move |text: String| {
        let draft = field.get_value();
        sending.go(answer_remark(root.get_value(), AnswerInput { text }), move |remark| {
            talk.write(&draft, String::new());
            talk.took(remark);
            doing.try_set(Doing::Nothing);
        });
    });
    let settle = move |_| {
        let resolved = remark.with_untracked(|remark| remark.as_ref().is_some_and(|remark| !remark.resolved));
        let patch = RemarkPatch {
            text: None,
            resolved: Some(resolved),
        };
        sending.go(change_remark(root.get_value(), patch), move |remark| talk.took(remark));
    };
    let cancel = Callback::new(move |()| {
        talk.write(&field.get_value(), String::new());
        sending.refused.set(None);
        doing.set(Doing::Nothing);
    });
    let resolved = move || remark.with(|remark| remark.as_ref().is_some_and(|remark| remark.resolved));
    let removed = move || remark.with(|remark| remark.as_ref().is_some_and(|remark| remark.removed));
    let number = move || remark.with(|remark| remark.as_ref().map(|remark| remark.number));
    let entries = move || remark.with(|remark| remark.as_ref().map(entries).unwrap_or_default());
    view! {
        <li
            id=dom
            tabindex="-1"
            class="rounded-xl border border-line p-3 outline-none"
            class=("border-accent", front)
            on:click=move |_| talk.front.set(Some(root.get_value()))
        >
            <div class="flex items-center gap-2 text-sm">
                <span class="font-semibold tabular-nums">"Remark " {number}</span>
                <Show when=resolved>
                    <Badge tone=Tone::Good>"Settled"</Badge>
                </Show>
            </div>
            <ul class="mt-2 space-y-3">
                <For each=entries key=|entry| entry.clone() let(entry)>
                    <Said talk entry doing sending />
                </For>
            </ul>
            <Show
                when=move || doing.get() == Doing::Answering
                fallback=move || {
                    view! {
                        <p class="error empty:hidden" role="alert">{move || sending.refused.get()}</p>
                        <div class="-mx-2 mt-1 flex flex-wrap">
                            <button type="button" class=SMALL on:click=move |_| doing.set(Doing::Answering)>"Answer"</button>
                            <Show when=move || !removed()>
                                <button type="button" class=SMALL disabled=move || sending.busy.get() on:click=settle>
                                    {move || if resolved() { "Take up again" } else { "Mark as settled" }}
                                </button>
                            </Show>
                        </div>
                    }
                }
            >
                <div class="mt-3">
                    <Words
                        talk
                        id=field.get_value()
                        draft=field.get_value()
                        label="Answer"
                        action="Answer"
                        sending
                        on_send=answer
                        on_cancel=cancel
                    />
                </div>
            </Show>
        </li>
    }
}

/// A remark or an answer, as both are shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Entry {
    id: RemarkId,
    author: String,
    side: Side,
    by: String,
    /// None once it was removed.
    text: Option<String>,
    created_at: i64,
    edited: bool,
}

fn entries(remark: &Remark) -> Vec<Entry> {
    let entry = |id: &RemarkId, author: &Author, text: Option<String>, at: Timestamp, edited: bool| Entry {
        id: id.clone(),
        author: author.name.clone(),
        side: author.side,
        by: author.id.to_string(),
        text,
        created_at: at.millis(),
        edited,
    };
    let text = (!remark.removed).then(|| remark.text.clone());
    let first = entry(
        &remark.id,
        &remark.author,
        text,
        remark.created_at,
        remark.edited_at.is_some(),
    );
    let answers = remark.answers.iter();
    let answers = answers.map(|a| {
        entry(
            &a.id,
            &a.author,
            Some(a.text.clone()),
            a.created_at,
            a.edited_at.is_some(),
        )
    });
    std::iter::once(first).chain(answers).collect()
}

#[component]
fn Said(talk: Talk, entry: Entry, doing: RwSignal<Doing>, sending: Sending) -> impl IntoView {
    let mine = use_current_user()
        .get_untracked()
        .is_some_and(|user| user.id.as_str() == entry.by);
    let written = Timestamp::from_millis(entry.created_at);
    let fresh = move || may_edit(written, crate::ui::format::now()).is_ok();
    let side = match entry.side {
        Side::Client => "Client",
        Side::Tester => "Tester",
        Side::Admin => "Admin",
    };
    let id = StoredValue::new(entry.id.clone());
    let there = entry.text.is_some();
    let text = StoredValue::new(entry.text.unwrap_or_default());
    let rewording = move || doing.with(|doing| *doing == Doing::Rewording(id.get_value()));
    let field = StoredValue::new(format!("reword-{}", entry.id));
    let reword = Callback::new(move |text: String| {
        let draft = field.get_value();
        let patch = RemarkPatch {
            text: Some(text),
            resolved: None,
        };
        sending.go(change_remark(id.get_value(), patch), move |remark| {
            talk.write(&draft, String::new());
            doing.try_set(Doing::Nothing);
            talk.took(remark);
        });
    });
    // Asks by needing a second press: what is removed cannot be brought back.
    let sure = RwSignal::new(false);
    let remove = move |_| {
        if sure.get_untracked() {
            sending.go(remove_remark(id.get_value()), move |()| talk.load());
        } else {
            sure.set(true);
        }
    };
    let cancel = Callback::new(move |()| {
        talk.write(&field.get_value(), String::new());
        sending.refused.set(None);
        doing.set(Doing::Nothing);
    });
    view! {
        <li class="text-sm">
            <p class="text-muted">
                <span class="font-medium text-ink">{entry.author}</span>
                " · " {side} " · " <When at=written mode=WhenMode::Relative />
                {entry.edited.then_some(" · reworded")}
            </p>
            <Show
                when=move || rewording()
                fallback=move || {
                    if there {
                        view! { <p class="prose-user">{text.get_value()}</p> }.into_any()
                    } else {
                        view! { <p class="text-faint italic">"removed"</p> }.into_any()
                    }
                }
            >
                <Words
                    talk
                    id=field.get_value()
                    draft=field.get_value()
                    label="In other words"
                    action="Save"
                    first=text.get_value()
                    sending
                    on_send=reword
                    on_cancel=cancel
                />
            </Show>
            <Show when=move || mine && there && !rewording()>
                <div class="-mx-2 flex flex-wrap">
                    <Show when=fresh>
                        <button
                            type="button"
                            class=SMALL
                            on:click=move |_| doing.set(Doing::Rewording(id.get_value()))
                        >
                            "Reword"
                        </button>
                    </Show>
                    <button type="button" class=SMALL disabled=move || sending.busy.get() on:click=remove>
                        {move || if sure.get() { "Remove for good?" } else { "Remove" }}
                    </button>
                </div>
            </Show>
        </li>
    }
}

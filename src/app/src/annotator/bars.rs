//! What floats around the picture: tools, looks, zoom, undo, and the two ways out.

use super::{
    board::{Board, Look},
    keys::ZOOM_STEP,
    save::Saving,
};
use crate::ui::{Banner, Button, Glyph, Tone, Variant};
use annotate::{Color, Editor, PALETTE, PALETTE_NAMES, Style, Tool, text_size_for_picture};
use leptos::prelude::*;

pub const BAR: &str = "flex items-center gap-0.5 rounded-xl border border-line bg-raised p-1 shadow-lg";
pub const BUTTON: &str = "grid size-10 place-items-center rounded-lg text-muted hover:bg-sunken hover:text-ink disabled:opacity-40 max-sm:size-11 aria-pressed:bg-primary-soft aria-pressed:text-primary";

/// Reads the look, with a stand-in until the picture is open.
fn look<T: Clone + PartialEq + Send + Sync + 'static>(board: Board, none: T, read: fn(&Look) -> T) -> Memo<T> {
    Memo::new(move |_| board.look.with(|look| look.as_ref().map_or(none.clone(), read)))
}

#[component]
pub fn Bars(board: Board, saving: Saving, title: String, waiting: Signal<usize>) -> impl IntoView {
    let busy = move || board.busy.with(Option::is_some);
    let ready = look(board, false, |_| true);
    // Once something is drawn on it, it is too good to be taken again.
    let untouched = look(board, false, |l| l.shapes == 0 && !l.can_undo);
    let again = Memo::new(move |_| untouched.get() && saving.captured());
    // The queue outlives the room, and tells of its last change as the room goes.
    let more = move || match waiting.try_get().unwrap_or(0) {
        0 => String::new(),
        1 => ", 1 more to come".to_owned(),
        n => format!(", {n} more to come"),
    };
    view! {
        <div class="pointer-events-none absolute inset-0 flex flex-col justify-between p-2 sm:p-3 [&_button]:pointer-events-auto">
            <div class="flex items-center justify-between gap-2 md:grid md:grid-cols-[1fr_auto_1fr]">
                <div class="flex min-w-0 items-center gap-3">
                    <Button variant=Variant::Secondary icon=Glyph::Close label="Close" on_press=Callback::new(move |()| saving.leave()) />
                    <Show when=move || again.get()>
                        <Button variant=Variant::Secondary icon=Glyph::Refresh on_press=Callback::new(move |()| saving.retake())>"Take again"</Button>
                    </Show>
                    <p class="truncate rounded-md bg-raised/90 px-2 py-1 text-xs text-muted max-sm:hidden">{title} {more}</p>
                </div>
                <div class="max-md:hidden">
                    <Tools board />
                </div>
                <Button class="md:justify-self-end" disabled=Signal::derive(move || !ready.get()) loading=Signal::derive(busy) on_press=Callback::new(move |()| saving.start())>
                    "Save picture"
                </Button>
            </div>
            <Notices board saving />
            <div class="flex flex-col gap-2">
                <div class="flex items-end justify-between gap-2">
                    <History board />
                    <div class="min-w-0 max-sm:hidden">
                        <Looks board />
                        <Cut board />
                    </div>
                    <Zoom board />
                </div>
                <div class="flex flex-col items-center gap-2 md:hidden">
                    <div class="max-w-full sm:hidden">
                        <Looks board />
                        <Cut board />
                    </div>
                    <Tools board />
                </div>
            </div>
        </div>
    }
}

#[component]
fn Tools(board: Board) -> impl IntoView {
    let now = look(board, Tool::Select, |l| l.tool);
    // A tool picked while the picture still opens would be forgotten: there is no editor yet to hold it.
    let ready = look(board, false, |_| true);
    let button = move |tool: Tool| {
        view! {
            <button
                type="button"
                class=format!("{BUTTON} relative")
                aria-label=tool.label()
                aria-pressed=move || (now.get() == tool).to_string()
                aria-keyshortcuts=tool.key().to_string()
                disabled=move || !ready.get()
                title=format!("{} ({})", tool.label(), tool.key())
                on:click=move |_| {
                    board.set_tool(tool);
                    board.focus();
                }
            >
                <Sign path=sign(tool) />
                <span class="absolute right-1 bottom-0.5 text-[10px] leading-none text-faint max-sm:hidden" aria-hidden="true">
                    {tool.key().to_string()}
                </span>
            </button>
        }
    };
    view! { <div role="toolbar" aria-label="Tools" class=format!("{BAR} pointer-events-auto max-sm:grid max-sm:grid-cols-7")>{Tool::ALL.map(button).collect_view()}</div> }
}

/// What is left of the picture, while it is being cut.
#[component]
fn Cut(board: Board) -> impl IntoView {
    let cutting = look(board, false, |l| l.tool == Tool::Crop);
    let cut = look(board, false, |l| l.cut);
    view! {
        <Show when=move || cutting.get()>
            <div class=format!("{BAR} pointer-events-auto px-3 text-sm text-muted")>
                <Show when=move || cut.get() fallback=|| view! { <span class="py-2">"Drag around what is to be left."</span> }>
                    <span class="py-2">"The rest goes when you save."</span>
                    <button
                        type="button"
                        class="ml-2 h-10 rounded-lg px-2 font-medium text-primary hover:bg-sunken max-sm:h-11"
                        on:click=move |_| {
                            board.edit(Editor::uncrop);
                            board.focus();
                        }
                    >
                        "Whole picture"
                    </button>
                </Show>
            </div>
        </Show>
    }
}

/// Colour, width and opacity, where they mean something: while something is selected, or a tool that uses them is.
#[component]
fn Looks(board: Board) -> impl IntoView {
    let shown = look(board, false, |l| {
        l.selected > 0 || !matches!(l.tool, Tool::Select | Tool::Redact | Tool::Spotlight | Tool::Crop)
    });
    view! {
        <Show when=move || shown.get()>
            <div role="group" aria-label="Looks" class=format!("{BAR} pointer-events-auto max-w-full flex-wrap justify-center max-sm:gap-0")>
                {PALETTE.into_iter().zip(PALETTE_NAMES).map(|(color, name)| view! { <Swatch board color name /> }).collect_view()}
                <span class="mx-1 h-6 w-px bg-line max-sm:hidden" aria-hidden="true"></span>
                <span class="basis-full sm:hidden" aria-hidden="true"></span>
                <Sizes board />
                <Opacity board />
            </div>
        </Show>
    }
}

#[component]
fn Swatch(board: Board, color: Color, name: &'static str) -> impl IntoView {
    let now = look(board, None, |l| Some(l.style.color));
    view! {
        <button
            type="button"
            class="grid size-8 place-items-center rounded-full border-2 border-transparent aria-pressed:border-primary max-sm:size-11"
            aria-label=name
            title=name
            aria-pressed=move || (now.get() == Some(color)).to_string()
            on:click=move |_| {
                board.restyle(|style| style.color = color);
                board.focus();
            }
        >
            <span class="size-5 rounded-full border border-line-strong" style:background=color.to_string()></span>
        </button>
    }
}

/// Three sizes around the one that suits the picture: of the line, or of the letters.
#[component]
fn Sizes(board: Board) -> impl IntoView {
    let on_text = look(board, false, |l| l.on_text);
    let now = look(board, 0.0, |l| if l.on_text { l.text_size } else { l.style.width });
    let base = move || {
        let picture = board
            .with(|stage| (stage.picture.width, stage.picture.height))
            .unwrap_or((1, 1));
        let (width, height) = picture;
        if on_text.get() {
            text_size_for_picture(width, height)
        } else {
            Style::for_picture(width, height).width
        }
    };
    let button = move |(name, factor, dot): (&'static str, f64, &'static str)| {
        let size = move || base() * factor;
        view! {
            <button
                type="button"
                class=format!("{BUTTON}")
                aria-label=move || format!("{name} {}", if on_text.get() { "letters" } else { "line" })
                aria-pressed=move || ((now.get() - size()).abs() < 0.01).to_string()
                title=move || format!("{name}, {:.0} px", size())
                on:click=move |_| {
                    let size = untrack(size);
                    if on_text.get_untracked() { board.resize_text(size) } else { board.restyle(|style| style.width = size) }
                    board.focus();
                }
            >
                <span class=format!("rounded-full bg-current {dot}") aria-hidden="true"></span>
            </button>
        }
    };
    let sizes = [
        ("Thin", 0.5, "size-1"),
        ("Medium", 1.0, "size-2"),
        ("Thick", 2.0, "size-3.5"),
    ];
    view! {
        {sizes.map(button).collect_view()}
        <span class="min-w-11 px-1 text-right text-xs text-muted tabular-nums">{move || format!("{:.0} px", now.get())}</span>
    }
}

/// How much of the picture shows through, by mouse, finger and arrow keys.
#[component]
fn Opacity(board: Board) -> impl IntoView {
    let now = look(board, 1.0, |l| l.style.opacity);
    let percent = move || format!("{:.0}", now.get() * 100.0);
    let told = move || format!("{} %", percent());
    let set = move |event| {
        if let Ok(percent) = event_target_value(&event).parse::<f64>() {
            board.restyle(|style| style.opacity = percent / 100.0);
        }
    };
    view! {
        <span class="mx-1 text-muted">
            <Sign path="<circle cx='12' cy='12' r='7.5'/><path d='M12 4.5a7.5 7.5 0 0 1 0 15Z' fill='currentColor' stroke='none'/>" />
        </span>
        <input
            type="range"
            class="mr-2 h-10 w-20 cursor-pointer accent-primary max-sm:h-11"
            aria-label="Opacity"
            aria-valuetext=told
            title=move || format!("Opacity, {}", told())
            min="10"
            max="100"
            step="10"
            prop:value=percent
            on:change=set
            on:pointerup=move |_| board.focus()
        />
    }
}

#[component]
fn History(board: Board) -> impl IntoView {
    let some = look(board, false, |l| l.shapes > 0);
    let can_undo = look(board, false, |l| l.can_undo);
    let can_redo = look(board, false, |l| l.can_redo);
    let selected = look(board, false, |l| l.selected > 0);
    let button = move |label: &'static str, keys: &'static str, path: &'static str, can: Memo<bool>, act: fn(Board)| {
        view! {
            <button
                type="button"
                class=BUTTON
                aria-label=label
                title=format!("{label} ({keys})")
                disabled=move || !can.get()
                on:click=move |_| {
                    act(board);
                    board.focus();
                }
            >
                <Sign path />
            </button>
        }
    };
    view! {
        <div role="group" aria-label="History" class=format!("{BAR} pointer-events-auto")>
            {button("Undo", "Ctrl+Z", UNDO, can_undo, |b| { b.edit(Editor::undo); })}
            {button("Redo", "Ctrl+Shift+Z", REDO, can_redo, |b| { b.edit(Editor::redo); })}
            {button("Delete", "Del", DELETE, selected, |b| { b.edit(Editor::delete_selection); })}
            <button
                type="button"
                class=BUTTON
                aria-label="More"
                aria-haspopup="menu"
                title="Order, align and more (right click)"
                disabled=move || !some.get()
                on:click=move |_| board.open_menu(None)
            >
                <Sign path="<circle cx='5.5' cy='12' r='1'/><circle cx='12' cy='12' r='1'/><circle cx='18.5' cy='12' r='1'/>" />
            </button>
        </div>
    }
}

#[component]
fn Zoom(board: Board) -> impl IntoView {
    let percent = look(board, String::new(), |l| format!("{:.0} %", l.view.scale * 100.0));
    view! {
        <div role="group" aria-label="Zoom" class=format!("{BAR} pointer-events-auto")>
            <button type="button" class=BUTTON aria-label="Zoom out" title="Zoom out (−)" on:click=move |_| board.show(|s| s.zoom(1.0 / ZOOM_STEP, None))>
                <Sign path="<path d='M6 12h12'/>" />
            </button>
            <button
                type="button"
                class="h-10 min-w-14 rounded-lg px-1 text-sm text-muted tabular-nums hover:bg-sunken hover:text-ink max-sm:h-11 max-sm:min-w-11 max-sm:px-0 max-sm:text-xs"
                aria-label="Fit the picture"
                title="Fit the picture (0)"
                on:click=move |_| board.show(super::stage::Stage::fit)
            >
                {percent}
            </button>
            <button type="button" class=BUTTON aria-label="Zoom in" title="Zoom in (+)" on:click=move |_| board.show(|s| s.zoom(ZOOM_STEP, None))>
                <Sign path="<path d='M12 6v12M6 12h12'/>" />
            </button>
            <button
                type="button"
                class=format!("{BUTTON} max-md:hidden")
                aria-label="Keys"
                aria-pressed=move || board.sheet.get().to_string()
                title="Keys (?)"
                on:click=move |_| {
                    board.sheet.update(|shown| *shown = !*shown);
                    board.focus();
                }
            >
                <Sign path="<path d='M9 9.5a3 3 0 1 1 4.3 2.7c-.9.45-1.3 1-1.3 2.1M12 17.5v.01'/>" />
            </button>
        </div>
    }
}

/// What is under way, what went wrong, and the question before something is lost.
#[component]
fn Notices(board: Board, saving: Saving) -> impl IntoView {
    view! {
        <div class="pointer-events-auto mx-auto flex w-full max-w-md flex-col gap-2 empty:hidden">
            <p role="status" class="empty:hidden">
                {move || board.busy.get().map(|busy| busy.words).map(|words| view! { <span class="block rounded-xl border border-line bg-raised px-4 py-3 text-sm shadow-lg">{words}</span> })}
            </p>
            <Sent board />
            {move || {
                board.trouble.get().map(|words| {
                    view! {
                        <Banner tone=Tone::Bad alert=true>
                            <p>{words}</p>
                            <p>"Nothing of your drawing is lost."</p>
                            <button type="button" class="mt-1 underline" on:click=move |_| board.trouble.set(None)>"Dismiss"</button>
                        </Banner>
                    }
                })
            }}
            <Show when=move || board.secrets.with(|found| !found.is_empty())>
                <div role="alertdialog" aria-label="Hand this in?" class="rounded-xl border border-line bg-raised p-4 shadow-lg">
                    <p class="font-semibold">{move || asked(board)}</p>
                    <p class="text-sm text-muted">"Everybody who reviews your work reads it."</p>
                    <div class="mt-3 flex flex-wrap justify-end gap-2">
                        <Button variant=Variant::Ghost on_press=Callback::new(move |()| saving.go_on())>"Save it as it is"</Button>
                        <Button variant=Variant::Secondary on_press=Callback::new(move |()| board.secrets.set(Vec::new()))>"Keep editing"</Button>
                        <Button on_press=Callback::new(move |()| board.remove_secrets())>"Remove it"</Button>
                    </div>
                </div>
            </Show>
            <Show when=move || board.leaving.get()>
                <div role="alertdialog" aria-label="Leave without saving?" class="rounded-xl border border-line bg-raised p-4 shadow-lg">
                    <p class="font-semibold">"Leave without saving?"</p>
                    <p class="text-sm text-muted">"This picture and what you drew on it would be gone."</p>
                    <div class="mt-3 flex flex-wrap justify-end gap-2">
                        <Button variant=Variant::Ghost on_press=Callback::new(move |()| saving.close())>"Leave"</Button>
                        <Button on_press=Callback::new(move |()| board.leaving.set(false))>"Keep editing"</Button>
                    </div>
                </div>
            </Show>
        </div>
    }
}

/// How far the picture is on its way, and how to call it back.
#[component]
fn Sent(board: Board) -> impl IntoView {
    let done = Memo::new(move |_| board.busy.with(|busy| busy.and_then(|busy| busy.done)));
    let sending = Memo::new(move |_| done.get().is_some());
    let percent = move || format!("{:.0} %", done.get().unwrap_or_default() * 100.0);
    view! {
        <Show when=move || sending.get()>
            <div class="flex items-center gap-3 rounded-xl border border-line bg-raised px-4 py-2 text-sm shadow-lg">
                <progress class="grow accent-primary" max="1" prop:value=move || done.get().unwrap_or_default() aria-label="Sent"></progress>
                <span class="w-12 text-right tabular-nums">{percent}</span>
                <Button variant=Variant::Ghost on_press=Callback::new(move |()| board.end_sending())>"Cancel"</Button>
            </div>
        </Show>
    }
}

fn asked(board: Board) -> String {
    board.secrets.with(|found| match found.as_slice() {
        [] => String::new(),
        [(_, secret)] => format!("What you wrote looks like {}.", secret.name()),
        [(_, secret), rest @ ..] => format!(
            "What you wrote looks like {}, and there is more: {} texts.",
            secret.name(),
            rest.len() + 1
        ),
    })
}

/// An icon of the editor's own, in the looks of the other icons.
#[component]
fn Sign(path: &'static str) -> impl IntoView {
    view! {
        <svg
            class="size-5"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
            inner_html=path
        ></svg>
    }
}

const UNDO: &str = "<path d='M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4'/>";
const REDO: &str = "<path d='m16 5 4 4-4 4m4-4H10a5 5 0 0 0 0 10h4'/>";
const DELETE: &str =
    "<path d='M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 11a1.5 1.5 0 0 0 1.5 1.5h6.4a1.5 1.5 0 0 0 1.5-1.5l.8-11'/>";

const fn sign(tool: Tool) -> &'static str {
    match tool {
        Tool::Select => "<path d='m6 4 5 15 2.3-6.2L19.5 10.5 6 4Z'/>",
        Tool::Pen => "<path d='M4 17c3-1 3-8 6-9s2 7 5 6 2-4 5-4'/>",
        Tool::Highlighter => {
            "<path d='M4 20h16' stroke-width='3.5' opacity='.5'/><path d='m8 15 8.5-8.5a2 2 0 0 0-2.8-2.8L5.2 12.2 8 15Zm-2.8-2.8L4 16l4-1'/>"
        }
        Tool::Line => "<path d='M5 19 19 5'/>",
        Tool::Arrow => "<path d='M5 19 19 5m-8 0h8v8'/>",
        Tool::Rect => "<rect x='4.5' y='6' width='15' height='12' rx='1.5'/>",
        Tool::Ellipse => "<ellipse cx='12' cy='12' rx='8' ry='6'/>",
        Tool::Text => "<path d='M5 7V5h14v2M12 5v14m-2.5 0h5'/>",
        Tool::Step => "<circle cx='12' cy='12' r='8'/><path d='m10.5 9.5 2-1.2V16'/>",
        Tool::Callout => {
            "<path d='M6 4.5h12A1.5 1.5 0 0 1 19.5 6v7a1.5 1.5 0 0 1-1.5 1.5h-7l-5 5v-5a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 6 4.5Z'/>"
        }
        Tool::Redact => "<rect x='4' y='8' width='16' height='8' rx='1' fill='currentColor'/>",
        Tool::Pixelate => {
            "<path d='M4.5 4.5h5v5h-5zM14.5 4.5h5v5h-5zM9.5 9.5h5v5h-5zM4.5 14.5h5v5h-5zM14.5 14.5h5v5h-5z' fill='currentColor' stroke='none'/>"
        }
        Tool::Crop => "<path d='M7 3v12a2 2 0 0 0 2 2h12M3 7h12a2 2 0 0 1 2 2v12'/>",
        Tool::Spotlight => {
            "<circle cx='12' cy='12' r='4'/><path d='M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4m0-12.8L17 7M7 17l-1.4 1.4'/>"
        }
    }
}

//! Evidence as a strip of thumbnails: add, open, remove.

use super::{capture, intake, server_fns::RemoveScreenshot};
use crate::{
    annotator::LocalFile,
    error::{failure_of, refused_at},
    ui::{Banner, Glyph, Icon, LandAt, SubmitButton, Tone, Variant, use_toasts},
};
use domain::{
    ids::{ScreenshotId, StepId, SubmissionId},
    screenshots::{Screenshot, ThumbnailSize, Thumbnails},
};
use leptos::{form::ActionForm, prelude::*, task::spawn_local};

/// Where one lands after a change of the strip without JavaScript.
const EVIDENCE: &str = "evidence";
/// The field that new pictures are chosen with.
pub const ADD: &str = "add-screenshots";

/// How a way looks by which pictures come in: as large as one of them.
pub const WAY_IN: &str = "grid h-24 w-32 cursor-pointer place-items-center rounded-lg border border-dashed border-line-strong text-center text-sm text-muted focus-within:ring-2 focus-within:ring-primary hover:bg-sunken disabled:opacity-50";

#[must_use]
pub fn thumbnail_id(picture: &ScreenshotId) -> String {
    format!("picture-{picture}")
}

/// Pictures of one step. `on_files` gets what was chosen; pasting and dropping belong to the page around.
#[component]
pub fn EvidenceStrip(
    submission: SubmissionId,
    #[prop(into)] step: Signal<Option<StepId>>,
    #[prop(into)] pictures: Signal<Vec<Screenshot>>,
    #[prop(into)] editable: Signal<bool>,
    /// The contract asks for a picture of this step.
    #[prop(into)]
    required: Signal<bool>,
    /// What captures of the screen are stamped with.
    #[prop(into)]
    seal: Signal<String>,
    on_files: Callback<Vec<LocalFile>>,
    on_open: Callback<Screenshot>,
    on_removed: Callback<ScreenshotId>,
    /// Ways in beside those of pictures.
    children: ChildrenFn,
) -> impl IntoView {
    let hint = move || match (required.get(), pictures.with(Vec::is_empty)) {
        (true, true) => "This step needs a screenshot.",
        (false, true) => "No screenshots yet.",
        _ => "",
    };
    let remove = removal(on_removed);
    let upload = format!("/api/v1/submissions/{submission}/screenshots");
    // Only a page without JavaScript is made after a refusal; with it, refusals are toasts and the editor's own words.
    let refused = [refused_at(&upload), failure_of(remove).get_untracked()];
    let refused = refused
        .map(|f| f.map(|f| view! { <div class="mt-2"><Banner tone=Tone::Bad alert=true>{f.detail}</Banner></div> }));
    view! {
        <section id=EVIDENCE aria-label="Evidence" class="mt-6">
            <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                <h3 class="text-sm font-medium">"Evidence"</h3>
                <p class="text-sm text-muted">{hint}</p>
            </div>
            {refused}
            <ul class="mt-2 flex flex-wrap gap-2">
                <For
                    each=move || pictures.get().into_iter().enumerate()
                    key=|(n, p)| (*n, p.id.clone(), p.thumbnail_url.clone())
                    let((n, picture))
                >
                    <Thumbnail n picture editable on_open remove />
                </For>
                <Show when=move || editable.get()>
                    <li class="needs-js">
                        <AddFiles on_files />
                    </li>
                    <li class="needs-js hidden pointer-coarse:block">
                        <TakePhoto on_files />
                    </li>
                    <CaptureScreen seal on_files />
                    {children()}
                </Show>
            </ul>
            <Show when=move || editable.get()>
                <PlainUpload to=upload.clone() step />
            </Show>
        </section>
    }
}

/// A way by which files are chosen: its words, and the field behind them.
fn way_in(words: &'static str, icon: Glyph, hint: Option<&'static str>, field: impl IntoView) -> impl IntoView {
    view! {
        <label class=WAY_IN>
            <span>
                <Icon glyph=icon class="mx-auto size-5" />
                <span class="block font-medium">{words}</span>
                {hint.map(|hint| view! { <span class="text-xs" aria-hidden="true">{hint}</span> })}
            </span>
            {field}
        </label>
    }
}

/// Passes on what was chosen, if anything was.
fn chosen(on_files: Callback<Vec<LocalFile>>) -> impl Fn(leptos::ev::Event) + Clone {
    move |event| {
        let files = intake::chosen(&event);
        if !files.is_empty() {
            on_files.run(files);
        }
    }
}

#[component]
fn AddFiles(on_files: Callback<Vec<LocalFile>>) -> impl IntoView {
    const WORDS: &str = "Add screenshots";
    let field = view! {
        <input
            id=ADD
            type="file"
            class="sr-only"
            aria-label=WORDS
            accept="image/png,image/jpeg,image/webp"
            multiple
            on:change=chosen(on_files)
        />
    };
    way_in(WORDS, Glyph::Image, Some("or paste, or drop"), field)
}

/// The camera of a phone; where there is none, a browser would only choose a file again.
#[component]
fn TakePhoto(on_files: Callback<Vec<LocalFile>>) -> impl IntoView {
    const WORDS: &str = "Take a photo";
    let field = view! {
        <input type="file" class="sr-only" aria-label=WORDS accept="image/*" capture="environment" on:change=chosen(on_files) />
    };
    way_in(WORDS, Glyph::Camera, None, field)
}

/// Shown once it is known that the browser can.
#[component]
fn CaptureScreen(seal: Signal<String>, on_files: Callback<Vec<LocalFile>>) -> impl IntoView {
    let can = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let toasts = use_toasts();
    Effect::new(move || can.set(capture::can()));
    let capture = move |_| {
        busy.set(true);
        spawn_local(async move {
            match capture::screen(&seal.get_untracked()).await {
                // The page may have been left while the browser asked.
                Ok(Some(file)) => {
                    on_files.try_run(vec![file]);
                }
                Ok(None) => {}
                Err(words) => toasts.warn(words),
            }
            busy.try_set(false);
        });
    };
    view! {
        <Show when=move || can.get()>
            <li>
                <button type="button" class=WAY_IN disabled=move || busy.get() on:click=capture>
                    <span>
                        <Icon glyph=Glyph::Desktop class="mx-auto size-5" />
                        <span class="block font-medium">"Capture screen"</span>
                        <span class="text-xs" aria-hidden="true">"or a window or tab"</span>
                    </span>
                </button>
            </li>
        </Show>
    }
}

/// Sends a picture as it is, without the editor and without JavaScript, to the same call of REST as the editor does.
#[component]
fn PlainUpload(to: String, step: Signal<Option<StepId>>) -> impl IntoView {
    let action = format!("{to}#{EVIDENCE}");
    view! {
        <noscript>
            <form method="post" action=action enctype="multipart/form-data" class="mt-3 flex flex-wrap items-end gap-3">
                <input type="hidden" name="step_id" value=move || step.get().map(|id| id.to_string()) />
                <label class="field grow">
                    <span class="label">"Picture, PNG, JPEG or WebP up to 10 MiB"</span>
                    <input type="file" name="file" required accept="image/png,image/jpeg,image/webp" class="input" />
                </label>
                <button class="btn btn-secondary">"Add this picture"</button>
            </form>
        </noscript>
    }
}

/// A link to the picture itself; where JavaScript runs it opens the editor, or the viewer once nothing can be changed.
#[component]
fn Thumbnail(
    n: usize,
    picture: Screenshot,
    editable: Signal<bool>,
    on_open: Callback<Screenshot>,
    remove: ServerAction<RemoveScreenshot>,
) -> impl IntoView {
    let number = n + 1;
    let (id, href) = (picture.id.clone(), picture.url.clone());
    let (source, sources) = (picture.thumbnails.small.clone(), sources(&picture));
    let alive = RwSignal::new(false);
    Effect::new(move || alive.set(true));
    let words = move || {
        if alive.get() && editable.get() {
            format!("Annotate picture {number}")
        } else {
            format!("Open picture {number}")
        }
    };
    let open = move |event: leptos::ev::MouseEvent| {
        // With a modifier the reader wants the link itself, in a tab of its own.
        if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
            event.prevent_default();
            on_open.run(picture.clone());
        }
    };
    view! {
        <li class="relative">
            <a
                id=thumbnail_id(&id)
                href=href
                target="_blank"
                class="block h-24 w-32 overflow-hidden rounded-lg border border-line bg-sunken hover:border-line-strong"
                aria-label=words
                on:click=open
            >
                <img src=source srcset=sources sizes="8rem" alt="" loading="lazy" class="size-full object-contain" />
            </a>
            <Show when=move || editable.get()>
                <Remove number id=id.clone() remove />
            </Show>
        </li>
    }
}

/// Thumbnails as a browser chooses among them, by how wide they are: an upright picture is narrower than its longer side.
#[must_use]
pub fn sources(picture: &Screenshot) -> String {
    let Thumbnails { small, medium, large } = &picture.thumbnails;
    let addresses = [small, medium, large].into_iter().zip(ThumbnailSize::ALL);
    let widths = addresses.map(|(address, size)| format!("{address} {}w", size.width(picture.width, picture.height)));
    widths.collect::<Vec<_>>().join(", ")
}

/// Asks by needing a second press: a picture cannot be brought back, and a dialog for each would be in the way.
#[component]
fn Remove(number: usize, id: ScreenshotId, remove: ServerAction<RemoveScreenshot>) -> impl IntoView {
    let label = format!("Remove picture {number}");
    view! {
        <details class="absolute top-1 right-1 flex flex-col items-end gap-1">
            <summary
                class="ml-auto grid size-8 list-none place-items-center rounded-md bg-surface/90 text-muted max-sm:size-11 [&::-webkit-details-marker]:hidden"
                aria-label=label
            >
                <Icon glyph=Glyph::Close class="size-4" />
            </summary>
            <ActionForm action=remove>
                <LandAt id=EVIDENCE />
                <input type="hidden" name="screenshot" value=id.to_string() />
                <SubmitButton variant=Variant::Danger loading=remove.pending()>"Remove?"</SubmitButton>
            </ActionForm>
        </details>
    }
}

/// One action for all pictures of the strip.
fn removal(on_removed: Callback<ScreenshotId>) -> ServerAction<RemoveScreenshot> {
    let remove = ServerAction::<RemoveScreenshot>::new();
    let toasts = use_toasts();
    Effect::new(move |before: Option<()>| match remove.value().get() {
        Some(Ok(id)) => on_removed.run(id),
        // What the page came with stands on it.
        Some(Err(error)) if before.is_some() => toasts.warn(error.to_string()),
        _ => {}
    });
    remove
}

//! What the browser fetches only once it is wanted: a part of the bundle of its own, shown in place of a word that it is
//! coming, or of one that it could not be fetched.

use super::{Button, Variant};
use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local, wasm_split::SplitLoaderError};

enum Stage {
    Waiting,
    Fetched(AnyView),
    Failed,
    /// On the page.
    Shown,
}

/// `open` fetches the part and gives its view; `failed` gets what fetches it again.
///
/// The view is built and put on the page in one go, so that an effect of its own finds it there. A `Suspense` builds first
/// and shows later: a dialog would be opened while it is nowhere yet, which browsers refuse.
pub fn part<F>(
    open: impl Fn() -> F + 'static,
    waiting: impl Fn() -> AnyView + Send + 'static,
    failed: impl Fn(Callback<()>) -> AnyView + Send + 'static,
) -> impl IntoView
where
    F: Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
{
    let stage = RwSignal::new_local(Stage::Waiting);
    let tries = RwSignal::new(0);
    let again = Callback::new(move |()| tries.update(|n| *n += 1));
    Effect::new(move |_| {
        tries.track();
        stage.set(Stage::Waiting);
        // What the part reads while it is built is no reason to fetch it again.
        let fetched = ScopedFuture::new_untracked(open());
        spawn_local(async move {
            let next = fetched.await.map_or(Stage::Failed, Stage::Fetched);
            // The page may have gone meanwhile, and its signals with it.
            _ = stage.try_set(next);
        });
    });
    move || {
        stage.track();
        let now = std::mem::replace(&mut *stage.write_untracked(), Stage::Shown);
        match now {
            Stage::Waiting => waiting(),
            Stage::Fetched(view) => view,
            Stage::Failed => failed(again),
            Stage::Shown => ().into_any(),
        }
    }
}

/// The same for what fills the screen: a toast says that it is coming, or in the words of `missing` that it could not be fetched, and
/// offers to try again or to `leave` it.
pub fn part_with_toast<F>(
    open: impl Fn() -> F + 'static,
    coming: &'static str,
    missing: impl Fn() -> AnyView + Send + 'static,
    leave: Callback<()>,
) -> AnyView
where
    F: Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
{
    let note = |children: AnyView| {
        view! { <div class="toast fixed inset-x-4 bottom-20 z-40 mx-auto lg:bottom-4" role="status">{children}</div> }
            .into_any()
    };
    let failed = move |again| {
        note(
            view! {
                <span class="min-w-0 flex-1">{missing()}</span>
                <Button variant=Variant::Secondary on_press=again>"Try again"</Button>
                <Button variant=Variant::Ghost on_press=leave>"Cancel"</Button>
            }
            .into_any(),
        )
    };
    part(open, move || note(coming.into_any()), failed).into_any()
}

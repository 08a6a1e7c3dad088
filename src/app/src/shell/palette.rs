//! What the command palette offers: places by role, things to do, one's own projects, jobs and seats, and open jobs for
//! what is typed. In the browser only, and fetched as it is first opened.

use super::places;
use crate::{
    auth::{
        current::{go, use_current_user},
        server_fns::logout,
    },
    claims::server_fns::my_claims,
    jobs::server_fns::{list_jobs, own_jobs},
    projects::server_fns::list_projects,
    ui::{
        Glyph,
        palette::{CommandPalette, PaletteHandle, PaletteItem},
        theme, use_toasts,
    },
};
use domain::{
    jobs::JobQuery,
    page::PageQuery,
    users::{Role, User},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// Typing goes on for so long before the marketplace is asked.
const PAUSE: Duration = Duration::from_millis(150);
/// Open jobs that are offered for what was typed.
const FOUND: i64 = 6;

#[component]
pub fn Palette(palette: PaletteHandle, on_help: Callback<()>) -> impl IntoView {
    let user = use_current_user();
    let toasts = use_toasts();
    let sign_out = Callback::new(move |()| {
        spawn_local(async move {
            match logout().await {
                Ok(()) => go("/"),
                Err(error) => toasts.warn(error.to_string()),
            }
        });
    });
    let own = RwSignal::new(Vec::<PaletteItem>::new());
    Effect::new(move |_| {
        if palette.open.get()
            && let Some(user) = user.get()
        {
            spawn_local(async move {
                let items = own_things(&user).await;
                own.try_set(items);
            });
        }
    });
    let (found, loading, on_query) = lookup();
    let items = Signal::derive(move || {
        let user = user.get();
        let mut items: Vec<_> = places::all(user.as_ref())
            .into_iter()
            .map(|place| PaletteItem::go("Go to", place.glyph, place.words, place.href))
            .collect();
        items.extend(acts(user.is_some(), on_help, sign_out));
        items.extend(own.get());
        items.extend(found.get());
        items
    });
    view! { <CommandPalette handle=palette items on_query loading placeholder="Go to a page, a job, a project, or do something"/> }
}

/// What can be done from anywhere.
fn acts(signed_in: bool, on_help: Callback<()>, sign_out: Callback<()>) -> Vec<PaletteItem> {
    let mut acts = vec![
        PaletteItem::run(
            "Do",
            Glyph::Moon,
            "Switch between light and dark",
            Callback::new(|()| theme::switch()),
        ),
        PaletteItem::run("Do", Glyph::Keyboard, "Keyboard shortcuts", on_help).shortcut("?"),
    ];
    if signed_in {
        acts.push(PaletteItem::run("Do", Glyph::SignOut, "Sign out", sign_out));
    }
    acts
}

/// A person's own projects, jobs and seats. What cannot be had is left out: the pages themselves say why.
async fn own_things(user: &User) -> Vec<PaletteItem> {
    let mut items = Vec::new();
    if user.has(Role::Client) {
        let jobs = own_jobs().await.unwrap_or_default();
        items.extend(
            jobs.into_iter()
                .map(|job| PaletteItem::go("Your jobs", Glyph::Flask, job.title, format!("/jobs/{}", job.id))),
        );
        let projects = list_projects(None).await.map(|page| page.items).unwrap_or_default();
        items.extend(projects.into_iter().map(|project| {
            PaletteItem::go(
                "Your projects",
                Glyph::Folder,
                project.name,
                format!("/projects/{}", project.id),
            )
        }));
    }
    if user.has(Role::Tester) {
        let seats = my_claims(PageQuery::default())
            .await
            .map(|page| page.items)
            .unwrap_or_default();
        items.extend(seats.into_iter().map(|seat| {
            PaletteItem::go(
                "Your seats",
                Glyph::Seat,
                seat.job_title,
                format!("/claims/{}", seat.id),
            )
        }));
    }
    items
}

type Lookup = (RwSignal<Vec<PaletteItem>>, RwSignal<bool>, Callback<String>);

/// Open jobs for what is typed: what was found, whether it is being looked for, and who is told of each letter.
fn lookup() -> Lookup {
    let (found, loading) = (RwSignal::new(Vec::new()), RwSignal::new(false));
    // Counts the letters, so that only the last one's answer is shown.
    let round = StoredValue::new(0_u64);
    let ask = move |words: String, asked: u64| {
        spawn_local(async move {
            let query = JobQuery {
                q: Some(words),
                limit: Some(FOUND),
                ..JobQuery::default()
            };
            let jobs = list_jobs(query).await.map(|page| page.items).unwrap_or_default();
            if round.try_get_value() == Some(asked) {
                let item = |job: domain::jobs::JobCard| {
                    PaletteItem::go("Open jobs", Glyph::Search, job.title, format!("/jobs/{}", job.id))
                        .hint(job.client.name)
                        .found()
                };
                found.try_set(jobs.into_iter().map(item).collect());
                loading.try_set(false);
            }
        });
    };
    let on_query = Callback::new(move |words: String| {
        let asked = round.get_value() + 1;
        round.set_value(asked);
        let words = words.trim().to_owned();
        if words.chars().count() < 2 {
            found.set(Vec::new());
            loading.set(false);
            return;
        }
        loading.set(true);
        set_timeout(
            move || {
                if round.try_get_value() == Some(asked) {
                    ask(words, asked);
                }
            },
            PAUSE,
        );
    });
    (found, loading, on_query)
}

//! Parts of the projects' pages.

use crate::ui::{Glyph, Icon, TextArea, TextField, rules};
use domain::projects::{Project, ProjectInput};
use leptos::prelude::*;

/// The fields of a project, the same for a new one and for a change. `FormScope` stands around them.
#[component]
pub fn ProjectFields(#[prop(optional)] start: ProjectInput) -> impl IntoView {
    view! {
        <TextField
            label="Name"
            name="input[name]"
            path=Signal::stored(Some("name".to_owned()))
            value=start.name
            rule={rules::needed::<120>}
        />
        <TextArea
            label="Description"
            name="input[description]"
            path=Signal::stored(Some("description".to_owned()))
            value=start.description
            rows=3
            optional=true
            hint="What the app is for. Testers read it when they know nothing else."
            rule={rules::at_most::<5000>}
        />
        <TextField
            label="App address"
            name="input[app_url]"
            path=Signal::stored(Some("app_url".to_owned()))
            value=start.app_url
            inputmode="url"
            placeholder="https://example.com"
            rule=rules::web_url
        />
    }
}

#[component]
pub fn ProjectRow(project: Project) -> impl IntoView {
    view! {
        <li class="relative flex items-center gap-4 px-5 py-4 hover:bg-sunken/60">
            <span class="grid size-10 flex-none place-items-center rounded-lg bg-primary-soft text-primary">
                <Icon glyph=Glyph::Folder/>
            </span>
            <div class="min-w-0 flex-1">
                <a href=format!("/projects/{}", project.id) class="font-medium after:absolute after:inset-0">{project.name}</a>
                <p class="truncate text-sm text-faint">{bare(&project.app_url)}</p>
            </div>
            <Icon glyph=Glyph::ArrowRight class="size-4 text-faint"/>
        </li>
    }
}

/// A link out to what is tested. It is somebody else's address: not followed by machines, no handle back to us.
#[component]
pub fn AppLink(#[prop(into)] url: String) -> impl IntoView {
    view! {
        <a class="link inline-flex max-w-full items-center gap-1" href=url.clone() target="_blank" rel="nofollow ugc noopener noreferrer">
            <span class="truncate">{bare(&url)}</span>
            <Icon glyph=Glyph::External class="size-3.5"/>
            <span class="sr-only">"(opens a new tab)"</span>
        </a>
    }
}

fn bare(url: &str) -> String {
    let url = url.trim_start_matches("https://").trim_start_matches("http://");
    url.trim_end_matches('/').to_owned()
}

//! `/dev/ui`.

use super::{
    controls, fields, figures,
    frame::{Part, PartSection},
    overlays, places,
    server_fns::dev_ui,
    states,
};
use crate::{
    error::AppError,
    ui::{PageHead, load, loading},
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

static PARTS: [Part; 20] = [
    Part {
        id: "type",
        title: "Type and colour",
        about: "Seven sizes, three weights, one token per meaning.",
        show: figures::type_and_colour,
    },
    Part {
        id: "icons",
        title: "Icons",
        about: "The vocabulary: a page asks for a word and never for a drawing.",
        show: figures::icons,
    },
    Part {
        id: "buttons",
        title: "Buttons",
        about: "One primary action per place. Hover and focus are the browser's own: point and tab.",
        show: controls::buttons,
    },
    Part {
        id: "typed",
        title: "Typed fields",
        about: "Label, hint, message. Checked as one leaves them; the first refused one takes the focus.",
        show: fields::typed,
    },
    Part {
        id: "chosen",
        title: "Chosen fields",
        about: "Native controls in the system's looks.",
        show: fields::chosen,
    },
    Part {
        id: "combobox",
        title: "Combobox",
        about: "Text with suggestions; a datalist without JavaScript.",
        show: fields::combobox,
    },
    Part {
        id: "form",
        title: "Form",
        about: "Send it empty: every field says what is wrong with it.",
        show: fields::form,
    },
    Part {
        id: "badges",
        title: "Badges, people, figures",
        about: "Small things that say how something stands.",
        show: figures::small,
    },
    Part {
        id: "table",
        title: "Table",
        about: "For what is compared or added up. It scrolls by itself; the page never does.",
        show: figures::table,
    },
    Part {
        id: "cards",
        title: "Cards",
        about: "A surface with a hairline.",
        show: places::cards,
    },
    Part {
        id: "breadcrumbs",
        title: "Breadcrumbs, tabs, steps",
        about: "Where one is.",
        show: places::places,
    },
    Part {
        id: "pagination",
        title: "Pagination",
        about: "Numbers where they are known, neighbours where a list is paged by key.",
        show: places::pages,
    },
    Part {
        id: "progress",
        title: "Slow navigation",
        about: "A bar at the top of the page, after 120 milliseconds.",
        show: places::progress,
    },
    Part {
        id: "banners",
        title: "Banners and toasts",
        about: "What is so, and what has just happened.",
        show: states::told,
    },
    Part {
        id: "loading",
        title: "Loading",
        about: "Boxes of the shape of what comes, so that nothing jumps.",
        show: states::loading,
    },
    Part {
        id: "empty",
        title: "Empty and gone wrong",
        about: "A sentence and the next action. A section that fails leaves the page alive.",
        show: states::empty,
    },
    Part {
        id: "dialogs",
        title: "Modal and drawer",
        about: "Native dialogs: Escape, a press beside them and their button close them.",
        show: overlays::dialogs,
    },
    Part {
        id: "menu",
        title: "Dropdown",
        about: "Arrows, Home, End and letters walk it; Escape gives the focus back.",
        show: overlays::menus,
    },
    Part {
        id: "tooltip",
        title: "Tooltip and keys",
        about: "By pointer and by focus; Escape takes it away.",
        show: overlays::tips,
    },
    Part {
        id: "palette",
        title: "Command palette",
        about: "One field to go anywhere and do anything.",
        show: overlays::palette,
    },
];

#[component]
pub fn UiPage() -> impl IntoView {
    let allowed = loading(|| (), |()| dev_ui());
    // Comes at the second try, to be seen failing.
    let tries = StoredValue::new(0);
    let failing = loading(
        || (),
        move |()| {
            tries.update_value(|n| *n += 1);
            let good = tries.get_value() > 1;
            async move {
                let late = || AppError::new(503, "unreachable", "The server took too long. Nothing was lost.");
                good.then(|| "It came at the second try.".to_owned()).ok_or_else(late)
            }
        },
    );
    view! {
        <Title text="Design system"/>
        <Meta name="robots" content="noindex"/>
        {load(allowed, move |()| {
            let links = PARTS.iter().map(|part| view! { <a class="btn btn-ghost" href=format!("#{}", part.id)>{part.title}</a> });
            let sections = PARTS.iter().map(|part| view! { <PartSection part failing/> });
            view! {
                <div class="page">
                    <PageHead title="Design system" text="Every part in every state, in light and in dark."/>
                    <nav class="-mx-3.5 mb-8 flex flex-wrap" aria-label="Parts">{links.collect_view()}</nav>
                    {sections.collect_view()}
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

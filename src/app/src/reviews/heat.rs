//! Where all testers of the job have marked something at a step, as a warm layer over the picture of one of them.

use super::server_fns::load_heat;
use crate::{
    error::AppError,
    ui::{Glyph, Icon},
};
use domain::{
    ids::{JobId, ScreenshotId, StepId},
    reviews::heat::{HeatPicture, StepHeat, region},
};
use leptos::{html, prelude::*, task::spawn_local};

/// Folded until somebody asks; only then is anything gathered.
#[component]
pub fn Marked(job: JobId, step: StepId, n: usize) -> impl IntoView {
    let heat = RwSignal::new(None::<Result<StepHeat, AppError>>);
    let asked = StoredValue::new((job, step));
    let load = Callback::new(move |picture: Option<ScreenshotId>| {
        let (job, step) = asked.get_value();
        spawn_local(async move {
            let loaded = load_heat(job, step, picture).await;
            // Another submission may be in front by now.
            heat.try_set(Some(loaded));
        });
    });
    let begun = StoredValue::new(false);
    let open = move |_| {
        if !begun.get_value() {
            begun.set_value(true);
            load.run(None);
        }
    };
    view! {
        <details class="fold needs-js mt-4" on:toggle=open>
            <summary class="inline-flex min-h-9 items-center gap-1.5 rounded-md text-sm font-medium text-muted hover:text-ink max-sm:min-h-11">
                <span class="fold-mark"><Icon glyph=Glyph::ChevronDown class="size-4" /></span>
                "Where testers marked"
                <span class="sr-only">{format!(" at step {n}")}</span>
            </summary>
            <div class="mt-2">
                {move || match heat.get() {
                    None => view! { <p class="text-sm text-muted" role="status">"Gathering the marks…"</p> }.into_any(),
                    Some(Err(error)) => {
                        view! {
                            <p class="text-sm text-danger" role="alert">
                                {error.to_string()} " "
                                <button type="button" class="link" on:click=move |_| load.run(None)>"Try again"</button>
                            </p>
                        }
                            .into_any()
                    }
                    Some(Ok(heat)) => view! { <Gathered heat n load /> }.into_any(),
                }}
            </div>
        </details>
    }
}

#[component]
fn Gathered(heat: StepHeat, n: usize, load: Callback<Option<ScreenshotId>>) -> impl IntoView {
    let Some(picture) = heat.picture.clone() else {
        return view! { <p class="text-sm text-muted">"Nobody has handed in a picture of this step yet."</p> }
            .into_any();
    };
    let said = words(&heat);
    let choose = choice(&heat, &picture, n, load);
    if heat.marks == 0 {
        return view! { <div class="space-y-3">{choose} <p class="text-sm text-muted">{said}</p></div> }.into_any();
    }
    let testers = heat.testers;
    let rows = heat.spots.iter().map(|spot| {
        let place = format!(
            "{}, {:.0} % from the left, {:.0} % from the top",
            region(spot.x, spot.y),
            spot.x * 100.0,
            spot.y * 100.0
        );
        view! {
            <tr>
                <th scope="row">{place}</th>
                <td class="num">{format!("{} of {testers}", spot.testers)}</td>
                <td class="num">{format!("{:.1}", spot.marks)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="space-y-3">
            {choose}
            <p class="text-sm text-muted">{said}</p>
            <div class="space-y-4">
                <Layer heat picture />
                <div class="datatable-scroll">
                    <table class="datatable">
                        <caption>"The hottest places"</caption>
                        <thead>
                            <tr><th scope="col">"Place"</th><th scope="col" class="num">"Testers"</th><th scope="col" class="num">"Marks"</th></tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn words(heat: &StepHeat) -> String {
    let of = |n: usize, one: &str, many: &str| {
        if n == 1 {
            format!("1 {one}")
        } else {
            format!("{n} {many}")
        }
    };
    let marked = if heat.marks == 0 {
        "No tester has marked anything on pictures of this shape.".to_owned()
    } else {
        let (testers, marks) = (of(heat.testers, "tester", "testers"), of(heat.marks, "mark", "marks"));
        format!("{testers}, {marks}.")
    };
    match heat.left_out {
        0 => marked,
        1 => format!("{marked} 1 picture of another shape is left out."),
        n => format!("{marked} {n} pictures of another shape are left out."),
    }
}

/// Whose picture it is laid over; nothing to choose from where there is one.
fn choice(heat: &StepHeat, picture: &HeatPicture, n: usize, load: Callback<Option<ScreenshotId>>) -> impl IntoView {
    let front = picture.id.clone();
    let named = heat.pictures.iter().enumerate().map(|(at, picture)| {
        let again = heat.pictures[..at]
            .iter()
            .filter(|other| other.tester == picture.tester)
            .count();
        let name = match again {
            0 => picture.tester.clone(),
            n => format!("{}, picture {}", picture.tester, n + 1),
        };
        (picture.id.clone(), name)
    });
    let named: Vec<_> = named.collect();
    let chosen = move |event| {
        if let Ok(id) = ScreenshotId::parse(event_target_value(&event)) {
            load.run(Some(id));
        }
    };
    (named.len() > 1).then(|| {
        let options = named.into_iter().map(|(id, name)| {
            let selected = id == front;
            view! { <option value=id.to_string() selected=selected>{name}</option> }
        });
        view! {
            <label class="flex flex-wrap items-center gap-2 text-sm">
                <span>"Shown over the picture of"<span class="sr-only">{format!(" step {n} by")}</span></span>
                <select class="input input-sm w-auto" on:change=chosen>{options.collect_view()}</select>
            </label>
        }
    })
}

/// The picture with the layer over it, and what its colours mean.
#[component]
fn Layer(heat: StepHeat, picture: HeatPicture) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let most = heat.cells.iter().copied().fold(0.0, f64::max);
    let alt = format!("The picture of {}, without annotations", picture.tester);
    Effect::new(move || {
        if let Some(canvas) = canvas.get() {
            paint(&canvas, &heat, most);
        }
    });
    view! {
        <figure class="min-w-0">
            <div class="relative w-fit overflow-hidden rounded-lg border border-line">
                <img
                    src=picture.original_url
                    alt=alt
                    width=picture.width.to_string()
                    height=picture.height.to_string()
                    class="block h-auto max-h-[32rem] w-auto max-w-full"
                />
                <canvas node_ref=canvas class="pointer-events-none absolute inset-0 size-full" aria-hidden="true" data-testid="heat"></canvas>
            </div>
            <figcaption class="mt-2 flex items-center gap-2 text-xs text-muted">
                "few"
                <span class="flex overflow-hidden rounded-sm border border-line" aria-hidden="true">
                    <span class="h-3 w-6 bg-[#fbbf24]/40"></span>
                    <span class="h-3 w-6 bg-[#f59e0b]/60"></span>
                    <span class="h-3 w-6 bg-[#ea580c]/70"></span>
                    <span class="h-3 w-6 bg-[#e11d48]/80"></span>
                </span>
                "many marks in one place"
            </figcaption>
        </figure>
    }
}

/// From amber to red, and from nearly nothing to nearly opaque. The browser blurs the cells as it enlarges them.
#[cfg(feature = "hydrate")]
fn paint(canvas: &web_sys::HtmlCanvasElement, heat: &StepHeat, most: f64) {
    let (columns, rows) = (heat.columns, heat.rows);
    let Some(context) = crate::annotator::picture::context(canvas) else {
        return;
    };
    // A grid of at most 64 by 256 cells.
    canvas.set_width(u32::try_from(columns).unwrap_or_default());
    canvas.set_height(u32::try_from(rows).unwrap_or_default());
    for (at, cell) in heat.cells.iter().enumerate().filter(|(_, cell)| **cell > 0.0) {
        // Small weights next to a large one are still to be seen.
        let warmth = (cell / most.max(f64::MIN_POSITIVE)).sqrt();
        let (red, green, blue) = (251.0 - 26.0 * warmth, 191.0 - 162.0 * warmth, 36.0 + 36.0 * warmth);
        let alpha = 0.1 + 0.7 * warmth;
        context.set_fill_style_str(&format!("rgba({red:.0},{green:.0},{blue:.0},{alpha:.2})"));
        context.fill_rect((at % columns) as f64, (at / columns) as f64, 1.0, 1.0);
    }
}

/// Effects run in the browser only.
#[cfg(not(feature = "hydrate"))]
fn paint(_: &leptos::web_sys::HtmlCanvasElement, _: &StepHeat, _: f64) {}

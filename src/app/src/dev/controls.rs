//! Things to press.

use super::frame::{Side, State};
use crate::ui::{Button, Glyph, LinkButton, SubmitButton, Variant};
use leptos::prelude::*;

const VARIANTS: [(Variant, &str); 4] = [
    (Variant::Primary, "Publish job"),
    (Variant::Secondary, "Save draft"),
    (Variant::Ghost, "Not now"),
    (Variant::Danger, "Cancel job"),
];

pub fn buttons(_: Side) -> AnyView {
    let plain = VARIANTS.map(|(variant, words)| view! { <Button variant>{words}</Button> });
    let icons = VARIANTS.map(|(variant, words)| view! { <Button variant icon=Glyph::Plus>{words}</Button> });
    let disabled = VARIANTS.map(|(variant, words)| view! { <Button variant disabled=true>{words}</Button> });
    let loading = VARIANTS.map(|(variant, words)| view! { <Button variant loading=true>{words}</Button> });
    let alone =
        VARIANTS.map(|(variant, _)| view! { <Button variant icon=Glyph::Bell label="Notifications".to_owned()/> });
    let pressed = RwSignal::new(0);
    let press = Callback::new(move |()| pressed.update(|n| *n += 1));
    view! {
        <State name="Default" row=true>{plain.collect_view()}</State>
        <State name="With an icon" row=true>{icons.collect_view()}</State>
        <State name="Icon alone, named for a screen reader" row=true>{alone.collect_view()}</State>
        <State name="Disabled" row=true>{disabled.collect_view()}</State>
        <State name="Loading: keeps its width" row=true>{loading.collect_view()}</State>
        <State name="Large, submit, link" row=true>
            <Button class="btn-lg">"Take a seat"</Button>
            <SubmitButton variant=Variant::Secondary>"Send"</SubmitButton>
            <LinkButton href="/dev/ui#buttons" variant=Variant::Ghost icon=Glyph::ArrowRight>"Go there"</LinkButton>
        </State>
        <State name="Acting in the page" row=true>
            <Button variant=Variant::Secondary on_press=press>"Press me"</Button>
            <span class="text-sm text-muted tabular-nums">{move || format!("pressed {} times", pressed.get())}</span>
        </State>
    }
    .into_any()
}

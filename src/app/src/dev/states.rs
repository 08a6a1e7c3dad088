//! What a page says about itself.

use super::frame::{Side, State};
use crate::ui::{
    Banner, Button, EmptyState, ErrorState, Glyph, LinkButton, SectionError, Skeleton, SkeletonCard, SkeletonRows,
    SkeletonText, Tone, Variant, load_section, use_toasts,
};
use leptos::prelude::*;

pub fn told(_: Side) -> AnyView {
    let toasts = use_toasts();
    let say = Callback::new(move |()| toasts.say("Draft saved."));
    let back = Callback::new(move |()| toasts.say("The draft is back."));
    let undo = Callback::new(move |()| toasts.say_with("Draft deleted.", "Undo", back));
    let warn = Callback::new(move |()| toasts.warn("The card was declined. The job stays a draft."));
    let again = Callback::new(move |()| toasts.say("Saved at the second try."));
    let fail = Callback::new(move |()| toasts.error_with_retry("The server could not be reached.", again));
    view! {
        <State name="Banners">
            <Banner>"This job closes on Friday."</Banner>
            <Banner tone=Tone::Info>"Payments are pretended here: no card is charged."</Banner>
            <Banner tone=Tone::Good>"Published. Testers can take seats now."</Banner>
            <Banner tone=Tone::Warn>"Two testers are at work. What they hand in is still paid by the rules they accepted."</Banner>
            <Banner tone=Tone::Bad>"The card was declined: insufficient funds. Nothing was charged, and the job stays a draft."</Banner>
        </State>
        <State name="Toasts: plain, with an action, failed, failed with retry" row=true>
            <Button variant=Variant::Secondary on_press=say>"Save"</Button>
            <Button variant=Variant::Secondary on_press=undo>"Delete"</Button>
            <Button variant=Variant::Secondary on_press=warn>"Pay"</Button>
            <Button variant=Variant::Secondary on_press=fail>"Send"</Button>
        </State>
    }
    .into_any()
}

pub fn loading(_: Side) -> AnyView {
    view! {
        <State name="Text">
            <SkeletonText/>
        </State>
        <State name="Rows">
            <SkeletonRows count=2/>
        </State>
        <State name="Card">
            <SkeletonCard/>
        </State>
        <State name="Anything else">
            <Skeleton class="h-12"/>
        </State>
    }
    .into_any()
}

pub fn empty(side: Side) -> AnyView {
    let retry = Callback::new(move |()| side.failing.refetch());
    view! {
        <State name="Empty">
            <div class="card">
                <EmptyState
                    glyph=Glyph::Inbox
                    title="Nothing to review"
                    text="When a tester hands something in, it shows here and you hear of it by mail."
                >
                    <LinkButton href="/dev/ui#empty" variant=Variant::Secondary>"Draft a job"</LinkButton>
                </EmptyState>
            </div>
        </State>
        <State name="A page gone wrong">
            <div class="card">
                <ErrorState title="This could not be loaded" text="The server could not be reached. Check your connection and try again." retry/>
            </div>
        </State>
        <State name="A section gone wrong, and one that cannot be tried again">
            <SectionError title="This part could not be loaded" text="The server took too long." retry/>
            <SectionError title="This part is gone" text="It may have been removed, or it belongs to somebody else."/>
        </State>
        <State name="A section whose data comes at the second try">
            {load_section(side.failing, |words| view! { <p class="card px-5 py-4 text-sm text-muted">{words}</p> }.into_any())}
        </State>
    }
    .into_any()
}

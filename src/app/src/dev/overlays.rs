//! What lies over the page.

use super::frame::{Side, State};
use crate::ui::{
    Button, Checkbox, CommandPalette, Drawer, Dropdown, Glyph, Icon, Kbd, MenuButton, MenuLine, MenuLink, Modal,
    ModalButton, PaletteHandle, PaletteItem, SubmitButton, TextArea, Tooltip, Variant, use_toasts,
};
use leptos::prelude::*;

pub fn dialogs(side: Side) -> AnyView {
    let clauses = (1..=24).map(|n| {
        view! { <p class="mb-3 text-sm text-muted">{format!("{n}. Scope, steps, price and known bugs are frozen with the seat; what is changed later counts for seats not yet taken.")}</p> }
    });
    view! {
        <State name="Closed; press to open" row=true>
            <ModalButton target=side.id("modal") variant=Variant::Secondary>"Cancel the job"</ModalButton>
            <ModalButton target=side.id("drawer") variant=Variant::Secondary icon=Glyph::Filter>"Filters"</ModalButton>
            <ModalButton target=side.id("long") variant=Variant::Secondary>"A long text"</ModalButton>
        </State>
        <Modal id=side.id("modal") title="Cancel this job?">
            <p class="mb-4 text-sm text-muted">"Seats not taken are refunded at once. Work already begun may still be handed in."</p>
            <form method="dialog">
                <TextArea label="Why" name=side.id("why") rows=2 optional=true/>
                <div class="mt-4 flex justify-end gap-2">
                    <SubmitButton variant=Variant::Ghost>"Keep it"</SubmitButton>
                    <SubmitButton variant=Variant::Danger>"Cancel the job"</SubmitButton>
                </div>
            </form>
        </Modal>
        <Drawer id=side.id("drawer") title="Filters">
            <form method="dialog">
                <Checkbox label="Web" name=side.id("filter-web") checked=true/>
                <Checkbox label="iOS" name=side.id("filter-ios")/>
                <Checkbox label="Android" name=side.id("filter-android")/>
                <SubmitButton class="mt-4 w-full">"Show jobs"</SubmitButton>
            </form>
        </Drawer>
        <Drawer id=side.id("long") title="The contract">{clauses.collect_view()}</Drawer>
    }
    .into_any()
}

pub fn menus(side: Side) -> AnyView {
    let toasts = use_toasts();
    let copied = Callback::new(move |()| toasts.say("Duplicated."));
    let deleted = Callback::new(move |()| toasts.say("Deleted."));
    let words = view! { "Actions" <Icon glyph=Glyph::ChevronDown class="size-4"/> }.into_any();
    let dots = view! { <Icon glyph=Glyph::Dots/> }.into_any();
    let head = view! { <p class="text-sm font-medium">"Buy a ticket as a guest"</p> }.into_any();
    view! {
        <State name="With words, with an icon alone and a head" row=true>
            <Dropdown id=side.id("menu") trigger=words class="btn btn-secondary">
                <MenuLink href="/dev/ui#menu" icon=Glyph::Pencil>"Edit"</MenuLink>
                <MenuButton icon=Glyph::Copy on_press=copied>"Duplicate"</MenuButton>
                <MenuLine/>
                <MenuButton icon=Glyph::Trash danger=true on_press=deleted>"Delete"</MenuButton>
            </Dropdown>
            <Dropdown id=side.id("dots") label="More" trigger=dots head>
                <MenuLink href="/dev/ui#menu">"Preview"</MenuLink>
                <MenuLink href="/dev/ui#menu">"Participants"</MenuLink>
                <MenuLink href="/dev/ui#menu">"Pay and seats"</MenuLink>
            </Dropdown>
        </State>
    }
    .into_any()
}

pub fn tips(side: Side) -> AnyView {
    view! {
        <State name="Point at it, or tab to it" row=true>
            <Tooltip id=side.id("tip") text="Held until you decide, and paid at once when you approve.">
                <Button variant=Variant::Secondary icon=Glyph::Lock>"Held"</Button>
            </Tooltip>
            <Tooltip id=side.id("tip-icon") text="Load it again">
                <Button variant=Variant::Ghost icon=Glyph::Refresh label="Load again".to_owned()/>
            </Tooltip>
        </State>
        <State name="Keys: one, a chord, one after the other" row=true>
            <Kbd keys="?"/>
            <Kbd keys="Mod+K"/>
            <Kbd keys="g d"/>
        </State>
    }
    .into_any()
}

pub fn palette(side: Side) -> AnyView {
    let toasts = use_toasts();
    let (handle, searching) = (PaletteHandle::new(), PaletteHandle::new());
    let done = move |words: &'static str| Callback::new(move |()| toasts.say(words));
    let items = vec![
        PaletteItem::go("Pages", Glyph::Grid, "Dashboard", "/dev/ui?to=dashboard#palette").shortcut("g d"),
        PaletteItem::go("Pages", Glyph::Search, "Find jobs", "/dev/ui?to=jobs#palette").shortcut("g j"),
        PaletteItem::go("Pages", Glyph::Wallet, "Wallet", "/dev/ui?to=wallet#palette").hint("money, payouts"),
        PaletteItem::go(
            "Jobs",
            Glyph::Flask,
            "Buy a train ticket as a guest",
            "/dev/ui?to=1#palette",
        )
        .hint("Corner shop"),
        PaletteItem::go(
            "Jobs",
            Glyph::Flask,
            "Find a book by its author and keep it for a week",
            "/dev/ui?to=2#palette",
        )
        .hint("City library"),
        PaletteItem::run("Actions", Glyph::Plus, "New job", done("A new job begins.")),
        PaletteItem::run("Actions", Glyph::Moon, "Switch to dark", done("It would be dark now.")),
    ];
    let open = |handle: PaletteHandle| Callback::new(move |()| handle.open.set(true));
    view! {
        <State name="Closed; press to open. The second still waits for what it looks up" row=true>
            <Button variant=Variant::Secondary icon=Glyph::Command on_press=open(handle)>"Open"</Button>
            <Button variant=Variant::Secondary on_press=open(searching)>"Open, searching"</Button>
        </State>
        <CommandPalette handle items=Signal::stored(items) id=side.id("palette")/>
        <CommandPalette handle=searching items=Signal::stored(Vec::new()) loading=true id=side.id("searching")/>
    }
    .into_any()
}

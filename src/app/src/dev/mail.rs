//! `/dev/mail`: what would have been sent, on installations without a mail server.

use super::server_fns::{Letter, dev_mail};
use crate::ui::{EmptyState, Glyph, PageHead, When, load, loading};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

#[component]
pub fn MailPage() -> impl IntoView {
    let mails = loading(|| (), |()| dev_mail());
    view! {
        <Title text="Mailbox"/>
        <Meta name="robots" content="noindex"/>
        {load(mails, |mails| {
            let empty = mails.is_empty();
            let list = mails.into_iter().map(|mail| view! { <Mail mail/> });
            view! {
                <div class="page max-w-3xl">
                    <PageHead title="Mailbox" text="No mail server is set, so mail stays here. Newest first; production has no such page."/>
                    {empty.then(|| view! {
                        <EmptyState glyph=Glyph::Inbox title="No mail yet" text="Create an account, and its first mail arrives here."/>
                    })}
                    <ul class="flex flex-col gap-3">{list.collect_view()}</ul>
                </div>
            }
            .into_any()
        })}
    }
    .into_any()
}

/// The text with what leads somewhere made pressable. The letter's HTML is another site's in a browser's eyes, and stays out.
#[component]
fn Mail(mail: Letter) -> impl IntoView {
    let lines = mail.text.lines().map(|line| {
        let line = line.to_owned();
        let address = line.trim().to_owned();
        if address.starts_with("http://") || address.starts_with("https://") {
            view! { <p><a class="link break-all" href=address rel="external">{line}</a></p> }.into_any()
        } else {
            view! { <p class="min-h-4 break-words">{line}</p> }.into_any()
        }
    });
    view! {
        <li>
            <details class="card">
                <summary class="flex cursor-pointer flex-wrap items-baseline gap-x-4 gap-y-1 px-5 py-3.5">
                    <span class="font-medium">{mail.subject}</span>
                    <span class="text-sm text-muted break-all">{mail.to}</span>
                    <span class="ml-auto text-sm text-faint"><When at=mail.created_at/></span>
                </summary>
                <div class="border-t border-line px-5 py-4 text-sm">{lines.collect_view()}</div>
            </details>
        </li>
    }
}

//! A client's balance: paying in, and having it sent back.

use super::server_fns::{TopUp, Withdraw};
use crate::{
    error::failure_of,
    notifications::live::{self, Topic},
    payments::{components::PayWith, server_fns::Means},
    ui::{FormScope, Modal, ModalButton, SubmitButton, TextField, Variant, rules, use_toasts},
};
use domain::{money::Cents, wallet::Wallet};
use leptos::{form::ActionForm, prelude::*};

/// What was sent last.
#[derive(Clone, Copy)]
pub struct PrepaidActions {
    top_up: ServerAction<TopUp>,
    withdraw: ServerAction<Withdraw>,
}

impl PrepaidActions {
    /// Made with the page, so that a form that was sent without JavaScript finds its refusal.
    pub fn made() -> Self {
        let made = Self {
            top_up: ServerAction::new(),
            withdraw: ServerAction::new(),
        };
        let toasts = use_toasts();
        let (paid, sent) = (made.top_up.value(), made.withdraw.value());
        Effect::new(move |_| {
            if paid.with(|v| matches!(v, Some(Ok(())))) {
                toasts.say("It is in your balance.");
                live::changed(&Topic::Wallet);
            }
        });
        Effect::new(move |_| {
            if sent.with(|v| matches!(v, Some(Ok(())))) {
                toasts.say("It is on its way to your card.");
                live::changed(&Topic::Wallet);
            }
        });
        made
    }
}

/// A form's name for the wallet as it was looked at: sent twice, it is carried out once.
fn seen(what: &'static str, wallet: Memo<Wallet>) -> impl Fn() -> String + Send + Copy + 'static {
    move || wallet.with(|w| format!("{what}-{}-{}", w.balance_cents.0, w.held_cents.0))
}

#[component]
pub fn Prepaid(means: Means, actions: PrepaidActions, wallet: Memo<Wallet>) -> impl IntoView {
    let PrepaidActions { top_up, withdraw } = actions;
    let some = Memo::new(move |_| wallet.with(|w| w.balance_cents > Cents::ZERO));
    let balance = move || wallet.with(|w| w.balance_cents.display(&w.currency));
    view! {
        <section class="card p-5" aria-labelledby="prepaid">
            <h2 class="card-title" id="prepaid">"Balance"</h2>
            <p class="mb-4 text-sm text-muted">"Pay in ahead, and publish jobs or tip testers without a card at hand."</p>
            <div class="flex flex-wrap gap-2">
                <ModalButton target="pay-in" variant=Variant::Secondary class="flex-1">"Pay in…"</ModalButton>
                {move || some.get().then(|| view! {
                    <ModalButton target="send-back" variant=Variant::Ghost class="flex-1">"Send back…"</ModalButton>
                })}
            </div>
        </section>
        <Modal id="pay-in" title="Pay into your balance">
            <ActionForm action=top_up attr:novalidate="">
                <FormScope failure=failure_of(top_up) of="pay-in">
                    <input type="hidden" name="seen" value=seen("in", wallet)/>
                    <TextField
                        label="Amount to pay in"
                        name="amount"
                        path=Signal::stored(Some("amount_cents".to_owned()))
                        prefix="$"
                        inputmode="decimal"
                        hint="$1.00 at least."
                        rule=rules::amount
                    />
                    <PayWith means/>
                    <SubmitButton class="btn-lg w-full" loading=top_up.pending()>"Pay in"</SubmitButton>
                </FormScope>
            </ActionForm>
        </Modal>
        <Modal id="send-back" title="Send the balance back">
            <ActionForm action=withdraw attr:novalidate="">
                <FormScope failure=failure_of(withdraw) of="send-back">
                    <p class="text-muted">"It goes to the cards it came from. There is " {balance} "."</p>
                    <input type="hidden" name="seen" value=seen("back", wallet)/>
                    <TextField
                        label="Amount to send back"
                        name="amount"
                        path=Signal::stored(Some("amount_cents".to_owned()))
                        prefix="$"
                        inputmode="decimal"
                        rule=rules::amount
                    />
                    <SubmitButton class="btn-lg w-full" loading=withdraw.pending()>"Send back"</SubmitButton>
                </FormScope>
            </ActionForm>
        </Modal>
    }
}

//! Adding to the pay of approved work.

use super::server_fns::Tip;
use crate::{
    error::failure_of,
    payments::{
        components::PayWith,
        server_fns::{Means, load_methods},
    },
    ui::{FormScope, Modal, ModalButton, SubmitButton, TextField, Variant, now, rules, use_toasts},
};
use domain::{money::Cents, submissions::Submission};
use leptos::{form::ActionForm, prelude::*, task::spawn_local};

/// A button, and the dialog behind it. With what one can pay is asked for when the work is looked at.
#[component]
pub fn TipBox(submission: Submission) -> impl IntoView {
    let tip = ServerAction::<Tip>::new();
    let means = RwSignal::new(None::<Means>);
    let (amount, given) = (RwSignal::new(String::new()), RwSignal::new(0));
    // Tells this box from one that was here before: the same amount may be given again.
    let opened = RwSignal::new(String::new());
    Effect::new(move || opened.set(now().millis().to_string()));
    let toasts = use_toasts();
    let name = StoredValue::new(submission.tester.name.clone());
    let value = tip.value();
    Effect::new(move |_| {
        if value.with(|v| matches!(v, Some(Ok(())))) {
            toasts.say(format!("{} is told of your tip.", name.get_value()));
            given.update(|n| *n += 1);
        }
        spawn_local(async move {
            // Without it there is nothing to choose, and no dialog. Loaded once: what is typed into it stays.
            // Whoever looks at the next work meanwhile has left this box behind.
            if means.try_with_untracked(Option::is_none) == Some(true)
                && let Ok(view) = load_methods().await
            {
                means.try_set(Some(view.means));
            }
        });
    });
    let id = StoredValue::new(submission.id.to_string());
    // One tip for each time that the dialog was gone through, however often its button is pressed.
    let seen = move || {
        format!(
            "tip-{}-{}-{}-{}",
            id.get_value(),
            opened.get(),
            given.get(),
            amount.get()
        )
    };
    let total = Signal::derive(move || amount.with(|text| Cents::parse_typed(text)).unwrap_or_default());
    move || {
        let means = means.get()?;
        Some(view! {
            <div class="pt-2">
                <ModalButton target="tip" variant=Variant::Secondary class="w-full">"Add a tip…"</ModalButton>
            </div>
            <Modal id="tip" title="Add a tip">
                <ActionForm action=tip attr:novalidate="">
                    <FormScope failure=failure_of(tip)>
                        <p class="text-muted">"All of it goes to " {name.get_value()} "; the platform takes nothing of a tip."</p>
                        <input type="hidden" name="submission" value=id.get_value()/>
                        <input type="hidden" name="seen" value=seen/>
                        <TextField
                            label="Tip"
                            name="amount"
                            path=Signal::stored(Some("amount_cents".to_owned()))
                            prefix="$"
                            inputmode="decimal"
                            hint="$1.00 at least."
                            rule=rules::amount
                            on_input=Callback::new(move |text| amount.set(text))
                        />
                        <PayWith means total/>
                        <SubmitButton class="btn-lg w-full" loading=tip.pending()>"Give the tip"</SubmitButton>
                    </FormScope>
                </ActionForm>
            </Modal>
        })
    }
}

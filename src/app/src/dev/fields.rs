//! Fields and forms.

use super::frame::{Side, State};
use crate::ui::{
    Checkbox, Combobox, Field, FormScope, Input, Select, SelectField, StarsField, SubmitButton, Suggestion, Switch,
    TextArea, TextField, rules,
};
use domain::{error::Failure, validation::Invalid};
use leptos::prelude::*;

fn choices() -> Vec<(String, String)> {
    let choices = [("web", "Web"), ("ios", "iOS"), ("android", "Android")];
    choices
        .map(|(code, words)| (code.to_owned(), words.to_owned()))
        .to_vec()
}

pub fn typed(side: Side) -> AnyView {
    let wrong = side.id("wrong");
    let wrong_again = wrong.clone();
    view! {
        <State name="Default, with a hint">
            <TextField
                label="Title"
                name=side.id("title")
                placeholder="Buy a train ticket as a guest"
                hint="What a tester reads first."
            />
        </State>
        <State name="With a prefix, optional">
            <TextField label="Pay per seat" name=side.id("pay") prefix="$" value="12.50" inputmode="decimal" optional=true/>
        </State>
        <State name="Error">
            <Field
                id=wrong.clone()
                label="App address"
                error=Signal::stored(Some("Write a web address, such as https://example.org.".to_owned()))
            >
                <Input id=wrong_again name=wrong value="example" invalid=true/>
            </Field>
        </State>
        <State name="Disabled">
            <Field id=side.id("fixed") label="Currency">
                <Input id=side.id("fixed") name=side.id("fixed") value="US dollar" disabled=true/>
            </Field>
        </State>
        <State name="Several lines, growing with a long text">
            <TextArea
                label="Description"
                name=side.id("text")
                rows=2
                value="Start at the front page and buy a ticket from Basel to Milan for two adults and a bicycle, without an account. Stop before paying. Say at which point you were not sure what to do next, and what you expected to see there instead."
            />
        </State>
    }
    .into_any()
}

pub fn chosen(side: Side) -> AnyView {
    view! {
        <State name="Select in a form, and bare">
            <SelectField label="Platform" name=side.id("platform") options=choices() hint="Where the journey is walked."/>
            <Select id=side.id("sort") name=side.id("sort") label="Sort by" choices=choices() value="ios" class="input-sm"/>
            <Select id=side.id("off") name=side.id("off") label="Disabled" choices=choices() disabled=true/>
        </State>
        <State name="Checkbox: off, on, disabled">
            <div>
                <Checkbox label="Evidence is required" name=side.id("evidence")/>
                <Checkbox label="Tell me by mail" name=side.id("mail") checked=true/>
                <Checkbox label="Fixed once the job is open" name=side.id("open") checked=true disabled=true/>
            </div>
        </State>
        <State name="Switch: off, on, disabled">
            <div class="card rows px-4">
                <div class="py-2"><Switch label="Weekly summary" name=side.id("weekly") hint="Mondays, by mail."/></div>
                <div class="py-2"><Switch label="New jobs that fit me" name=side.id("fit") checked=true/></div>
                <div class="py-2"><Switch label="Two-step sign-in" name=side.id("two") checked=true disabled=true/></div>
            </div>
        </State>
        <State name="Stars: none, four, disabled">
            <StarsField label="Rating" name=side.id("rating")/>
            <StarsField label="Rating" name=side.id("rated") value=4/>
            <StarsField label="Rating" name=side.id("fixed-rating") value=3 disabled=true/>
        </State>
    }
    .into_any()
}

pub fn combobox(side: Side) -> AnyView {
    let places = [
        ("Austria", "AT"),
        ("Australia", "AU"),
        ("Brazil", "BR"),
        ("Canada", "CA"),
        ("France", "FR"),
        ("Germany", "DE"),
        ("India", "IN"),
        ("Italy", "IT"),
        ("Netherlands", "NL"),
        ("Switzerland", "CH"),
        ("United Kingdom", "GB"),
        ("United States", "US"),
    ];
    let places = places.map(|(name, code)| Suggestion::with_note(name, code)).to_vec();
    let browsers = ["Chrome", "Firefox", "Safari", "Edge"].map(Suggestion::new).to_vec();
    view! {
        <FormScope failure=Signal::stored(None)>
            <State name="Default">
                <Combobox
                    label="Country"
                    name=side.id("country")
                    suggestions=Signal::stored(places)
                    hint="Type, or press the down arrow."
                />
            </State>
            <State name="With a value, needed">
                <Combobox
                    label="Browser"
                    name=side.id("browser")
                    suggestions=Signal::stored(browsers)
                    value="Firefox"
                    rule={rules::needed::<40>}
                />
            </State>
        </FormScope>
    }
    .into_any()
}

pub fn form(side: Side) -> AnyView {
    let failure = RwSignal::new(None::<Failure>);
    let (name, mail, rating) = (side.id("form-name"), side.id("form-mail"), side.id("form-rating"));
    let paths = StoredValue::new([name.clone(), mail.clone(), rating.clone()]);
    let send = move |ev: leptos::ev::SubmitEvent| {
        use leptos::wasm_bindgen::JsCast;
        ev.prevent_default();
        let form = ev.target().and_then(|t| t.dyn_into().ok());
        let data = form.and_then(|form| leptos::web_sys::FormData::new_with_form(&form).ok());
        let value = |path: &str| data.as_ref().and_then(|d| d.get(path).as_string()).unwrap_or_default();
        let mut invalid = Invalid::default();
        paths.with_value(|[name, mail, rating]| {
            invalid.text(name, &value(name), 1, 40);
            invalid.email(mail, &value(mail));
            if value(rating).is_empty() {
                invalid.push(rating, "required", "Choose one to five stars.");
            }
        });
        failure.set((!invalid.0.is_empty()).then(|| Failure::invalid(invalid)));
    };
    view! {
        <form novalidate on:submit=send>
            <FormScope failure=failure.into()>
                <TextField label="Full name" name=name rule={rules::needed::<40>} autocomplete="off"/>
                <TextField label="E-mail address" name=mail kind="email" rule=rules::email autocomplete="off"/>
                <StarsField label="Rating" name=rating/>
                <div>
                    <SubmitButton>"Send"</SubmitButton>
                </div>
            </FormScope>
        </form>
    }
    .into_any()
}

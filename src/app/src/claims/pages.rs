//! `/claims/:id`: the runner.

use super::{runner::Runner, server_fns::load_workbench};
use crate::ui::loading;
use crate::{error::AppError, ui::load};
use domain::{claims::Workbench, ids::ClaimId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

#[component]
pub fn RunnerPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let bench = loading(
        move || id.get(),
        |id| async move {
            match ClaimId::parse(id) {
                Ok(claim) => load_workbench(claim).await,
                Err(bad) => Err(AppError::from(bad)),
            }
        },
    );
    load(bench, |workbench: Workbench| {
        view! {
            <Title text=workbench.contract.title.clone() />
            <Runner workbench />
        }
        .into_any()
    })
}

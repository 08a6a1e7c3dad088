//! Jobs: the marketplace, a job's page, and the form behind it.

pub mod address;
pub mod beside;
pub mod checkout;
pub mod claim_box;
pub mod components;
pub mod details;
pub mod facets;
pub mod filters;
pub mod form;
pub mod form_page;
pub mod journey_editor;
pub mod manage;
pub mod market;
pub mod pages;
pub mod server_fns;

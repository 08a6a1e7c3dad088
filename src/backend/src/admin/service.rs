//! What the site says of itself, figures for the front page, and making administrators.

use crate::{
    App, Result,
    app::fresh,
    auth, jobs,
    users::{self, service::NewAccount},
    wallet,
};
use domain::{
    jobs::PublicStats,
    site::SiteInfo,
    users::{Role, User},
};

/// Figures that are at most half a minute old: they are counted over whole tables, and the front page asks often.
///
/// # Errors
/// When the database fails.
pub async fn stats(app: &App) -> Result<PublicStats> {
    if let Some(stats) = app.pages.figures.get(&()) {
        return Ok(stats);
    }
    let stats = PublicStats {
        open_jobs: jobs::listing::count(&app.db).await?,
        testers: users::service::count(app, Role::Tester).await?,
        paid_cents: wallet::service::paid_in_all(app).await?,
    };
    app.pages.figures.insert((), stats);
    Ok(stats)
}

/// Who runs the site, and its rules as they are set.
#[must_use]
pub fn site(app: &App) -> SiteInfo {
    let config = &app.config;
    SiteInfo {
        public_url: config.public_url.clone(),
        operator_name: config.operator.name.clone(),
        operator_address: config.operator.address.clone(),
        support_email: config.operator.support_email.clone(),
        fee_percent: config.fee.percent(),
        claim_hours: config.claim_hours,
        auto_approve_days: config.auto_approve_days,
        dispute_hours: config.dispute_hours,
        sandbox: app.payments.pretended(),
    }
}

/// Makes an account with the admin role. Only the command line can.
///
/// # Errors
/// When the address has an account already, or the password breaks its rule.
pub async fn create_admin(app: &App, email: &str, full_name: &str, password: &str) -> Result<User> {
    let mut v = domain::validation::Invalid::default();
    let email = v.email("email", email);
    domain::auth::check_password(&mut v, "password", password, &email);
    v.into_result(())?;
    auth::passwords::refuse_common("password", password)?;
    let account = NewAccount {
        id: fresh()?,
        password_hash: auth::passwords::hash(app, password).await?,
        email,
        full_name: full_name.to_owned(),
        role: Role::Admin,
        verified: true,
    };
    users::service::create(app, &account, None).await
}

//! What the product is, in a sentence and a picture, and the two doors.

use super::picture::{Picture, Shot};
use crate::auth::current::use_current_user;
use domain::users::{Role, User};
use leptos::prelude::*;

const RUNNER: Shot = Shot {
    name: "runner",
    width: 1280,
    height: 960,
    alt: "A tester at work: the step to walk, four verdicts of which “Fail” is chosen, what happened, and a screenshot on \
          which a wrong page number is framed and an arrow says “More than there are”.",
};

#[component]
pub fn Hero() -> impl IntoView {
    view! {
        <section class="overflow-x-clip border-b border-line bg-surface">
            <div class="mx-auto grid max-w-6xl items-center gap-x-12 gap-y-8 px-4 pt-9 pb-10 sm:px-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:py-14">
                <div>
                    <h1 class="text-2xl font-semibold tracking-tight text-balance sm:text-3xl">
                        "Real people test your app and show you what they saw."
                    </h1>
                    <p class="mt-4 max-w-prose text-lg text-muted text-pretty">
                        "Write down the steps and put the pay aside. Testers walk them on their own devices, mark up screenshots and report what breaks. Both sides read the same terms."
                    </p>
                    <Doors class="mt-7"/>
                </div>
                <Picture shot=RUNNER sizes="(min-width: 64rem) 40rem, calc(100vw - 2rem)" first=true class="xl:w-160 xl:max-w-none"/>
            </div>
        </section>
    }
}

/// The two ways in. Whoever is signed in already goes straight to the work.
#[component]
pub fn Doors(#[prop(default = "")] class: &'static str) -> impl IntoView {
    let user = use_current_user();
    let (client, tester) = ways(user.get_untracked().as_ref());
    view! {
        <div class=format!("flex flex-col gap-3 sm:flex-row {class}")>
            <a class="btn btn-primary btn-lg" href=client>"Get your app tested"</a>
            <a class="btn btn-secondary btn-lg" href=tester>"Earn by testing"</a>
        </div>
    }
}

/// Where the doors lead. Who is no client yet adds the role in the profile.
fn ways(user: Option<&User>) -> (&'static str, &'static str) {
    match user {
        None => ("/register?role=client", "/register?role=tester"),
        Some(user) if user.has(Role::Client) => ("/jobs/new", "/jobs"),
        Some(_) => ("/profile", "/jobs"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ids::UserId, timestamp::Timestamp};

    #[test]
    fn the_doors_lead_to_the_work() {
        let user = |roles: &[Role]| User {
            id: UserId::parse("u").expect("an id"),
            email: "a@example.org".into(),
            full_name: "A".into(),
            role: roles[0],
            roles: roles.to_vec(),
            email_verified: false,
            created_at: Timestamp::from_millis(0),
            rating: None,
            rating_count: 0,
        };
        assert_eq!(ways(None).0, "/register?role=client");
        assert_eq!(ways(Some(&user(&[Role::Tester]))), ("/profile", "/jobs"));
        assert_eq!(ways(Some(&user(&[Role::Tester, Role::Client]))), ("/jobs/new", "/jobs"));
    }
}

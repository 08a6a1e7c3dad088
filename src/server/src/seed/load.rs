//! Open, funded jobs by the thousand, to measure with. The same number gives the same jobs, but for their ids and times.

use crate::commands::say;
use backend::{
    App, Error, Result, auth,
    jobs::bulk::{self, Opening},
    projects,
    users::{self, service::NewAccount},
};
use domain::{
    auth::Actor,
    ids::{SessionId, UserId},
    jobs::{JobInput, Requirements},
    journeys::{JourneyInput, StepInput},
    projects::{Project, ProjectInput},
    timestamp::Timestamp,
    users::{Person, Role},
};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Jobs of one transaction.
const BATCH: u32 = 500;
/// Jobs of one client, in projects of half as many.
const PER_CLIENT: u32 = 500;
const EVERY: Duration = Duration::from_secs(3);

/// A client with the projects that jobs are made for.
#[derive(Clone)]
struct Owner {
    person: Person,
    projects: Vec<Project>,
}

/// Makes `count` open jobs, with clients and projects as needed.
///
/// # Errors
/// When the database fails.
pub async fn jobs(app: &App, count: u32) -> Result<()> {
    let began = Instant::now();
    let owners = owners(app, count).await?;
    say(&format!(
        "{} clients with {} projects",
        owners.len(),
        owners.iter().map(|o| o.projects.len()).sum::<usize>()
    ));
    let at_once = std::thread::available_parallelism()
        .map_or(2, std::num::NonZero::get)
        .min(4);
    let mut writers: JoinSet<Result<u32>> = JoinSet::new();
    let (mut next, mut done) = (0, 0);
    let mut told = Instant::now();
    while done < count {
        while next < count && writers.len() < at_once {
            let size = BATCH.min(count - next);
            let openings = (next..next + size)
                .map(|n| opening(app.now(), &owners, n, count))
                .collect();
            let app = app.clone();
            writers.spawn(async move { bulk::open(&app, openings).await.map(|()| size) });
            next += size;
        }
        let Some(finished) = writers.join_next().await else {
            break;
        };
        done += finished.map_err(|e| Error::Internal(e.to_string()))??;
        if told.elapsed() >= EVERY || done == count {
            told = Instant::now();
            say(&format!(
                "{done} of {count} jobs, {:.0} s",
                began.elapsed().as_secs_f64()
            ));
        }
    }
    Ok(())
}

/// Clients that nobody can sign in as: their password is random and told to no one.
async fn owners(app: &App, count: u32) -> Result<Vec<Owner>> {
    let mut secret = String::new();
    for _ in 0..4 {
        secret.push_str(&format!("{:016x}", rand::random::<u64>()));
    }
    let hash = auth::passwords::hash(app, &secret).await?;
    // Part of the addresses, so that another load makes other clients.
    let run = app.now().millis();
    let session = SessionId::parse("seed").map_err(|e| Error::Internal(e.to_string()))?;
    let mut owners = Vec::new();
    for n in 0..count.div_ceil(PER_CLIENT) {
        let mut dice = Dice(u64::from(n));
        let name = format!("{} {}", dice.pick(&FIRST_NAMES), dice.pick(&LAST_NAMES));
        let email = format!("client-{n}-{run}@load.peertest.local");
        let account = NewAccount {
            id: UserId::parse(format!("load-{run}-{n}")).map_err(|e| Error::Internal(e.to_string()))?,
            email,
            full_name: name.clone(),
            role: Role::Client,
            password_hash: hash.clone(),
            verified: true,
        };
        let user = users::service::create(app, &account, None).await?;
        let actor = Actor {
            user: user.id.clone(),
            session: session.clone(),
            roles: user.roles,
            verified: true,
            from: domain::auth::sessions::Visit::default(),
            scopes: None,
        };
        let mut of_client = Vec::new();
        for at in 0..2_u32 {
            let (app_name, _) = APPS[(n * 2 + at) as usize % APPS.len()];
            let input = ProjectInput {
                name: format!("{app_name} of {name}"),
                description: "Made by a load of test data.".into(),
                app_url: format!("https://app-{n}-{at}.example"),
            };
            of_client.push(projects::service::create(app, &actor, &input).await?);
        }
        let person = Person {
            id: user.id,
            name: user.full_name,
            rating: None,
            rating_count: 0,
        };
        owners.push(Owner {
            person,
            projects: of_client,
        });
    }
    Ok(owners)
}

/// Job number `n` of `count`; the last one is the newest.
fn opening(now: Timestamp, owners: &[Owner], n: u32, count: u32) -> Opening {
    // Anything but neighbours, so that a page of the marketplace shows many clients.
    let owner = &owners[n as usize % owners.len()];
    let mut dice = Dice(u64::from(n) | 1 << 40);
    let project = dice.pick(&owner.projects).clone();
    // Spread over sixty days, the newest a minute ago.
    let age = 60 + i64::from(count - 1 - n) * 60 * 24 * 3600 / i64::from(count);
    Opening {
        client: owner.person.clone(),
        input: input(&mut dice, now, &project),
        project,
        published_at: now.plus_seconds(-age),
    }
}

fn input(dice: &mut Dice, now: Timestamp, project: &Project) -> JobInput {
    let (app, part) = *dice.pick(&APPS);
    let (what, why) = *dice.pick(&TASKS);
    let deadline = (dice.below(6) > 0).then(|| now.plus_hours(i64::from(24 + dice.below(60 * 24))));
    let steps = (0..3 + dice.below(4)).map(|at| StepInput {
        id: None,
        action: format!("{}, step {} of the {part}.", dice.pick(&ACTIONS), at + 1),
        expected: (*dice.pick(&EXPECTATIONS)).to_owned(),
        evidence_required: at == 1,
    });
    let journey = JourneyInput { steps: steps.collect() };
    JobInput {
        project_id: Some(project.id.clone()),
        title: format!(
            "{what} in the {part} of {} {app}",
            if app.starts_with(VOWELS) { "an" } else { "a" }
        ),
        description: format!("{why} Please use the {part} as you would at home and tell us where you stopped."),
        price_cents: Some(i64::from(500 + 50 * dice.below(231))),
        slots: Some(i64::from(1 + dice.below(8))),
        deadline,
        scope_in: Some(format!("The {part}.")),
        known_bugs: if dice.below(4) == 0 {
            vec![format!("The {part} is slow at noon.")]
        } else {
            Vec::new()
        },
        requirements: Requirements {
            platforms: dice.some(&PLATFORMS),
            browsers: dice.some(&BROWSERS),
            countries: dice.some(&COUNTRIES),
            languages: dice.some(&LANGUAGES),
            min_rating: (dice.below(10) == 0).then_some(4.0),
        },
        journey,
        ..JobInput::default()
    }
}

/// The same numbers for the same seed, on every machine and in every version (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u32) -> u32 {
        (self.next() % u64::from(n.max(1))) as u32
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX));
        &from[at as usize]
    }

    /// None in half of the cases, else one or two.
    fn some(&mut self, from: &[&str]) -> Vec<String> {
        let (any, two) = (self.below(2) == 0, self.below(3) == 0);
        let mut out: Vec<String> = Vec::new();
        if any {
            return out;
        }
        for _ in 0..1 + u32::from(two) {
            let word = (*self.pick(from)).to_owned();
            if !out.contains(&word) {
                out.push(word);
            }
        }
        out
    }
}

const PLATFORMS: [&str; 6] = ["web", "ios", "android", "windows", "macos", "linux"];
const BROWSERS: [&str; 4] = ["chrome", "firefox", "safari", "edge"];
const COUNTRIES: [&str; 16] = [
    "AT", "AU", "BR", "CA", "CH", "DE", "ES", "FR", "GB", "IN", "IT", "JP", "MX", "NL", "PL", "US",
];
const LANGUAGES: [&str; 10] = ["en", "de", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt"];
const FIRST_NAMES: [&str; 16] = [
    "Amara", "Bram", "Chiara", "Diego", "Elif", "Farid", "Greta", "Hiro", "Ines", "Joris", "Kira", "Liam", "Marta",
    "Noor", "Otto", "Petra",
];
const LAST_NAMES: [&str; 16] = [
    "Adler", "Bianchi", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Huber", "Ivanova", "Jansen", "Kowalska",
    "Lopez", "Meyer", "Novak", "Okafor", "Patel",
];
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
/// Kinds of apps, and a part of each.
const APPS: [(&str, &str); 20] = [
    ("grocery shop", "checkout"),
    ("reading app", "bookshelf"),
    ("bike map", "route planner"),
    ("bank", "transfer form"),
    ("train timetable", "ticket purchase"),
    ("recipe book", "shopping list"),
    ("weather service", "radar map"),
    ("clinic", "appointment calendar"),
    ("school", "homework page"),
    ("music player", "playlist editor"),
    ("museum", "audio guide"),
    ("hotel", "booking form"),
    ("newspaper", "subscription page"),
    ("gym", "course schedule"),
    ("photo album", "upload page"),
    ("energy supplier", "meter form"),
    ("town hall", "passport request"),
    ("language course", "vocabulary trainer"),
    ("flea market", "seller page"),
    ("car sharing service", "unlock screen"),
];
const TASKS: [(&str, &str); 20] = [
    (
        "Find what is missing",
        "We changed the wording and want to know whether it is understood.",
    ),
    ("Check the totals", "Amounts have been wrong by a cent before."),
    (
        "Try the keyboard only",
        "Everybody must be able to use it without a mouse.",
    ),
    ("Test on a slow connection", "Many of our users are on the road."),
    (
        "Walk the first five minutes",
        "New users leave early and we do not know why.",
    ),
    ("Compare light and dark", "The dark colours are new."),
    ("Break the form", "We want to see which input it cannot take."),
    ("Read it aloud", "Screen readers say too much or too little."),
    ("Sign up and come back", "Returning must be easier than starting."),
    ("Search for five things", "Some words find nothing."),
    (
        "Change your mind half way",
        "Going back loses what was typed, say some.",
    ),
    ("Use it with large letters", "At twice the size lines may overlap."),
    ("Share it with a friend", "Links should open at the same place."),
    ("Turn the phone around", "Landscape was added last week."),
    ("Pay and cancel", "Refunds are new."),
    ("Rename everything", "Long names have caused trouble."),
    (
        "Follow the notification",
        "It should lead to the thing that it speaks of.",
    ),
    ("Update from the old version", "Nothing of the old data may be lost."),
    ("Work offline for a while", "Changes must arrive later."),
    ("Judge the translation", "It was made by a machine."),
];
const ACTIONS: [&str; 8] = [
    "Open the page",
    "Fill in every field",
    "Choose the second entry",
    "Go back and forth once",
    "Save and load again",
    "Turn the first option off",
    "Leave it open for a minute",
    "Do it once more, faster",
];
const EXPECTATIONS: [&str; 6] = [
    "It answers within a second.",
    "Nothing that was typed is lost.",
    "The figures follow.",
    "The message says what to do.",
    "The same thing is shown on a phone.",
    "The focus is where one expects it.",
];

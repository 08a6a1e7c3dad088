//! The demo: two clients, six testers and an admin, and jobs in every state, as they could have come about in twelve weeks.

mod screens;
mod stage;
mod story;

use backend::{App, Error, Result, db::Sql};
use domain::auth::Actor;
use screens::Gallery;
use stage::{Stage, days};

/// Addresses of the demo's accounts, and who they are. The password is `demo-password` for all.
pub const LOGINS: &[(&str, &str)] = &[
    (NORA, "client: a grocery shop, with work to review"),
    (OMAR, "client: a library's reading app and a bike map"),
    (MIA, "tester: at work on a job, paid out once"),
    (JONAS, "tester: waits for a decision"),
    (PRIYA, "tester: approved every time"),
    (LUCA, "tester: was rejected, and has a seat"),
    (SOFIA, "tester: has money in the wallet"),
    (KENJI, "tester: was asked for changes"),
    (ADA, "admin"),
];

const NORA: &str = "nora.client@demo.peertest.local";
const OMAR: &str = "omar.client@demo.peertest.local";
const MIA: &str = "mia.tester@demo.peertest.local";
const JONAS: &str = "jonas.tester@demo.peertest.local";
const PRIYA: &str = "priya.tester@demo.peertest.local";
const LUCA: &str = "luca.tester@demo.peertest.local";
const SOFIA: &str = "sofia.tester@demo.peertest.local";
const KENJI: &str = "kenji.tester@demo.peertest.local";
const ADA: &str = "ada.admin@demo.peertest.local";

/// The people of the story.
struct Cast {
    nora: Actor,
    omar: Actor,
    mia: Actor,
    jonas: Actor,
    priya: Actor,
    luca: Actor,
    sofia: Actor,
    kenji: Actor,
}

impl Cast {
    async fn register(stage: &Stage) -> Result<Self> {
        stage.at(days(90));
        stage.register_admin(ADA, "Ada Brennan").await?;
        stage.at(days(86));
        let nora = stage.register(NORA, "Nora Lindqvist", "client").await?;
        stage.pass(50);
        let omar = stage.register(OMAR, "Omar Haddad", "client").await?;
        stage.at(days(84));
        Ok(Self {
            nora,
            omar,
            mia: stage.register(MIA, "Mia Keller", "tester").await?,
            jonas: stage.register(JONAS, "Jonas Brandt", "tester").await?,
            priya: stage.register(PRIYA, "Priya Raman", "tester").await?,
            luca: stage.register(LUCA, "Luca Ferri", "tester").await?,
            sofia: stage.register(SOFIA, "Sofia Marin", "tester").await?,
            kenji: stage.register(KENJI, "Kenji Mori", "tester").await?,
        })
    }
}

/// Whether the demo was loaded into this database.
///
/// # Errors
/// When the database fails.
pub async fn is_loaded(app: &App) -> Result<bool> {
    let sql = Sql::new("RETURN record::exists(type::record('email', $email))").bind("email", NORA.to_owned());
    Ok(app.db.ask(sql).await?.row(0)?.unwrap_or(false))
}

/// Loads the demo. Everything goes through the services, as if these people had done it.
///
/// # Errors
/// When the demo is there already, or the database or the picture store fails.
pub async fn load(app: &App) -> Result<()> {
    let drawing = tokio::task::spawn_blocking(Gallery::draw);
    let stage = Stage::new(app);
    let cast = Cast::register(&stage).await?;
    let gallery = drawing
        .await
        .map_err(|e| Error::Internal(format!("drawing the demo: {e}")))??;
    story::shop::play(&stage, &cast, &gallery).await?;
    story::couriers::play(&stage, &cast, &gallery).await?;
    story::library::play(&stage, &cast, &gallery).await?;
    story::bikes::play(&stage, &cast, &gallery).await?;
    stage.at(0);
    stage.settle().await?;
    app.pages.touched();
    Ok(())
}

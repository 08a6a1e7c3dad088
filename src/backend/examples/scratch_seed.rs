#[path = "../../server/src/seed/mod.rs"]
mod seed;
mod commands {
    pub fn say(text: &str) {
        println!("{text}");
    }
}
#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    let url = args[1].clone();
    let look = move |n: &str| match n { "DATABASE_URL" => Some(url.clone()), "SECRET_KEY" => Some("0123456789abcdef0123456789abcdef".into()), "STORAGE_URL" => Some("file:///tmp/scratch-uploads".into()), _ => None };
    let config = backend::config::Config::read(&look, "127.0.0.1:3000").unwrap();
    let (app, fresh) = backend::boot::start(config).await.unwrap();
    println!("fresh {fresh} loaded {}", seed::demo::is_loaded(&app).await.unwrap());
    let t = std::time::Instant::now();
    if let Some(n) = args.get(2) {
        seed::load::jobs(&app, n.parse().unwrap()).await.unwrap();
    } else {
        seed::demo::load(&app).await.unwrap();
    }
    println!("took {:?} loaded {}", t.elapsed(), seed::demo::is_loaded(&app).await.unwrap());
    let r = backend::wallet::audit::run(&app.db).await.unwrap();
    println!("{r:#?}");
    for l in seed::demo::LOGINS { println!("{l:?}"); }
    let p = backend::jobs::listing::page(&app, &Default::default()).await.unwrap();
    for j in p.items { println!("{} {} {:?} {}", j.title, j.price_cents.0, j.published_at, j.client.name); }
    let mut a = app.db.ask(backend::db::Sql::new("SELECT VALUE status + ' ' + title FROM job")).await.unwrap();
    for s in a.rows::<String>(0).unwrap().into_iter().take(12) { println!("{s}"); }
    let mut a = app.db.ask(backend::db::Sql::new("SELECT VALUE status FROM submission")).await.unwrap();
    println!("{:?}", a.rows::<String>(0).unwrap());
}

use backend::db::{Db, Sql, Target};
fn cpu() -> f64 { let t = std::fs::read_to_string("/proc/self/schedstat").unwrap(); let _ = t; let t = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<&str> = t.rsplit(')').next().unwrap().split_whitespace().collect(); (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) * 10.0 }
#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let db = Db::connect(&Target { url, namespace: "a".into(), database: "b".into(), user: None, password: None }).await.unwrap();
    db.migrate().await.unwrap();
    let words = "Use it with large letters in the homework page of a school\nAt twice the size lines may overlap. Please use the homework page as you would at home and tell us where you stopped.";
    let key = "7ffffe5df40ee9f0019ab2c3d4e5f67890123456789abcdef";
    let rows = format!("LET $rows = array::range(0, {n}).map(|$i| {{ {{ id: rand::uuid::v7(), BODY }} }});");
    for (name, table, body) in [
        ("entry", "entry", format!("transaction: 'fund-' + <string>$i, account: 'processor_cash', owner: NONE, side: 'debit', amount: 5, change: 5, sort: '{key}' + <string>$i")),
        ("facet", "facet", format!("job_id: '{key}' + <string>$i, name: 'platform:ios', newest: '{key}' + <string>$i, price: '{key}' + <string>$i, deadline: '{key}' + <string>$i")),
        ("listing, one word", "listing", format!("card: '{}', words: 'one', newest: '{key}' + <string>$i, price: '{key}' + <string>$i, deadline: '{key}' + <string>$i", "x".repeat(700))),
        ("listing, words", "listing", format!("card: '{}', words: '{words}', newest: '{key}' + <string>$i, price: '{key}' + <string>$i, deadline: '{key}' + <string>$i", "x".repeat(700))),
        ("event", "sandbox_event", "kind: 'charge', amount: 5, fingerprint: 'charge:5:pm_card_visa', outcome: 'succeeded', created_at: 1790000000000".into()),
        ("transaction", "ledger_transaction", "kind: 'charge', reference: 'x', memo: 'm', currency: 'usd', actor: 'a', created_at: 1790000000000".into()),
        ("account", "account", "owner: 'u' + <string>$i, balance: 5".into()),
        ("job", "job", format!("owner_id: 'o', project_id: 'p', status: 'open', title: 't', description: 'd', price_cents: 5, fee_cents: 1, slots: 1, known_bugs: [], requirements: {{platforms: ['a'], browsers: [], countries: [], languages: []}}, journey: {{ steps: [{{id: 'a', action: 'Do something here', expected: 'See it', evidence_required: true}}, {{id: 'b', action: 'Do something here', expected: 'See it', evidence_required: true}}] }}, version: 1, created_at: 1790000000000, published_at: 1790000000000, sort: '{key}' + <string>$i")),
    ] {
        let make = rows.replace("BODY", &body);
        let t = cpu();
        db.write(Sql::new(make.clone())).await.unwrap();
        let making = cpu() - t;
        let t = cpu();
        db.write(Sql::new(format!("{} {make} INSERT INTO {table} $rows RETURN NONE;", std::env::args().nth(3).unwrap_or_default()))).await.unwrap();
        let all = cpu() - t;
        println!("{name}: {:.2} ms/row", (all - making) / n as f64);
    }
}

use super::*;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn range(kind: &str, from: &str, until: &str) -> Result<EntryRange, Invalid> {
    let given = |text: &str| Some(text.to_owned());
    EntryFilter {
        kind: given(kind),
        from: given(from),
        until: given(until),
    }
    .validate()
}

#[test]
fn a_date_is_a_whole_day() {
    let day = range("tipped", "2026-11-23", "2026-11-23").expect("good");
    let times = range("tipped", "2026-11-23T00:00:00Z", "2026-11-24T01:00:00+01:00").expect("good");
    assert_eq!(day, times);
    let key = |text: &str| crate::page::newest_first(at(text), "pay-0197_0");
    let holds = |text: &str| key(text) > day.after && key(text) < day.until;
    assert!(holds("2026-11-23T00:00:00Z") && holds("2026-11-23T23:59:59.999Z"));
    assert!(!holds("2026-11-22T23:59:59.999Z") && !holds("2026-11-24T00:00:00Z"));
}

#[test]
fn what_cannot_be_asked_for_is_named() {
    let all = range("", " ", "").expect("good");
    assert_eq!((all.kind, all.after.as_str(), all.until.as_str()), (None, "", "~"));
    let fields = |invalid: Invalid| invalid.0.into_iter().map(|error| error.field).collect::<Vec<_>>();
    assert_eq!(
        fields(range("gift", "soon", "2026-02-30").expect_err("bad")),
        ["kind", "from", "until"]
    );
}

#[test]
fn months_follow_each_other() {
    let november = Month::of(at("2026-11-30T23:59:59.999Z"));
    assert_eq!(
        (november.to_string(), november.name()),
        ("2026-11".into(), "November 2026".into())
    );
    assert_eq!(november.start(), at("2026-11-01T00:00:00Z"));
    assert_eq!(november.next().next().start(), at("2027-01-01T00:00:00Z"));
    assert_eq!(Month::parse("2026-11"), Some(november));
    for bad in [
        "", "2026", "2026-00", "2026-13", "26-11", "+202-11", "1969-12", "9999-12", "2026-1",
    ] {
        assert_eq!(Month::parse(bad), None, "{bad}");
    }
}

#[test]
fn both_sides_of_every_account_have_words() {
    let user = crate::ids::UserId::parse("u").expect("an id");
    let owned = [Account::ClientBalance(user.clone()), Account::TesterAvailable(user)];
    for account in Account::shared().chain(owned) {
        assert_ne!(in_words(&account, Side::Debit), in_words(&account, Side::Credit));
    }
}

fn line() -> impl Strategy<Value = MonthLine> {
    let kinds = 0..BookingKind::ALL.len();
    (0..Purse::ALL.len(), kinds, -50_000_i64..50_000).prop_map(|(purse, kind, cents)| MonthLine {
        transaction: TransactionId::parse("t").expect("an id"),
        purse: Purse::ALL[purse],
        kind: BookingKind::ALL[kind].code().to_owned(),
        description: String::new(),
        change_cents: Cents(cents),
        at: Timestamp::from_millis(0),
    })
}

proptest! {
    /// Month after month, what one closes with is what the next one opens with.
    #[test]
    fn opening_and_lines_make_the_closing(months in prop::collection::vec(prop::collection::vec(line(), 0..12), 1..6)) {
        let mut month = Month::parse("2026-11").expect("a month");
        let mut opening: Vec<(Purse, Cents)> = Vec::new();
        let mut all = 0;
        for lines in months {
            let sum: i64 = lines.iter().map(|line| line.change_cents.0).sum();
            all += sum;
            let statement = MonthlyStatement::new(month, month.start(), String::new(), "usd".into(), &opening, lines)
                .expect("it fits");
            prop_assert_eq!(statement.opening_cents.0 + sum, statement.closing_cents.0);
            prop_assert_eq!(statement.closing_cents.0, all);
            let by_kind: i64 = statement.totals.iter().map(|total| total.in_cents.0 + total.out_cents.0).sum();
            prop_assert_eq!(by_kind, sum);
            for purse in &statement.purses {
                prop_assert_eq!(purse.opening_cents.0 + purse.change_cents.0, purse.closing_cents.0);
            }
            opening = statement.purses.iter().map(|purse| (purse.purse, purse.closing_cents)).collect();
            month = month.next();
        }
    }
}

//! Money in and out by week, each side of the market with its own picture.

use crate::{
    dashboard::charts::{labels, money, spend, sum},
    ui::{
        Tone,
        chart::{BarChart, Ink, Texture, Unit},
    },
};
use domain::{
    money::Cents,
    statements::WalletWeeks,
    statistics::{WEEKS, WeekSum},
};
use leptos::prelude::*;

/// What there is to draw; nothing where nothing moved.
#[must_use]
pub fn charts(weeks: &WalletWeeks, currency: &str) -> Option<AnyView> {
    let drawn = [
        earned_and_paid_out(&weeks.earned, &weeks.paid_out, currency),
        spend(&weeks.paid_in, &weeks.refunded, currency),
    ];
    let drawn: Vec<AnyView> = drawn.into_iter().flatten().collect();
    let class = match drawn.len() {
        0 => return None,
        1 => "mb-8 grid gap-4",
        _ => "mb-8 grid gap-4 lg:grid-cols-2",
    };
    Some(view! { <section class=class aria-label="Money by week">{drawn}</section> }.into_any())
}

/// What a tester earned, and below it what went to their bank.
fn earned_and_paid_out(earned: &[WeekSum], paid_out: &[WeekSum], currency: &str) -> Option<AnyView> {
    let (came, went) = (sum(earned), sum(paid_out));
    if came == Cents::ZERO && went == Cents::ZERO {
        return None;
    }
    let series = vec![
        money("Earned", Ink::new(Tone::Good, Texture::Solid), earned, 1),
        money("Paid out", Ink::new(Tone::Neutral, Texture::Hatch), paid_out, -1),
    ];
    let chart = view! {
        <BarChart
            id="in-and-out"
            title="Earned and paid out per week"
            headline=came.display(currency)
            note=format!("earned over the last {WEEKS} weeks, {} paid out", went.display(currency))
            unit=Unit::Money(currency.to_owned())
            column="Week"
            labels=labels(earned.iter().map(|week| week.week))
            series
        />
    };
    Some(chart.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_chart_of_nothing() {
        assert!(charts(&WalletWeeks::default(), "usd").is_none());
    }
}

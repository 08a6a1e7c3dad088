//! What statements and receipts say, in the order in which they say it.

use super::{Block, Column, Paper, Row, Table, writer};
use crate::Result;
use domain::{
    money::Cents,
    statements::{MonthlyStatement, Receipt, kind_label},
};

/// Columns by their share of the width; those below zero hold numbers.
fn table<const N: usize>(shares: [f32; N], head: [&str; N], rows: Vec<Row>) -> Block {
    let column = |share: f32| Column {
        share: share.abs(),
        number: share < 0.0,
    };
    Block::Table(Table {
        columns: shares.map(column).into(),
        head: head.map(str::to_owned).into(),
        rows,
    })
}

fn row<const N: usize>(cells: [String; N]) -> Row {
    Row {
        cells: cells.into(),
        total: false,
    }
}

fn total<const N: usize>(cells: [String; N]) -> Row {
    Row {
        cells: cells.into(),
        total: true,
    }
}

/// # Errors
/// When the font cannot be read.
pub fn statement(statement: &MonthlyStatement) -> Result<Vec<u8>> {
    let money = |amount: Cents| amount.display(&statement.currency);
    let mut accounts: Vec<Row> = statement
        .purses
        .iter()
        .map(|sum| {
            let amounts = [sum.opening_cents, sum.change_cents, sum.closing_cents].map(money);
            let [opening, change, closing] = amounts;
            row([sum.purse.label().to_owned(), opening, change, closing])
        })
        .collect();
    let change = Cents(statement.closing_cents.0 - statement.opening_cents.0);
    let [opening, change, closing] = [statement.opening_cents, change, statement.closing_cents].map(money);
    accounts.push(total(["Together".into(), opening, change, closing]));
    let lines = statement.lines.iter().map(|line| {
        let what = format!("{}: {}", kind_label(&line.kind), line.description);
        row([
            line.at.date(),
            what,
            line.purse.label().into(),
            money(line.change_cents),
        ])
    });
    let kinds = statement
        .totals
        .iter()
        .map(|sum| row([sum.label.clone(), money(sum.in_cents), money(sum.out_cents)]));
    let mut blocks = vec![Block::Text(format!(
        "{} · PeerTest Hub · times in UTC",
        statement.holder
    ))];
    if statement.under_way {
        blocks.push(Block::Text("This month is not over: more may follow.".into()));
    }
    blocks.extend([
        Block::Heading("Accounts".into()),
        table(
            [0.34, -0.22, -0.22, -0.22],
            ["Account", "Opening", "Change", "Closing"],
            accounts,
        ),
        Block::Heading("Lines".into()),
        table(
            [0.16, 0.48, 0.18, -0.18],
            ["Date", "What", "Account", "Amount"],
            lines.collect(),
        ),
        Block::Heading("Totals by kind".into()),
        table([0.56, -0.22, -0.22], ["Kind", "In", "Out"], kinds.collect()),
    ]);
    writer::write(&Paper {
        title: format!("Statement for {}", statement.name),
        blocks,
    })
}

/// # Errors
/// When the font cannot be read.
pub fn receipt(receipt: &Receipt) -> Result<Vec<u8>> {
    let money = |amount: Cents| amount.display(&receipt.currency);
    let fact = |name: &str, value: String| row([name.to_owned(), value]);
    let mut facts = vec![
        fact("Number", receipt.number.to_string()),
        fact("Date", receipt.at.date_time()),
        fact("For", receipt.holders.join(", ")),
        fact("What", format!("{}: {}", receipt.kind, receipt.description)),
        fact("Change", money(receipt.change_cents)),
    ];
    if receipt.fee_cents != Cents::ZERO {
        facts.push(fact("Of which the platform's fee", money(receipt.fee_cents)));
    }
    let sides = receipt.sides.iter().map(|side| {
        let amount = money(side.amount_cents);
        let (debit, credit) = if side.side == "debit" {
            (amount, String::new())
        } else {
            (String::new(), amount)
        };
        row([side.words.clone(), side.account.clone(), debit, credit])
    });
    let blocks = vec![
        table([0.3, 0.7], ["Fact", "Value"], facts),
        Block::Heading("Both sides of the booking".into()),
        table(
            [0.4, 0.24, -0.18, -0.18],
            ["What happened", "Account", "Debit", "Credit"],
            sides.collect(),
        ),
        Block::Text("What was debited equals what was credited. · PeerTest Hub".into()),
    ];
    writer::write(&Paper {
        title: "Receipt".into(),
        blocks,
    })
}

//! Statements and receipts as PDF: A4, tagged, its letters as text that can be selected. The same paper always gives the same
//! bytes: there is nothing in it but what it says.

mod layout;
mod letters;
mod papers;
mod writer;

pub use papers::{receipt, statement};

/// What stands on a paper, from top to bottom.
struct Paper {
    title: String,
    blocks: Vec<Block>,
}

enum Block {
    /// A heading of a part.
    Heading(String),
    Text(String),
    Table(Table),
}

struct Table {
    columns: Vec<Column>,
    head: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    cells: Vec<String>,
    /// A sum, below a stronger line.
    total: bool,
}

struct Column {
    /// Its part of the width.
    share: f32,
    /// Whether it holds numbers, which stand at its right.
    number: bool,
}

//! Where on which page a paper's lines stand.

use super::{
    Block, Paper, Table,
    letters::Letters,
    writer::{Element, Page, Piece},
};
use pdf_writer::types::StructRole;

pub const WIDTH: f32 = 595.0;
pub const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
const ROOM: f32 = WIDTH - 2.0 * MARGIN;
const TEXT: f32 = 9.0;
const LINE: f32 = 13.0;
/// Between two columns.
const GAP: f32 = 10.0;

/// Puts a paper together: its pages, and what they hold as a tree of elements.
pub struct Layout<'a> {
    letters: &'a mut Letters,
    pub pages: Vec<Page>,
    pub elements: Vec<Element>,
    y: f32,
}

impl<'a> Layout<'a> {
    pub fn of(paper: &Paper, letters: &'a mut Letters) -> (Vec<Page>, Vec<Element>) {
        let mut layout = Layout {
            letters,
            pages: vec![Page::default()],
            elements: Vec::new(),
            y: HEIGHT - MARGIN,
        };
        layout.text(StructRole::H1, &paper.title, 18.0, 26.0);
        for block in &paper.blocks {
            match block {
                Block::Heading(words) => {
                    // A heading does not stand alone at the foot of a page.
                    layout.need(5.0 * LINE);
                    layout.y -= 10.0;
                    layout.text(StructRole::H2, words, 11.0, 17.0);
                }
                Block::Text(words) => layout.text(StructRole::P, words, TEXT, LINE),
                Block::Table(table) => layout.table(table),
            }
        }
        (layout.pages, layout.elements)
    }

    /// Goes on with a new page where less than `height` is left.
    fn need(&mut self, height: f32) {
        if self.y - height < MARGIN {
            self.pages.push(Page::default());
            self.y = HEIGHT - MARGIN;
        }
    }

    fn piece(&mut self, x: f32, y: f32, size: f32, line: &str) -> (usize, usize) {
        let text = self.letters.encode(line);
        let page = self.pages.len() - 1;
        self.pages[page].pieces.push(Piece { x, y, size, text });
        (page, self.pages[page].pieces.len() - 1)
    }

    fn text(&mut self, role: StructRole, words: &str, size: f32, height: f32) {
        let mut element = Element::leaf(role);
        for line in self.letters.wrap(words, size, ROOM) {
            self.need(height);
            self.y -= height;
            let piece = self.piece(MARGIN, self.y, size, &line);
            element.pieces.push(piece);
        }
        self.elements.push(element);
    }

    fn table(&mut self, table: &Table) {
        let mut whole = Element::leaf(StructRole::Table);
        self.need(3.0 * LINE);
        whole.children.push(self.row(table, &table.head, StructRole::TH));
        self.rule(0.8);
        for row in &table.rows {
            let tallest = self.lines(table, &row.cells).iter().map(Vec::len).max().unwrap_or(1);
            #[expect(clippy::cast_precision_loss, reason = "lines of one row")]
            self.need(tallest as f32 * LINE + 6.0);
            if row.total {
                self.rule(0.8);
            }
            whole.children.push(self.row(table, &row.cells, StructRole::TD));
            self.rule(0.2);
        }
        self.y -= 4.0;
        self.elements.push(whole);
    }

    /// A hairline below what stands there.
    fn rule(&mut self, width: f32) {
        let page = self.pages.len() - 1;
        self.pages[page].rules.push((MARGIN, self.y, WIDTH - MARGIN, width));
    }

    fn lines(&self, table: &Table, cells: &[String]) -> Vec<Vec<String>> {
        let columns = table.columns.iter().zip(cells);
        columns
            .map(|(column, cell)| self.letters.wrap(cell, TEXT, column.share * ROOM - GAP))
            .collect()
    }

    fn row(&mut self, table: &Table, cells: &[String], role: StructRole) -> Element {
        let lines = self.lines(table, cells);
        let (top, mut x, mut low) = (self.y - 2.0, MARGIN, self.y);
        let mut row = Element::leaf(StructRole::TR);
        for (column, lines) in table.columns.iter().zip(lines) {
            let mut cell = Element::leaf(role);
            let (room, mut y) = (column.share * ROOM, top);
            for line in lines {
                y -= LINE;
                let left = if column.number {
                    x + room - self.letters.width(&line, TEXT)
                } else {
                    x
                };
                let piece = self.piece(left, y + 2.0, TEXT, &line);
                cell.pieces.push(piece);
            }
            low = low.min(y);
            x += room;
            row.children.push(cell);
        }
        self.y = low - 3.0;
        row
    }
}

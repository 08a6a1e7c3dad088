//! The vocabulary of input: tools, modifier keys, editing keys, pointer shapes.

use crate::geometry::Rect;
use crate::hit::Handle;

/// What the pointer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tool {
    /// Selects, moves and reshapes what is there.
    #[default]
    Select,
    Pen,
    Highlighter,
    Line,
    Arrow,
    Rect,
    Ellipse,
    Text,
    /// Numbers, in the order in which they are put.
    Step,
    /// Text that points somewhere: dragged from there to where the text is to stand.
    Callout,
    /// Blackens a part of the picture for good.
    Redact,
    /// Leaves a mosaic of a part of the picture.
    Pixelate,
    /// Dims everything else.
    Spotlight,
    /// Cuts the picture.
    Crop,
}

impl Tool {
    /// In the order of the toolbar.
    pub const ALL: [Self; 14] = [
        Self::Select,
        Self::Pen,
        Self::Highlighter,
        Self::Line,
        Self::Arrow,
        Self::Rect,
        Self::Ellipse,
        Self::Text,
        Self::Step,
        Self::Callout,
        Self::Redact,
        Self::Pixelate,
        Self::Spotlight,
        Self::Crop,
    ];

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Select => "Select",
            Self::Pen => "Pen",
            Self::Highlighter => "Highlighter",
            Self::Line => "Line",
            Self::Arrow => "Arrow",
            Self::Rect => "Rectangle",
            Self::Ellipse => "Ellipse",
            Self::Text => "Text",
            Self::Step => "Numbered step",
            Self::Callout => "Callout",
            Self::Redact => "Redact",
            Self::Pixelate => "Pixelate",
            Self::Spotlight => "Spotlight",
            Self::Crop => "Crop",
        }
    }

    /// The letter that picks it, a capital.
    #[must_use]
    pub const fn key(self) -> char {
        match self {
            Self::Select => 'V',
            Self::Pen => 'P',
            Self::Highlighter => 'H',
            Self::Line => 'L',
            Self::Arrow => 'A',
            Self::Rect => 'R',
            Self::Ellipse => 'O',
            Self::Text => 'T',
            Self::Step => 'N',
            Self::Callout => 'C',
            Self::Redact => 'X',
            Self::Pixelate => 'B',
            Self::Spotlight => 'S',
            Self::Crop => 'K',
        }
    }

    /// The tool that a letter picks, capital or small.
    #[must_use]
    pub fn from_key(key: char) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.key().eq_ignore_ascii_case(&key))
    }
}

/// Keys held down beside a pointer or another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Modifiers {
    /// Constrains: squares, steps of 45°, moves along one axis; adds to the selection; makes nudges ten times as long; turns Tab
    /// around.
    pub shift: bool,
    /// Arrow keys reshape instead of moving.
    pub alt: bool,
    /// Nothing snaps to anything.
    pub free: bool,
}

impl Modifiers {
    pub const NONE: Self = Self {
        shift: false,
        alt: false,
        free: false,
    };
    pub const SHIFT: Self = Self {
        shift: true,
        alt: false,
        free: false,
    };
    pub const ALT: Self = Self {
        shift: false,
        alt: true,
        free: false,
    };
}

/// Keys that edit. Letters for tools are [`Tool::from_key`]; undo, redo and duplicate are methods of the editor, since their
/// combinations differ between systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Removes the selection.
    Delete,
    /// The arrow keys move the selection by 1 picture pixel, with Shift by 10; with Alt they drag its corner or end.
    Left,
    Right,
    Up,
    Down,
    /// Selects the next shape, with Shift the previous one. Past the end nothing happens: the focus may leave.
    Tab,
    /// Edits the selected text.
    Enter,
    /// As [`Editor::cancel`](crate::Editor::cancel).
    Escape,
}

impl Key {
    /// From the name that a browser gives the key (`KeyboardEvent.key`).
    #[must_use]
    pub fn from_dom(name: &str) -> Option<Self> {
        Some(match name {
            "Delete" | "Backspace" => Self::Delete,
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "Tab" => Self::Tab,
            "Enter" => Self::Enter,
            "Escape" => Self::Escape,
            _ => return None,
        })
    }
}

/// What selected shapes are lined up at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Align {
    Left,
    Center,
    Right,
    Top,
    Middle,
    Bottom,
}

impl Align {
    pub const ALL: [Self; 6] = [
        Self::Left,
        Self::Center,
        Self::Right,
        Self::Top,
        Self::Middle,
        Self::Bottom,
    ];

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Left => "Align left",
            Self::Center => "Align centres",
            Self::Right => "Align right",
            Self::Top => "Align top",
            Self::Middle => "Align middles",
            Self::Bottom => "Align bottom",
        }
    }

    /// How far `inner` has to move.
    #[must_use]
    pub fn distance(self, inner: Rect, around: Rect) -> (f64, f64) {
        match self {
            Self::Left => (around.x - inner.x, 0.0),
            Self::Center => (around.x + around.w / 2.0 - inner.x - inner.w / 2.0, 0.0),
            Self::Right => (around.right() - inner.right(), 0.0),
            Self::Top => (0.0, around.y - inner.y),
            Self::Middle => (0.0, around.y + around.h / 2.0 - inner.y - inner.h / 2.0),
            Self::Bottom => (0.0, around.bottom() - inner.bottom()),
        }
    }
}

/// How the pointer should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Cursor {
    #[default]
    Default,
    Crosshair,
    Text,
    /// Over something that a drag would move.
    Move,
    /// Over a handle.
    Reshape(Handle),
}

impl Cursor {
    /// The value of CSS `cursor`.
    #[must_use]
    pub const fn css(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Crosshair => "crosshair",
            Self::Text => "text",
            Self::Move | Self::Reshape(Handle::From | Handle::To) => "move",
            Self::Reshape(Handle::Turn) => "grab",
            Self::Reshape(Handle::TopLeft | Handle::BottomRight) => "nwse-resize",
            Self::Reshape(Handle::TopRight | Handle::BottomLeft) => "nesw-resize",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_tool_has_a_letter_of_its_own() {
        let letters: HashSet<char> = Tool::ALL.into_iter().map(Tool::key).collect();
        assert_eq!(letters.len(), Tool::ALL.len());
        for tool in Tool::ALL {
            assert_eq!(Tool::from_key(tool.key()), Some(tool));
            assert_eq!(Tool::from_key(tool.key().to_ascii_lowercase()), Some(tool));
        }
        assert_eq!(Tool::from_key('q'), None);
        let order: String = Tool::ALL.into_iter().map(Tool::key).collect();
        assert_eq!(order, "VPHLAROTNCXBSK");
    }
}

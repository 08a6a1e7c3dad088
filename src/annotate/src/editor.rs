//! The editor: from pointer and keyboard events to actions on a scene.
//!
//! The host (a canvas on a page, or a test) turns events into calls, in picture pixels, and does what the [`Outcome`] says. Nothing
//! changes in the scene while the pointer is down: the shape being drawn or dragged is a [preview](Editor::preview), and letting
//! go makes one [`Action`] of it.
//!
//! | Event | call |
//! | --- | --- |
//! | pointer | [`Editor::pointer_down`], [`pointer_move`](Editor::pointer_move), [`pointer_up`](Editor::pointer_up), [`double_click`](Editor::double_click); lost capture: [`cancel`](Editor::cancel) |
//! | key | [`Editor::key`] with [`Key::from_dom`](crate::Key::from_dom); prevent the default if the outcome [is handled](Outcome::is_handled) |
//! | toolbar | [`Editor::set_tool`], [`restyle`](Editor::restyle), [`undo`](Editor::undo), … |
//! | an outcome has `edit_text` | show a text field there; when it is left, [`Editor::commit_text`] or [`commit_text_of`](Editor::commit_text_of), or [`cancel`](Editor::cancel) |
//! | zoom | [`Editor::set_scale`] |
//!
//! Whatever comes in, the scene stays one that [`Scene::validate`] accepts: what would break a limit is refused as a whole, and
//! the outcome says why. A selection exists only with [`Tool::Select`]; other tools draw.

mod commands;
mod crop;
mod gesture;
mod order;
mod snap;

use std::cell::OnceCell;

use crate::action::Action;
use crate::error::SceneError;
use crate::geometry::{Point, Rect, hundredths};
use crate::history::History;
use crate::index::SpatialIndex;
use crate::limits;
use crate::paint::{Draw, box_plan, dim, overlay_plan, painted_bounds, plan_shape};
use crate::scene::Scene;
use crate::shape::Shape;
use crate::style::{PALETTE, Style, text_size_for_picture};
use crate::text::{Estimate, TextMeasure};
use crate::tool::Tool;
use gesture::Gesture;

/// What highlighters begin with: yellow.
const MARKER: usize = 1;

/// What the host has to do after an input.
#[must_use]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Paint again: scene, preview or selection look different.
    pub repaint: bool,
    /// The scene was changed by an action, an undo or a redo: save it.
    pub scene_changed: bool,
    /// Let somebody type.
    pub edit_text: Option<EditText>,
    /// What was asked for would break a limit, and nothing was changed: say why.
    pub refused: Option<SceneError>,
}

impl Outcome {
    /// Whether the input meant something here. If not, a key is the page's: it may scroll or move the focus.
    #[must_use]
    pub const fn is_handled(&self) -> bool {
        self.repaint || self.scene_changed || self.edit_text.is_some() || self.refused.is_some()
    }

    fn painted(repaint: bool) -> Self {
        Self {
            repaint,
            ..Self::default()
        }
    }

    fn changed() -> Self {
        Self {
            repaint: true,
            scene_changed: true,
            ..Self::default()
        }
    }
}

/// A text that somebody is about to type or change.
#[derive(Debug, Clone, PartialEq)]
pub struct EditText {
    /// Top left corner of the text's box.
    pub at: Point,
    /// One em, in picture pixels.
    pub size: f64,
    /// Where its bubble points; `None` for text without one.
    pub to: Option<Point>,
    /// The text shape to change, or `None` for a new one.
    pub shape: Option<u64>,
    /// What to begin with.
    pub text: String,
}

/// What the editor is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Idle,
    /// The pointer is down with a tool that draws.
    Drawing,
    /// The pointer is down on a shape, or on one of its handles.
    Dragging,
    /// The pointer is down beside all shapes, and spans a box around those that are to be selected.
    Choosing,
    /// Somebody is typing into the host's text field.
    Typing,
}

/// An editor for one scene. `M` measures text in the host's font; without one, [`Estimate`].
#[derive(Debug, Clone)]
pub struct Editor<M: TextMeasure = Estimate> {
    scene: Scene,
    history: History,
    measure: M,
    tool: Tool,
    style: Style,
    /// The same for highlighters, which are seldom of the colour of everything else.
    marker: Style,
    text_size: f64,
    /// How hard the pen is pressed; `None` for what cannot tell.
    pressure: Option<f64>,
    /// Screen pixels per picture pixel.
    scale: f64,
    /// In the order in which they were selected, none twice.
    selection: Vec<u64>,
    gesture: Gesture,
    typing: Option<EditText>,
    /// Of the scene as it is; made when it is first asked for.
    index: OnceCell<SpatialIndex>,
}

impl Editor {
    /// An editor for `scene` that estimates how wide text is.
    #[must_use]
    pub fn new(scene: Scene) -> Self {
        Self::with_measure(scene, Estimate)
    }
}

impl<M: TextMeasure> Editor<M> {
    /// An editor for `scene`, with nothing to undo, in a style that suits the picture's size. The scene should be valid: in one
    /// that is not, every change is refused with the reason.
    #[must_use]
    pub fn with_measure(scene: Scene, measure: M) -> Self {
        let (width, height) = (scene.width, scene.height);
        Self {
            scene,
            history: History::new(),
            measure,
            tool: Tool::Select,
            style: Style::for_picture(width, height),
            marker: Style {
                color: PALETTE[MARKER],
                ..Style::for_picture(width, height)
            },
            text_size: text_size_for_picture(width, height),
            pressure: None,
            scale: 1.0,
            selection: Vec::new(),
            gesture: Gesture::Idle,
            typing: None,
            index: OnceCell::new(),
        }
    }

    /// The scene as it would be saved now, without any preview.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    #[must_use]
    pub fn into_scene(self) -> Scene {
        self.scene
    }

    #[must_use]
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// The style of what will be drawn next.
    #[must_use]
    pub fn style(&self) -> Style {
        if self.tool == Tool::Highlighter {
            self.marker
        } else {
            self.style
        }
    }

    /// The size (one em, picture pixels) of the text that will be written next.
    #[must_use]
    pub fn text_size(&self) -> f64 {
        self.text_size
    }

    /// Screen pixels per picture pixel.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// How hard the pen is pressed from now on, from 0 to 1; `None` for mice and fingers, whose lines are even.
    pub fn set_pressure(&mut self, pressure: Option<f64>) {
        self.pressure = pressure.map(|p| hundredths(limits::clamped(p, limits::PRESSURE, 0.5)));
    }

    /// Ids of the selected shapes, in the order in which they were selected.
    #[must_use]
    pub fn selection(&self) -> &[u64] {
        &self.selection
    }

    /// The selected shapes as the scene has them, in the same order.
    pub fn selected(&self) -> impl Iterator<Item = &Shape> {
        self.selection.iter().filter_map(|id| self.scene.shape(*id))
    }

    /// The selected shape when it is one alone.
    #[must_use]
    pub fn only_selected(&self) -> Option<&Shape> {
        match self.selection[..] {
            [id] => self.scene.shape(id),
            _ => None,
        }
    }

    #[must_use]
    pub fn state(&self) -> State {
        match self.gesture {
            Gesture::Idle if self.typing.is_some() => State::Typing,
            Gesture::Idle => State::Idle,
            Gesture::Drawing { .. } | Gesture::Placing { .. } | Gesture::Cropping { .. } => State::Drawing,
            Gesture::Dragging { .. } => State::Dragging,
            Gesture::Choosing { .. } => State::Choosing,
        }
    }

    /// The text that the host is letting somebody type, if any.
    #[must_use]
    pub fn typing(&self) -> Option<&EditText> {
        self.typing.as_ref()
    }

    /// The shapes being drawn or dragged, as they would be if the pointer were let go now; none when that would change nothing.
    /// While shapes of the scene are dragged, the previews have their ids and are meant to be painted in their places.
    #[must_use]
    pub fn preview(&self) -> &[Shape] {
        match &self.gesture {
            Gesture::Drawing { draft, .. } if self.is_worth_keeping(draft) => std::slice::from_ref(draft),
            Gesture::Dragging { drafts, .. } => drafts,
            _ => &[],
        }
    }

    /// The scene as it would be if the pointer were let go now: what a host keeps in case that it never is.
    #[must_use]
    pub fn unfinished(&self) -> Scene {
        let mut scene = self.scene.clone();
        for shape in self.preview() {
            match scene.shapes.iter_mut().find(|known| known.id == shape.id) {
                Some(known) => known.clone_from(shape),
                None => scene.shapes.push(shape.clone()),
            }
        }
        scene
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// Whether the scene differs from what was last saved; at first, from what the editor began with.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.history.is_dirty()
    }

    /// The scene as it is now has been saved.
    pub fn mark_saved(&mut self) {
        self.history.mark_saved();
    }

    /// What to paint while editing: the scene, with the preview in its place and without the text that is being typed.
    #[must_use]
    pub fn plan(&self) -> Vec<Draw> {
        let shapes = self
            .shown()
            .flat_map(|shape| plan_shape(&self.scene, shape, &self.measure));
        self.dimmed().into_iter().chain(shapes).collect()
    }

    /// What to paint of one shape, as for [`Editor::plan`].
    #[must_use]
    pub fn plan_of(&self, shape: &Shape) -> Vec<Draw> {
        plan_shape(&self.scene, shape, &self.measure)
    }

    /// The box around everything that is painted of one shape.
    #[must_use]
    pub fn painted_bounds(&self, shape: &Shape) -> Rect {
        painted_bounds(shape, &self.measure)
    }

    /// What is dimmed now, below all shapes, with the preview in its place.
    #[must_use]
    pub fn dimmed(&self) -> Option<Draw> {
        dim(&self.scene, self.shown())
    }

    /// The shapes that are to be seen, from the bottom to the top.
    fn shown(&self) -> impl Iterator<Item = &Shape> {
        let drawing = self.state() == State::Drawing;
        let (drawn, dragged) = if drawing {
            (self.preview(), &[][..])
        } else {
            (&[][..], self.preview())
        };
        let hidden = self.typing.as_ref().and_then(|typing| typing.shape);
        let shapes = self.scene.shapes.iter().filter(move |shape| Some(shape.id) != hidden);
        let shown = shapes.map(move |shape| dragged.iter().find(|dragged| dragged.id == shape.id).unwrap_or(shape));
        shown.chain(drawn)
    }

    /// What to paint over the picture to show the selection, at the present scale. Never part of a flattened picture.
    #[must_use]
    pub fn overlay(&self) -> Vec<Draw> {
        if self.typing.is_some() {
            return Vec::new();
        }
        let preview = self.preview();
        let shown = self
            .selected()
            .map(|shape| preview.iter().find(|preview| preview.id == shape.id).unwrap_or(shape));
        let alone = self.selection.len() == 1;
        let mut draws: Vec<Draw> = shown
            .flat_map(|shape| overlay_plan(shape, &self.measure, self.scale, alone))
            .collect();
        if let Gesture::Choosing { start, now, .. } = &self.gesture {
            draws.extend(box_plan(Rect::from_corners(*start, *now), self.scale));
        }
        if let Gesture::Dragging { guides, .. } = &self.gesture {
            draws.extend(guides.iter().map(|guide| guide.plan(self.scale, self.scene.picture())));
        }
        self.crop_plan().into_iter().chain(draws).collect()
    }

    /// Performs an action, or says why not.
    fn perform(&mut self, action: Action) -> Outcome {
        let outcome = match self.history.perform(&mut self.scene, action) {
            Ok(()) => Outcome::changed(),
            Err(error) => Outcome {
                repaint: true,
                refused: Some(error),
                ..Outcome::default()
            },
        };
        self.forget_missing();
        outcome
    }

    /// After a change: lets go of what is known of the scene as it was, and of a selection that is not there any more.
    fn forget_missing(&mut self) {
        self.index = OnceCell::new();
        self.selection.retain(|id| self.scene.index_of(*id).is_some());
    }

    /// Performs several actions as one step; nothing when there are none.
    fn perform_all(&mut self, mut actions: Vec<Action>) -> Outcome {
        match actions.len() {
            0 => Outcome::default(),
            1 => self.perform(actions.remove(0)),
            _ => self.perform(Action::Many(actions)),
        }
    }

    /// Drops whatever was begun and not finished; says whether there was anything.
    fn interrupt(&mut self) -> bool {
        let typed = self.typing.take().is_some();
        let gesture = std::mem::take(&mut self.gesture);
        typed || !matches!(gesture, Gesture::Idle)
    }
}

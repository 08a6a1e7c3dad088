//! The design system. It knows no noun: what is shown here comes in as text, numbers and views. `/dev/ui` shows each
//! part in every state; the looks stand in `style/main.css`, whose class names the parts carry.
//!
//! What to use when:
//!
//! - a page's data → [`loading`], shown by [`load`]; a section's, where the rest stands without it → [`load_section`]; both show skeleton,
//!   value, or why not, with a way to try again
//! - a form → [`FormScope`] around the fields, [`SubmitButton`] at their end. Typed: [`TextField`], [`TextArea`],
//!   [`Combobox`] (with suggestions). Chosen: [`SelectField`], [`Checkbox`], [`Switch`], [`StarsField`]. Bare, outside a
//!   form: [`Input`], [`Select`], with a [`Field`] or a label of their own
//! - something to press → [`Button`]; somewhere to go → [`LinkButton`]; several of either → [`Dropdown`]
//! - over the page → [`Modal`] for a question, [`Drawer`] for what one reads or sets beside it, both opened by
//!   [`ModalButton`]; [`Tooltip`] for a word about a control; [`CommandPalette`] for everything
//! - what just happened → [`use_toasts`]; what is so → [`Banner`]; that there is nothing → [`EmptyState`]; that it went
//!   wrong → [`ErrorState`] for a page, [`SectionError`] for a section
//! - that it is still coming → [`Skeleton`] and its kin, of the shape of what comes; [`NavProgress`] between pages
//! - where one is → [`Breadcrumbs`], [`Tabs`], [`Stepper`], [`Pagination`] (or [`LoadMore`], where a list goes on)
//! - figures → [`Table`], [`Progress`], [`Badge`], [`Stars`], [`SeatDots`]; amounts and times → [`format`]
//! - figures as pictures, each with its table → [`chart`]
//! - what the browser fetches only once it is wanted → `part`
//! - a key → [`Kbd`]; a picture of a word → [`Icon`]; a picture of a person → [`Avatar`]

pub mod browser;
pub mod button;
pub mod chart;
pub mod choice;
pub mod combobox;
pub mod data;
pub mod feedback;
pub mod form;
pub mod format;
pub mod go;
pub mod icons;
pub mod kbd;
pub mod layout;
pub mod listbox;
pub mod load;
pub mod menu;
pub mod modal;
pub mod nav;
pub mod palette;
#[cfg(feature = "hydrate")]
pub mod part;
pub mod rules;
pub mod source;
pub mod table;
pub mod theme;
pub mod toast;
pub mod tooltip;
pub mod typed;

pub use button::{Button, LinkButton, SubmitButton, Variant};
pub use choice::{Checkbox, Select, SelectField, StarsField, Switch};
pub use combobox::{Combobox, Suggestion};
pub use data::{Avatar, Badge, Progress, SeatDots, Stars, Tone};
pub use feedback::{Banner, EmptyState, ErrorState, SectionError, Skeleton, SkeletonCard, SkeletonRows, SkeletonText};
pub use form::{Field, FormScope, Input, TextArea, TextField};
pub use format::{Deadline, Money, TimeLeft, When, WhenMode, now};
pub use go::Navigator;
pub use icons::{Glyph, Icon};
pub use kbd::Kbd;
pub use layout::{Card, LoadMore, PageHead, Tabs};
pub use load::{load, load_section};
pub use menu::{Dropdown, MenuButton, MenuLine, MenuLink};
pub use modal::{Drawer, Modal, ModalButton};
pub use nav::{Breadcrumbs, NavProgress, PageLink, Pagination, Stepper};
pub use palette::{CommandPalette, PaletteAction, PaletteHandle, PaletteItem};
pub use source::{Loaded, loading};
pub use table::{Column, Table};
pub use toast::{ToastRegion, Toasts, use_toasts};
pub use tooltip::Tooltip;
pub use typed::{LandAt, typed};

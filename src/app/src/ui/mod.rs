//! The design system. It knows no noun: what is shown here comes in as text, numbers and views.
//!
//! What to use when: a form → [`form`] (`FormScope` around the fields, one `…Field` each, `SubmitButton`); a page's data
//! → [`load::load`]; something to press → [`button`]; amounts and times → [`format`].
//! The looks stand in `style/main.css`; components carry its class names.

pub mod button;
pub mod data;
pub mod feedback;
pub mod form;
pub mod format;
pub mod icons;
pub mod layout;
pub mod load;
pub mod modal;
pub mod rules;
pub mod theme;
pub mod toast;
pub mod typed;

pub use button::{Button, LinkButton, SubmitButton, Variant};
pub use data::{Avatar, Badge, Progress, SeatDots, Stars, Tone};
pub use feedback::{Banner, EmptyState, ErrorState, Skeleton};
pub use form::{Checkbox, Field, FormScope, Input, SelectField, TextArea, TextField};
pub use format::{Deadline, Money, TimeLeft, When, WhenMode};
pub use icons::{Glyph, Icon};
pub use layout::{Card, LoadMore, PageHead, Tabs};
pub use load::load;
pub use modal::{Modal, ModalButton};
pub use toast::{ToastRegion, Toasts, use_toasts};
pub use typed::{LandAt, typed};

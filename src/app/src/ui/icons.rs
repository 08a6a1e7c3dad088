//! Stroke icons on a 24 grid, drawn for this product: one weight, round ends, no fills.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Alert,
    ArrowLeft,
    ArrowRight,
    ArrowDown,
    ArrowUp,
    Bank,
    Bug,
    Camera,
    Check,
    CheckCircle,
    ChevronDown,
    Clock,
    Close,
    Desktop,
    Dots,
    External,
    Eye,
    Filter,
    Flask,
    Folder,
    Globe,
    Grid,
    Inbox,
    Info,
    Language,
    Lock,
    Moon,
    Pencil,
    Phone,
    Plus,
    Search,
    Seat,
    Shield,
    SignOut,
    Star,
    Sun,
    Trash,
    User,
    Wallet,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Alert => "<path d='M12 4 2.8 19.5h18.4L12 4Z'/><path d='M12 10v4.2M12 17v.01'/>",
            Self::ArrowLeft => "<path d='M19 12H5m6-6-6 6 6 6'/>",
            Self::ArrowRight => "<path d='M5 12h14m-6-6 6 6-6 6'/>",
            Self::ArrowDown => "<path d='M12 5v14m-6-6 6 6 6-6'/>",
            Self::ArrowUp => "<path d='M12 19V5m-6 6 6-6 6 6'/>",
            Self::Bank => "<path d='M3 9.5 12 4l9 5.5H3ZM5.5 10v7.5m4.3-7.5v7.5m4.4-7.5v7.5M18.5 10v7.5M3 20h18'/>",
            Self::Bug => {
                "<rect x='8' y='8' width='8' height='11' rx='4'/><path d='M9.5 8a2.5 2.5 0 0 1 5 0M12 12v7M4 13.5h4m8 0h4M5 8l3 2.5M19 8l-3 2.5M5 20l3.5-3M19 20l-3.5-3'/>"
            }
            Self::Camera => {
                "<path d='M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5v-9Z'/><circle cx='12' cy='13' r='3.3'/>"
            }
            Self::Check => "<path d='m5 12.5 4.5 4.5L19 7.5'/>",
            Self::CheckCircle => "<circle cx='12' cy='12' r='8.5'/><path d='m8.3 12.3 2.5 2.5 5-5.3'/>",
            Self::ChevronDown => "<path d='m6 9.5 6 6 6-6'/>",
            Self::Clock => "<circle cx='12' cy='12' r='8.5'/><path d='M12 7.5V12l3 2'/>",
            Self::Close => "<path d='m6 6 12 12M18 6 6 18'/>",
            Self::Desktop => "<rect x='3' y='4.5' width='18' height='12' rx='1.5'/><path d='M9 20h6m-3-3.5V20'/>",
            Self::Dots => "<path d='M5 12v.01M12 12v.01M19 12v.01'/>",
            Self::External => {
                "<path d='M13.5 4.5h6v6M19.5 4.5 11 13M17.5 14v4a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18V8A1.5 1.5 0 0 1 6 6.5h4'/>"
            }
            Self::Eye => {
                "<path d='M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z'/><circle cx='12' cy='12' r='2.8'/>"
            }
            Self::Filter => "<path d='M4 6.5h16M7 12h10m-7 5.5h4'/>",
            Self::Flask => {
                "<path d='M9 3.5h6M10 3.5v6L4.8 18a1.7 1.7 0 0 0 1.5 2.5h11.4a1.7 1.7 0 0 0 1.5-2.5L14 9.5v-6M7.5 14.5h9'/>"
            }
            Self::Folder => {
                "<path d='M3.5 7A1.5 1.5 0 0 1 5 5.5h4.3l2 2.3H19A1.5 1.5 0 0 1 20.5 9.3v8.2A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5V7Z'/>"
            }
            Self::Globe => {
                "<circle cx='12' cy='12' r='8.5'/><path d='M3.5 12h17M12 3.5c2.5 2.5 3.5 5.3 3.5 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.3-3.5-8.5s1-6 3.5-8.5Z'/>"
            }
            Self::Grid => {
                "<rect x='4' y='4' width='6.5' height='6.5' rx='1.5'/><rect x='13.5' y='4' width='6.5' height='6.5' rx='1.5'/><rect x='4' y='13.5' width='6.5' height='6.5' rx='1.5'/><rect x='13.5' y='13.5' width='6.5' height='6.5' rx='1.5'/>"
            }
            Self::Inbox => {
                "<path d='M3.5 13.5 6 5.5h12l2.5 8v4A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5v-4Zm0 0H8.5l1.2 2.3h4.6l1.2-2.3h5'/>"
            }
            Self::Info => "<circle cx='12' cy='12' r='8.5'/><path d='M12 11.3V16M12 8v.01'/>",
            Self::Language => {
                "<path d='M3.5 6h9M8 4v2m3 0c-.8 3.8-3.2 6.5-7 8M5 9c1 2.3 3 4 5.5 5M12 20l4-9.5 4 9.5m-6.6-3h5.2'/>"
            }
            Self::Lock => {
                "<rect x='5' y='10.5' width='14' height='9' rx='1.8'/><path d='M8 10.5V8a4 4 0 0 1 8 0v2.5'/>"
            }
            Self::Moon => "<path d='M19.5 14.3A8 8 0 0 1 9.7 4.5a8 8 0 1 0 9.8 9.8Z'/>",
            Self::Pencil => {
                "<path d='m4.5 19.5 1-4L16 5a1.8 1.8 0 0 1 2.5 0l.5.5a1.8 1.8 0 0 1 0 2.5L8.5 18.5l-4 1ZM14 7l3 3'/>"
            }
            Self::Phone => "<rect x='7' y='3' width='10' height='18' rx='2'/><path d='M11 18h2'/>",
            Self::Plus => "<path d='M12 5v14M5 12h14'/>",
            Self::Search => "<circle cx='11' cy='11' r='6.5'/><path d='m16 16 4 4'/>",
            Self::Seat => "<circle cx='12' cy='8' r='3.5'/><path d='M5 20c.5-4 3.3-6 7-6s6.5 2 7 6'/>",
            Self::Shield => {
                "<path d='M12 3.5 5 6v5.5c0 4.3 2.8 7.3 7 9 4.2-1.7 7-4.7 7-9V6l-7-2.5Z'/><path d='m9 11.8 2.2 2.2L15 10'/>"
            }
            Self::SignOut => {
                "<path d='M14 4.5H6.5A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5H14M10 12h10m-3.5-3.5L20 12l-3.5 3.5'/>"
            }
            Self::Star => "<path d='m12 4 2.4 5 5.6.7-4.1 3.8 1.1 5.5L12 16.3 7 19l1.1-5.5L4 9.7 9.6 9 12 4Z'/>",
            Self::Sun => {
                "<circle cx='12' cy='12' r='3.8'/><path d='M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4'/>"
            }
            Self::Trash => {
                "<path d='M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 11a1.5 1.5 0 0 0 1.5 1.5h6.4a1.5 1.5 0 0 0 1.5-1.5l.8-11M10 10.5v5.5m4-5.5v5.5'/>"
            }
            Self::User => {
                "<circle cx='12' cy='12' r='8.5'/><circle cx='12' cy='10' r='2.8'/><path d='M6.8 18.5c.9-2.5 2.8-3.7 5.2-3.7s4.3 1.2 5.2 3.7'/>"
            }
            Self::Wallet => {
                "<path d='M4 7.5v10A1.5 1.5 0 0 0 5.5 19h13a1.5 1.5 0 0 0 1.5-1.5v-8A1.5 1.5 0 0 0 18.5 8h-13A1.5 1.5 0 0 1 4 6.5 1.5 1.5 0 0 1 5.5 5H17v3M16 13.5v.01'/>"
            }
        }
    }
}

/// An icon beside words that say the same. Standing alone, its button or link carries the name.
#[component]
pub fn Icon(glyph: Glyph, #[prop(default = "size-5")] class: &'static str) -> impl IntoView {
    view! {
        <svg
            class=format!("icon {class}")
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
            inner_html=glyph.path()
        ></svg>
    }
}

/// The mark of the product: a step ticked off inside a marked region.
#[component]
pub fn Mark(#[prop(default = "size-7")] class: &'static str) -> impl IntoView {
    view! {
        <svg class=class viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="8" fill="var(--color-primary)"></rect>
            <path
                d="M7.5 12.5V9A1.5 1.5 0 0 1 9 7.5h3.5m7 0H23A1.5 1.5 0 0 1 24.5 9v3.5m0 7V23a1.5 1.5 0 0 1-1.5 1.5h-3.5m-7 0H9A1.5 1.5 0 0 1 7.5 23v-3.5"
                fill="none"
                stroke="var(--color-on-primary)"
                stroke-opacity=".6"
                stroke-width="2"
                stroke-linecap="round"
            ></path>
            <path
                d="m11 16.3 3.5 3.5 6.7-7.3"
                fill="none"
                stroke="var(--color-on-primary)"
                stroke-width="2.6"
                stroke-linecap="round"
                stroke-linejoin="round"
            ></path>
        </svg>
    }
}

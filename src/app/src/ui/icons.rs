//! Icons: Lucide's strokes on a 24 grid, under the names that mean something here.
//!
//! [`Glyph`] is the house's vocabulary; a page asks for `Glyph::Wallet` and never for a drawing. A new word is a line in
//! the list below. The drawings are statics, of which only those named here end up in the binary.

use leptos::prelude::*;

macro_rules! glyphs {
    ($($name:ident: $drawing:ident,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Glyph {
            $($name,)*
        }

        impl Glyph {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            #[must_use]
            pub fn data(self) -> icondata_core::Icon {
                match self {
                    $(Self::$name => icondata_lu::$drawing,)*
                }
            }
        }
    };
}

glyphs! {
    Alert: LuTriangleAlert,
    ArrowDown: LuArrowDown,
    ArrowLeft: LuArrowLeft,
    ArrowRight: LuArrowRight,
    ArrowUp: LuArrowUp,
    Bank: LuLandmark,
    Bell: LuBell,
    Bug: LuBug,
    Camera: LuCamera,
    ChartBar: LuChartColumn,
    Check: LuCheck,
    CheckCircle: LuCircleCheck,
    ChevronDown: LuChevronDown,
    ChevronLeft: LuChevronLeft,
    ChevronRight: LuChevronRight,
    Clock: LuClock,
    Close: LuX,
    Command: LuCommand,
    Copy: LuCopy,
    Desktop: LuMonitor,
    Dots: LuEllipsis,
    Download: LuDownload,
    External: LuExternalLink,
    Eye: LuEye,
    Film: LuFilm,
    Filter: LuListFilter,
    Flag: LuFlag,
    Flask: LuFlaskConical,
    Folder: LuFolder,
    Globe: LuGlobe,
    Grid: LuLayoutGrid,
    HelpCircle: LuCircleHelp,
    Image: LuImage,
    Inbox: LuInbox,
    Info: LuInfo,
    Keyboard: LuKeyboard,
    Language: LuLanguages,
    Link: LuLink,
    Lock: LuLock,
    Menu: LuMenu,
    MessageSquare: LuMessageSquare,
    Minus: LuMinus,
    MinusCircle: LuCircleMinus,
    Moon: LuMoon,
    Pencil: LuPencil,
    Phone: LuSmartphone,
    Play: LuPlay,
    Plus: LuPlus,
    Receipt: LuReceiptText,
    Refresh: LuRefreshCw,
    Search: LuSearch,
    Seat: LuArmchair,
    Settings: LuSettings,
    Shield: LuShieldCheck,
    SignOut: LuLogOut,
    Star: LuStar,
    Sun: LuSun,
    Trash: LuTrash2,
    User: LuCircleUserRound,
    Users: LuUsersRound,
    Wallet: LuWallet,
    XCircle: LuCircleX,
}

/// An icon beside words that say the same. Standing alone, its button or link carries the name.
#[component]
pub fn Icon(glyph: Glyph, #[prop(default = "size-5")] class: &'static str) -> impl IntoView {
    let drawing = glyph.data();
    view! {
        <svg
            class=format!("icon {class}")
            viewBox=drawing.view_box
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
            inner_html=drawing.data
        ></svg>
    }
}

/// The mark of the product: a step ticked off inside a marked region.
#[component]
pub fn Mark(#[prop(default = "size-7")] class: &'static str) -> impl IntoView {
    view! {
        <span class=format!("block flex-none {class}")>
        <svg class="size-full" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
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
        </span>
    }
}

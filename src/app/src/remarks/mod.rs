//! What client and tester say to each other about a picture. Whoever shows a picture makes a [`talk::Talk`] and puts
//! [`pins::Pins`] over it and [`threads::Threads`] beside it.

pub mod pins;
pub mod server_fns;
pub mod talk;
pub mod threads;

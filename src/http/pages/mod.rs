//! Pages for people: the console, how alerts work, the API. Everything in them is from this origin.

mod assets;
mod console;
mod how_alerts_work;
mod html;
mod reference;

pub(super) use assets::{__path_asset, asset};
pub(super) use console::{__path_handover, __path_watch, handover, watch};
pub(super) use how_alerts_work::{__path_how_alerts_work, how_alerts_work};
pub(super) use html::{Escaped, page};
pub(super) use reference::{__path_reference, reference};

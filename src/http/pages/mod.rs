//! Pages for people: the watch, how alerts work, the API. Everything in them is from this origin.

mod assets;
mod how_alerts_work;
mod html;
mod reference;

pub(super) use assets::{__path_asset, __path_watch, asset, watch};
pub(super) use how_alerts_work::{__path_how_alerts_work, how_alerts_work};
pub(super) use reference::{__path_reference, reference};

//! Scripted contacts (TOML) to NMEA sentences: for exercises, the demo and the tests. Owns the AIS
//! encoder.
//!
//! A script says who sails where, heard by what; it is rendered to the sentences that a receiver
//! or a radar would have given, in order of time, each with a TAG block. The same script and seed
//! give the same bytes on any machine.
//!
//! ```
//! let script = picket::script::Script::parse(r#"
//! start = 2017-03-09T08:40:00Z     # event time of second 0
//! seed = 7                         # of noise and loss; default 0
//! station = "SCRIPT"               # TAG `s`; default "script"
//! duration_secs = 900              # end of every contact without an `end_secs` of its own
//!
//! [radar]                          # only with `radar-ttm` contacts
//! position = [50.30, 13.80]        # lon, lat, as in the feed's configuration
//!
//! [[contact]]
//! mmsi = 999000001
//! name = "EXAMPLE"                 # required; pursuers may name it too
//! call_sign = "PKT1"
//! imo = 9074729
//! ship_type = 80
//! length_m = 180
//! beam_m = 30
//! destination = "ADEN"
//! navigational_status = 0          # code of M.1371; default 0 under way
//! sensor = "class-a"               # class-a | class-b | beacon | radar-ttm | radar-tll
//! start = [50.33, 13.86]           # lon, lat
//! leg = [
//!     { course = 75, speed_kn = 12, for_secs = 600 },      # a course
//!     { to = [50.60, 13.95], speed_kn = 14 },              # to a place, then stopped there
//!     { hold_secs = 300, navigational_status = 1 },        # no way made
//! ]
//!
//! [[contact]]
//! mmsi = 999000002
//! name = "SKIFF"
//! sensor = "class-b"
//! start = [50.28, 13.83]
//! begin_secs = 60                  # appears then; default 0
//! end_secs = 800                   # disappears then; default when its legs are through
//! interval_secs = 5                # default: M.1371 by class, speed and status; radar 5
//! noise = { position_m = 8, sog_kn = 0.2, cog_deg = 2 }    # standard deviations
//! loss = 0.05                      # share of messages never heard
//! leg = [
//!     { hold_secs = 30 },
//!     { pursue = "EXAMPLE", speed_kn = 25, until_nm = 0.1 },         # aims ahead, to meet
//!     { keep_with = 999000001, bearing_deg = 150, range_nm = 0.05, speed_kn = 25, for_secs = 120 },
//!     { course = 200, speed_kn = 22, for_secs = 300, silent = true },
//! ]
//!
//! [[message]]                      # AIS 14, or 12 with `to`
//! at_secs = 400
//! mmsi = 999000001
//! text = "MAYDAY SKIFF ALONGSIDE"
//! "#).expect("a script");
//! let mut lines = 0;
//! script.render(&mut |_time, _sentence| lines += 1);
//! assert!(lines > 200);
//! ```
//!
//! Further keys: `number` (0-99, radar contacts), `repeat = true` (the legs start over until the
//! end), `test = true` (a beacon under test). `bearing_deg` of `keep_with` counts clockwise from
//! the other's bow. A contact with time left after its last leg keeps its last course and speed,
//! stopped after `to`, `hold_secs` and `anchor_secs`. An unknown key is an error.
//!
//! # More ways to move
//!
//! | leg | what it does |
//! |---|---|
//! | `{ pass = "EXAMPLE", cpa_nm = 0.2, in_secs = 600, leave_to = "port" }` | a constant course with its closest point then; `speed_kn` instead of `in_secs`; ends there, or after `for_secs` |
//! | `{ ease_to_kn = 0.5, in_secs = 25 }` | changes speed evenly on the course it has |
//! | `{ circle_nm = 0.3, speed_kn = 3, clockwise = false, for_secs = 1800 }` | round a circle, from the course it has |
//! | `{ anchor_secs = 3600, swing_nm = 0.1, period_secs = 900, bearing_deg = 180 }` | swings 60 degrees to either side of that bearing from her anchor, the bow to it |
//! | `{ towed_by = "TUG", line_nm = 0.1, for_secs = 900 }` | drawn behind another |
//! | `{ marks = [[50.3, 13.8], [50.4, 13.9]], laps = 3, speed_kn = 6 }` | a race round marks |
//!
//! `heading_deg` of a leg turns the bow elsewhere than she goes: a drift.
//!
//! # Who it is and how it is heard
//!
//! ```toml
//! [delivery]                       # on the way from the receivers, to every message
//! loss = 0.05
//! shuffle_secs = 20                # held up by up to this, so that messages overtake each other
//! late = { share = 0.1, secs = 400, restamp = true }  # restamp: the TAG block says the arrival
//!
//! [[receiver]]                     # without any, the script's `station` hears everything
//! name = "north"
//! position = [50.0, 14.0]          # or with = "EXAMPLE": on board
//! range_nm = 25                    # all within 80 % of it, beyond that ever less
//!
//! [[contact]]
//! start = { off = "EXAMPLE", bearing_deg = 90, range_nm = 0.05 }    # as it is at begin_secs
//! jitter_secs = 2                  # each report up to this much earlier or later
//! silence = [{ from_secs = 600, to_secs = 1500 }]
//! late = { share = 1.0, secs = 60 }
//! change = [{ at_secs = 900, name = "OTHER", mmsi = 999000003 }]    # any of the static data
//! gnss = [{ from_secs = 300, to_secs = 900, at = [50.5, 14.0], circle_nm = 0.2, period_secs = 120 }]
//! also = [{ sensor = "radar-tll", number = 4, loss = 0.1 }]         # further sensors, each with its
//! # own interval_secs, jitter_secs, noise, loss, late and silence
//! ```
//!
//! A `gnss` fault shifts what the craft itself reports (`at`, or `bearing_deg` and `range_nm`; with
//! `sog_kn` what it says of its speed) and deceives no radar.
//!
//! # What it shows
//!
//! ```toml
//! [[area]]                         # its waters, for whoever plays it
//! id = "gulf"
//! kind = "high-risk-area"
//! ring = []                        # corners; none: all waters
//!
//! [[expect]]                       # what is to be raised; a script without any is quiet
//! rule = "fast-approach"
//! about = "EXAMPLE"
//! holds_secs = 420                 # when the definition first holds
//! within_secs = 60                 # default 120
//! ```
//!
//! [`Script::placed`] plays the same scene elsewhere, turned or mirrored; other methods of
//! [`Script`] lose, shuffle or thin out what is heard.
//!
//! The earth under them is the WGS 84 ellipsoid, contacts keep constant courses on it, turn and
//! change speed at once, and pursuers look at their target once a second.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test that fails may panic"
    )
)]

mod contact;
mod encode;
mod error;
mod gnss;
mod hearing;
mod interval;
mod motion;
mod placement;
mod player;
mod random;
mod read;
mod render;
mod scene;
#[expect(clippy::module_inception, reason = "the type that the module is named after")]
mod script;
mod steering;
#[cfg(test)]
mod tests;

pub use error::{Fault, ScriptError};
pub use placement::Placement;
pub use render::Playback;
pub use scene::{Expectation, Party, SceneArea};
pub use script::Script;

//! A script in which one fast approach after another begins, so that alerts keep being raised,
//! escalated, cleared and raised again for as long as it runs.

use std::fmt::Write as _;
use std::time::Duration;

use picket::domain::EventTime;
use picket::script::Script;

/// The waters of the script, in which fast approaches are looked for. Open ocean; hand-made.
pub(crate) const WATERS: &str = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
    "properties": {"id": "waters", "name": "Waters of the script", "kind": "high-risk-area"},
    "geometry": {"type": "Polygon", "coordinates":
        [[[59.0, -1.0], [69.0, -1.0], [69.0, 9.0], [59.0, 9.0], [59.0, -1.0]]]}}]}"#;

/// Ships to approach: a grid of 15 by 15, 24 nm apart.
const COLUMNS: u32 = 15;
const SPACING_DEG: f64 = 0.4;
/// A ship goes east for so long, then west.
const LEG_SECS: u32 = 600;
const SHIP_SPEED_KN: f64 = 11.0;
/// A craft begins so far north of its ship: 1.2 nm.
const DISTANCE_DEG: f64 = 0.02;

/// How much happens.
#[derive(Clone, Copy)]
pub(crate) struct Approaches {
    /// Event time of second 0.
    pub(crate) start: EventTime,
    /// How long it goes on.
    pub(crate) length: Duration,
    /// An approach begins every so many seconds.
    pub(crate) every_secs: u32,
    /// A craft reports every so many seconds.
    pub(crate) craft_interval_secs: u32,
}

impl Approaches {
    /// The script. Every ship is approached again after 225 x `every_secs`.
    pub(crate) fn script(self) -> Script {
        let Self { start, length, every_secs, craft_interval_secs } = self;
        let secs = length.as_secs();
        let mut text =
            format!("start = {start}\nseed = 7\nstation = \"crash\"\nduration_secs = {secs}\n");
        let ships = COLUMNS * COLUMNS;
        for ship in 0..ships {
            let (lon, lat) = place(ship);
            write!(
                text,
                "[[contact]]\nmmsi = {}\nname = \"SHIP {ship}\"\nship_type = 80\nlength_m = 180\n\
                 beam_m = 30\nsensor = \"class-a\"\nstart = [{lon:.6}, {lat:.6}]\nrepeat = true\n\
                 leg = [{{ course = 90, speed_kn = {SHIP_SPEED_KN}, for_secs = {LEG_SECS} }}, \
                 {{ course = 270, speed_kn = {SHIP_SPEED_KN}, for_secs = {LEG_SECS} }}]\n",
                999_100_000 + ship
            )
            .expect("a string takes it");
        }
        let end = u32::try_from(secs).expect("a short script");
        for (number, begin) in (0..end).step_by(every_secs as usize).enumerate() {
            let number = u32::try_from(number).expect("few craft");
            let ship = number % ships;
            let (lon, lat) = place(ship);
            let phase = begin % (2 * LEG_SECS);
            let gone_nm = SHIP_SPEED_KN * f64::from(phase.min(2 * LEG_SECS - phase)) / 3600.0;
            let lon = lon + gone_nm / 60.0 / libm::cos(lat.to_radians());
            write!(
                text,
                "[[contact]]\nmmsi = {}\nname = \"CRAFT {number}\"\nship_type = 37\nlength_m = 8\n\
                 beam_m = 2\nsensor = \"class-b\"\ninterval_secs = {craft_interval_secs}\n\
                 start = [{lon:.6}, {:.6}]\nbegin_secs = {begin}\nend_secs = {}\n\
                 leg = [{{ pursue = \"SHIP {ship}\", speed_kn = 34, until_nm = 0.1 }}, \
                 {{ course = 180, speed_kn = 32, for_secs = 75 }}, \
                 {{ pursue = \"SHIP {ship}\", speed_kn = 34, until_nm = 0.1 }}, \
                 {{ course = 180, speed_kn = 32 }}]\n",
                999_200_000 + number,
                lat + DISTANCE_DEG,
                (begin + 420).min(end)
            )
            .expect("a string takes it");
        }
        Script::parse(&text).expect("the script is sound")
    }
}

/// Longitude and latitude at which a ship begins.
fn place(ship: u32) -> (f64, f64) {
    let (row, column) = (ship / COLUMNS, ship % COLUMNS);
    (60.0 + SPACING_DEG * f64::from(column), SPACING_DEG * f64::from(row))
}

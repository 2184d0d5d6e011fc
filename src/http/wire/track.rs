use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::number;
use crate::domain::{ContactId, EventTime, NavigationalStatus, Position};
use crate::store::TrackRow;

/// The points of a contact that were asked for, and where the next ones begin.
#[derive(Debug)]
pub(in crate::http) struct TrackPage {
    pub(in crate::http) contact: ContactId,
    pub(in crate::http) from: EventTime,
    pub(in crate::http) to: EventTime,
    pub(in crate::http) limit: usize,
    pub(in crate::http) rows: Vec<TrackRow>,
    /// Time of the first point that did not fit.
    pub(in crate::http) next_from: Option<EventTime>,
}

/// A track as a GeoJSON Feature: `LineString`; `MultiLineString` cut at the antimeridian (RFC 7946,
/// 3.1.9); `Point` for a single report; null for none.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct TrackFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The way.
    #[schema(value_type = Option<Object>)]
    geometry: Value,
    /// What runs beside it.
    properties: TrackProperties,
}

/// Lists beside the coordinates, one value for each; nested like them where the way is cut. The
/// points put in at a cut carry an interpolated time and no motion.
#[derive(Debug, Serialize, ToSchema)]
struct TrackProperties {
    /// Whose.
    contact: String,
    /// Asked from.
    from: String,
    /// Asked until, exclusive.
    to: String,
    /// Points at most.
    limit: usize,
    /// There are more points than `limit`.
    truncated: bool,
    /// `from` of the next page; null on the last.
    next_from: Option<String>,
    /// Times of the points.
    #[schema(value_type = Vec<String>)]
    times: Value,
    /// Speeds over ground, knots.
    #[schema(value_type = Vec<f64>)]
    sog: Value,
    /// Courses over ground, degrees.
    #[schema(value_type = Vec<f64>)]
    cog: Value,
    /// Which points came later than the lateness bound.
    #[schema(value_type = Vec<bool>)]
    late: Value,
}

impl From<&TrackPage> for TrackFeature {
    fn from(page: &TrackPage) -> Self {
        let parts = parts(&page.rows);
        let cut = parts.len() > 1;
        let beside = |value: fn(&Point) -> Value| {
            let mut lists = parts.iter().map(|part| part.iter().map(value).collect::<Vec<_>>());
            if cut {
                json!(lists.collect::<Vec<_>>())
            } else {
                json!(lists.next().unwrap_or_default())
            }
        };
        Self {
            kind: "Feature",
            geometry: geometry(&parts),
            properties: TrackProperties {
                contact: page.contact.to_string(),
                from: page.from.to_string(),
                to: page.to.to_string(),
                limit: page.limit,
                truncated: page.next_from.is_some(),
                next_from: page.next_from.map(|time| time.to_string()),
                times: beside(|point| json!(point.time.to_string())),
                sog: beside(|point| json!(point.sog)),
                cog: beside(|point| json!(point.cog)),
                late: beside(|point| json!(point.late)),
            },
        }
    }
}

/// The same as comma-separated values (RFC 4180); nothing in it needs quotes.
pub(in crate::http) fn csv(page: &TrackPage) -> String {
    let mut text = String::from(
        "contact,time,longitude,latitude,sog,cog,true_heading,navigational_status,late\r\n",
    );
    for TrackRow { fix, late } in &page.rows {
        let [longitude, latitude] = number::coordinates(fix.position);
        let cells = [
            page.contact.to_string(),
            fix.time.to_string(),
            longitude.to_string(),
            latitude.to_string(),
            cell(fix.sog.map(number::knots)),
            cell(fix.cog.map(number::degrees)),
            cell(fix.true_heading.map(number::degrees)),
            cell(fix.navigational_status.map(NavigationalStatus::code)),
            late.to_string(),
        ];
        write!(text, "{}\r\n", cells.join(",")).expect("a String takes every write");
    }
    text
}

fn cell<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[derive(Debug)]
struct Point {
    coordinates: [f64; 2],
    time: EventTime,
    sog: Option<f64>,
    cog: Option<f64>,
    late: bool,
}

impl From<&TrackRow> for Point {
    fn from(TrackRow { fix, late }: &TrackRow) -> Self {
        Self {
            coordinates: number::coordinates(fix.position),
            time: fix.time,
            sog: fix.sog.map(number::knots),
            cog: fix.cog.map(number::degrees),
            late: *late,
        }
    }
}

/// The points, begun anew at each crossing of the antimeridian.
fn parts(rows: &[TrackRow]) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut part: Vec<Point> = Vec::new();
    let mut last: Option<&TrackRow> = None;
    for row in rows {
        if let Some((leave, enter)) = last.and_then(|last| crossing(last, row)) {
            part.push(leave);
            parts.push(std::mem::replace(&mut part, vec![enter]));
        }
        part.push(Point::from(row));
        last = Some(row);
    }
    parts.push(part);
    parts
}

/// Where the short way between two points leaves one hemisphere and enters the other.
fn crossing(from: &TrackRow, to: &TrackRow) -> Option<(Point, Point)> {
    let (a, b): (Position, Position) = (from.fix.position, to.fix.position);
    if (b.longitude() - a.longitude()).abs() <= 180.0 {
        return None;
    }
    let edge = 180.0_f64.copysign(a.longitude());
    let before = edge - a.longitude();
    let whole = before + b.longitude() + edge;
    let share = if whole == 0.0 { 0.0 } else { before / whole };
    let latitude = number::decimals(a.latitude() + share * (b.latitude() - a.latitude()), 6);
    let time = from.fix.time.plus(to.fix.time.since(from.fix.time).mul_f64(share.clamp(0.0, 1.0)));
    let at = |longitude| Point {
        coordinates: [longitude, latitude],
        time,
        sog: None,
        cog: None,
        late: false,
    };
    Some((at(edge), at(-edge)))
}

fn geometry(parts: &[Vec<Point>]) -> Value {
    let line = |part: &Vec<Point>| part.iter().map(|point| point.coordinates).collect::<Vec<_>>();
    match parts {
        [part] => match part.as_slice() {
            [] => Value::Null,
            [only] => json!({"type": "Point", "coordinates": only.coordinates}),
            _ => json!({"type": "LineString", "coordinates": line(part)}),
        },
        parts => {
            let lines: Vec<_> = parts.iter().map(line).collect();
            json!({"type": "MultiLineString", "coordinates": lines})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Degrees, Knots, Mmsi};
    use crate::picture::Fix;

    fn page(points: &[(i64, f64, f64)]) -> TrackPage {
        let row = |&(secs, longitude, latitude): &(i64, f64, f64)| TrackRow {
            fix: Fix {
                time: EventTime::from_secs(secs),
                position: Position::new(latitude, longitude).expect("a position"),
                sog: Knots::new(10.0),
                cog: Degrees::new(90.0),
                true_heading: None,
                navigational_status: None,
            },
            late: false,
        };
        TrackPage {
            contact: ContactId::from_mmsi(Mmsi::new(219_000_001).expect("an MMSI")),
            from: EventTime::from_secs(0),
            to: EventTime::from_secs(100),
            limit: 10,
            rows: points.iter().map(row).collect(),
            next_from: None,
        }
    }

    fn json_of(points: &[(i64, f64, f64)]) -> Value {
        serde_json::to_value(TrackFeature::from(&page(points))).expect("JSON")
    }

    #[test]
    fn a_track_is_a_line_with_its_times_beside_it() {
        let feature = json_of(&[(0, 1.0, 2.0), (10, 1.5, 2.5)]);
        assert_eq!(
            feature["geometry"],
            json!({"type": "LineString", "coordinates": [[1.0, 2.0], [1.5, 2.5]]})
        );
        assert_eq!(
            feature["properties"]["times"],
            json!(["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:10.000Z"])
        );
        assert_eq!(feature["properties"]["sog"], json!([10.0, 10.0]));
    }

    #[test]
    fn a_track_across_the_antimeridian_is_cut_there() {
        // From 179 E to 179 W, one degree each side: the crossing is half way, at 11 N.
        let feature = json_of(&[(0, 179.0, 10.0), (10, -179.0, 12.0), (20, 179.5, 12.0)]);
        let expected = json!({"type": "MultiLineString", "coordinates": [
            [[179.0, 10.0], [180.0, 11.0]],
            [[-180.0, 11.0], [-179.0, 12.0], [-180.0, 12.0]],
            [[180.0, 12.0], [179.5, 12.0]]
        ]});
        assert_eq!(feature["geometry"], expected);
        assert_eq!(feature["properties"]["times"][0][1], json!("1970-01-01T00:00:05.000Z"));
        assert_eq!(feature["properties"]["sog"][1], json!([null, 10.0, null]));
    }

    #[test]
    fn one_point_is_no_line_and_none_is_no_place() {
        assert_eq!(json_of(&[(0, 1.0, 2.0)])["geometry"]["type"], json!("Point"));
        assert_eq!(json_of(&[])["geometry"], Value::Null);
    }

    #[test]
    fn the_same_as_comma_separated_values() {
        assert_eq!(
            csv(&page(&[(0, 1.0, -2.25)])),
            "contact,time,longitude,latitude,sog,cog,true_heading,navigational_status,late\r\n\
             mmsi:219000001,1970-01-01T00:00:00.000Z,1,-2.25,10,90,,,false\r\n"
        );
    }
}

use std::time::Duration;

use super::who::Who;
use crate::domain::{
    ContactId, Degrees, EventTime, ImoNumber, Knots, Metres, Mmsi, NavigationalStatus, Position,
    ShipType, TransponderClass,
};
use crate::geodesy::distance;
use crate::query::within::Within;
use crate::query::{
    BadParameter, Budget, Column, Kind, Page, Parameters, QueryError, Row, Schema, Sources, Value,
    Vessel,
};
use crate::store::{Ended, TrackRow};

const LIMIT_DEFAULT: usize = 1000;
const LIMIT_MAX: usize = 10_000;

/// A contact of a past picture was heard within this before it.
const PAST_MAX: Duration = Duration::from_hours(1);

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// What is known of a contact, by the names and in the units of ITU-R M.1371; `distance_nm` is
/// there where the nearest were asked for.
const COLUMNS: [Column; 20] = [
    column("contact", Kind::Text),
    column("mmsi", Kind::Integer),
    column("imo", Kind::Integer),
    column("name", Kind::Text),
    column("call_sign", Kind::Text),
    column("class", Kind::Text),
    column("ship_type", Kind::Integer),
    column("ship_type_text", Kind::Text),
    column("sog", Kind::Number),
    column("cog", Kind::Number),
    column("true_heading", Kind::Number),
    column("navigational_status", Kind::Integer),
    column("destination", Kind::Text),
    column("length", Kind::Integer),
    column("beam", Kind::Integer),
    column("draught", Kind::Number),
    column("time", Kind::Time),
    column("stations", Kind::List),
    column("exercise", Kind::Flag),
    column("distance_nm", Kind::Number),
];

/// Contacts of a picture.
pub const VESSELS: Schema = Schema {
    name: "vessels",
    columns: COLUMNS.split_at(19).0,
    placed: true,
    moving: false,
    id: Some("contact"),
};

/// The nearest contacts.
const NEAREST: Schema = Schema { columns: &COLUMNS, ..VESSELS };

/// Who is, or was, where: by contact, or the nearest first.
#[derive(Clone, Debug)]
pub struct Vessels {
    who: Who,
    within: Within,
    at: Option<EventTime>,
    heard_since: Option<EventTime>,
    nearest: Option<Position>,
    limit: usize,
    after: Option<ContactId>,
}

impl Vessels {
    pub(super) fn take(parameters: &mut Parameters) -> Result<Self, BadParameter> {
        let vessels = Self {
            at: parameters.time("at")?,
            heard_since: None,
            who: Who::take(parameters)?,
            within: Within::take(parameters)?,
            nearest: parameters.place("nearest")?,
            limit: parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?,
            after: parameters.parse("cursor", "the `next` of a page")?,
        };
        if vessels.nearest.is_some() && vessels.after.is_some() {
            let detail = "cursor does not go with nearest: ask for more by limit";
            return Err(BadParameter::invalid("cursor", detail));
        }
        Ok(vessels)
    }

    pub(super) const fn heard_since(mut self, from: EventTime) -> Self {
        self.heard_since = Some(from);
        self
    }

    pub(super) fn answer(&self, sources: &Sources, budget: &Budget) -> Result<Page, QueryError> {
        let wanted = self.who.contacts(sources, budget)?;
        let past = self.at.map(|at| {
            let since = self.heard_since.unwrap_or_else(|| at.minus(PAST_MAX));
            past(sources, budget, (since, at), wanted.as_deref())
        });
        let past = past.transpose()?;
        let inside = |vessel: &&Vessel| {
            wanted.as_ref().is_none_or(|wanted| wanted.binary_search(&vessel.contact).is_ok())
                && (self.within.is_everywhere()
                    || vessel.position.is_some_and(|place| self.within.contains(place)))
        };
        if let Some(place) = self.nearest {
            let plain = past.is_none() && self.who.is_everyone() && self.within.is_everywhere();
            let near = match &past {
                _ if plain => sources.picture.nearest(place, self.limit + 1),
                Some(past) => nearest(past.iter().filter(inside), place),
                None => nearest(sources.picture.all().filter(inside), place),
            };
            let near: Result<Vec<_>, QueryError> = near
                .into_iter()
                .take(self.limit + 1)
                .map(|(vessel, metres)| Ok((self.row(sources, budget, vessel)?, metres)))
                .collect();
            return Ok(self.nearest_page(near?));
        }
        let behind = |vessel: &&Vessel| self.after.is_none_or(|after| vessel.contact > after);
        let wanted = self.limit + 1;
        let rows: Vec<&Vessel> = match &past {
            Some(past) => past.iter().filter(behind).filter(inside).take(wanted).collect(),
            None => sources.picture.after(self.after).filter(inside).take(wanted).collect(),
        };
        let last = rows.get(self.limit - 1).filter(|_| rows.len() > self.limit);
        let next = last.map(|vessel| vessel.contact.to_string());
        let rows: Result<Vec<_>, QueryError> =
            rows.into_iter().map(|vessel| self.row(sources, budget, vessel)).collect();
        Ok(Page { next, ..Page::plain(VESSELS, rows?, self.limit) })
    }

    /// Her row; of a past time with what she said of herself by then, or first after.
    fn row(&self, sources: &Sources, budget: &Budget, vessel: &Vessel) -> Result<Row, QueryError> {
        let Some(at) = self.at else { return Ok(vessel_row(vessel)) };
        budget.check()?;
        let mut then = vessel.clone();
        if sources.picture.vessel(vessel.contact).is_none()
            && let Some(known) = sources.reader.contact(vessel.contact)?
        {
            (then.mmsi, then.class) = (known.mmsi, known.class);
        }
        let said = sources.reader.statics_history(vessel.contact)?;
        let by_then = said.iter().rfind(|row| row.first_seen <= at);
        if let Some(row) = by_then.or_else(|| said.first()) {
            then.named(&row.report);
        }
        Ok(vessel_row(&then))
    }

    fn nearest_page(&self, near: Vec<(Row, f64)>) -> Page {
        let rows = near.into_iter().map(|(mut row, metres)| {
            let miles = Metres::new(metres).map(|metres| metres.nautical_miles().get());
            row.values.push(Value::decimals(miles, 3));
            row
        });
        Page::plain(NEAREST, rows.collect(), self.limit)
    }
}

/// The nearest of some, nearest first, ties by contact.
fn nearest<'a>(
    vessels: impl Iterator<Item = &'a Vessel>,
    place: Position,
) -> Vec<(&'a Vessel, f64)> {
    let far = |vessel: &'a Vessel| Some((vessel, distance(place, vessel.position?).get()));
    let mut near: Vec<_> = vessels.filter_map(far).collect();
    near.sort_by(|(a, near), (b, far)| near.total_cmp(far).then(a.contact.cmp(&b.contact)));
    near
}

/// Who was where in a past span of time, both ends included: the last position of each contact.
fn past(
    sources: &Sources,
    budget: &Budget,
    (since, at): (EventTime, EventTime),
    wanted: Option<&[ContactId]>,
) -> Result<Vec<Vessel>, QueryError> {
    let stop = || budget.is_over();
    let (positions, ended) = sources.reader.positions_at(at, at.since(since), None, &stop)?;
    if ended == Ended::Stopped {
        budget.check()?;
    }
    let is_wanted =
        |contact: &ContactId| wanted.is_none_or(|wanted| wanted.binary_search(contact).is_ok());
    let there = positions.into_iter().filter(|(contact, _)| is_wanted(contact));
    let as_of = |(contact, point): (ContactId, TrackRow)| {
        Vessel::as_of(contact, sources.picture.vessel(contact), &point.fix)
    };
    Ok(there.map(as_of).collect())
}

/// A contact as a row.
pub fn vessel_row(vessel: &Vessel) -> Row {
    let stations = vessel.stations.iter().map(ToString::to_string).collect();
    let values = vec![
        Value::Contact(vessel.contact),
        Value::integer(vessel.mmsi.map(Mmsi::get)),
        Value::integer(vessel.imo.map(ImoNumber::get)),
        Value::text(vessel.name),
        Value::text(vessel.call_sign),
        class(vessel.class),
        Value::integer(vessel.ship_type.map(ShipType::code)),
        vessel.ship_type.map_or(Value::Absent, |kind| Value::Word(kind.as_str())),
        Value::decimals(vessel.sog.map(Knots::get), 1),
        degrees(vessel.cog),
        degrees(vessel.true_heading),
        Value::integer(vessel.navigational_status.map(NavigationalStatus::code)),
        Value::text(vessel.destination),
        Value::integer(vessel.length),
        Value::integer(vessel.beam),
        Value::decimals(vessel.draught.map(Metres::get), 1),
        Value::Time(vessel.time),
        Value::List(stations),
        Value::Flag(vessel.exercise),
    ];
    Row { place: vessel.position, values }
}

/// Degrees to the 0.1 of M.1371; 359.96 is north, not 360.
fn degrees(direction: Option<Degrees>) -> Value {
    Value::decimals(direction.map(Degrees::get), 1).map_number(|degrees| degrees.rem_euclid(360.0))
}

fn class(class: TransponderClass) -> Value {
    class.as_str().map_or(Value::Absent, Value::Word)
}

/// A contact's class in words; of one who left the picture as the store last knew it.
pub(super) fn class_of(sources: &Sources, contact: ContactId) -> Value {
    let shown = sources.picture.vessel(contact).map(|vessel| vessel.class);
    let known = || sources.reader.contact(contact).ok().flatten().map(|known| known.class);
    shown.or_else(known).map_or(Value::Absent, class)
}

/// A contact's name; of one who left the picture as the store last knew it.
pub(super) fn name_of(sources: &Sources, contact: ContactId) -> Value {
    if let Some(vessel) = sources.picture.vessel(contact) {
        return Value::text(vessel.name);
    }
    // A store that cannot be read is told of by the questions about positions.
    let known = sources.reader.contact(contact).ok().flatten();
    Value::text(known.and_then(|known| known.statics).and_then(|(_time, said)| said.name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::Text;
    use crate::query::feature;

    #[test]
    fn a_contact_leaves_with_the_names_and_units_of_m_1371() {
        let mmsi = Mmsi::new(2_573_238).expect("an MMSI");
        let vessel = Vessel {
            contact: ContactId::from_mmsi(mmsi),
            mmsi: Some(mmsi),
            imo: ImoNumber::new(9_074_729),
            name: Some(Text::from_ascii_lossy(b"<B>\"EVIL\" & CO")),
            call_sign: None,
            destination: None,
            class: TransponderClass::A,
            ship_type: ShipType::from_code(84),
            length: Some(183),
            beam: None,
            draught: Metres::new(7.25),
            position: Position::new(13.866_666_666_6, 50.333_333_333_3),
            position_time: Some(EventTime::from_secs(1_489_049_110)),
            position_late: false,
            sog: Knots::new(12.34),
            cog: Degrees::new(271.06),
            true_heading: Degrees::new(359.96),
            navigational_status: Some(NavigationalStatus::Moored),
            time: EventTime::from_secs(1_489_049_110),
            stations: vec![Text::from_ascii_lossy(b"north")],
            exercise: false,
        };
        let expected = json!({
            "type": "Feature",
            "id": "mmsi:002573238",
            "geometry": {"type": "Point", "coordinates": [50.333_333_33, 13.866_666_67]},
            "properties": {
                "contact": "mmsi:002573238", "mmsi": 2_573_238, "imo": 9_074_729,
                "name": "<B>\"EVIL\" & CO", "call_sign": null, "class": "A", "ship_type": 84,
                "ship_type_text": "tanker", "sog": 12.3, "cog": 271.1, "true_heading": 0.0,
                "navigational_status": 5, "destination": null, "length": 183, "beam": null,
                "draught": 7.3, "time": "2017-03-09T08:45:10.000Z", "stations": ["north"],
                "exercise": false
            }
        });
        assert_eq!(feature(&VESSELS, &vessel_row(&vessel)), expected);
    }
}

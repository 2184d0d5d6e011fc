//! One contact of the last picture, and its bytes.

use super::codec::{Broken, Bytes, put, put_signed, put_text};
use super::tracks::{Point, put_contact, take_contact};
use crate::domain::{
    ContactId, Dimensions, EventTime, FeedName, ImoNumber, Metres, Mmsi, ShipType, StaticReport,
    Text, TransponderClass,
};
use crate::picture::{Change, Fix, TrackUpdate};

/// What is known of a contact now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) contact: ContactId,
    pub(super) kind: Kind,
    /// Of her last position, or of what was heard first of her.
    pub(super) feed: FeedName,
    pub(super) fix: Option<Fix>,
    pub(super) statics: Option<(EventTime, StaticReport)>,
}

/// What a position says of a contact beside where she is: where it differs from what is known, who
/// she is has to be written down anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) mmsi: Option<Mmsi>,
    pub(super) exercise: bool,
    pub(super) class: TransponderClass,
}

impl Kind {
    /// What an update says.
    pub(super) const fn of(update: &TrackUpdate) -> Self {
        let TrackUpdate { mmsi, exercise, class, .. } = *update;
        Self { mmsi, exercise, class }
    }
}

impl Known {
    /// A contact of which an update tells for the first time.
    pub(super) const fn new(update: &TrackUpdate) -> Self {
        let TrackUpdate { contact, feed, .. } = *update;
        Self { contact, kind: Kind::of(update), feed, fix: None, statics: None }
    }

    /// Takes an update of hers in; an older fix than the last leaves it.
    pub(super) fn take(&mut self, update: &TrackUpdate) {
        self.kind = Kind::of(update);
        match update.change {
            Change::Fix(fix) => self.take_fix(fix, update.feed),
            // A late one adds to what is known, and makes it no older.
            Change::Static(statics) => {
                let known = self.statics.map_or(update.time, |(time, _)| time.max(update.time));
                self.statics = Some((known, statics));
            }
            Change::Heard | Change::Gone => {}
        }
    }

    /// Takes a position in, unless it is older than the last.
    pub(super) fn take_fix(&mut self, fix: Fix, feed: FeedName) {
        if self.fix.is_none_or(|last| last.time <= fix.time) {
            self.fix = Some(fix);
            self.feed = feed;
        }
    }

    /// An update that says a part of this.
    pub(super) const fn update(&self, time: EventTime, change: Change) -> TrackUpdate {
        TrackUpdate {
            contact: self.contact,
            mmsi: self.kind.mmsi,
            exercise: self.kind.exercise,
            time,
            late: false,
            feed: self.feed,
            station: None,
            class: self.kind.class,
            change,
        }
    }

    /// Appends it.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put_contact(out, self.contact);
        let Kind { mmsi, exercise, class } = self.kind;
        put(out, mmsi.map_or(0, |mmsi| u64::from(mmsi.get())));
        out.push(u8::from(exercise));
        out.push(class_code(class));
        put_text(out, self.feed.as_str());
        out.push(u8::from(self.fix.is_some()) | u8::from(self.statics.is_some()) << 1);
        if let Some(fix) = &self.fix {
            write_point(out, &Point::new(fix, false, 0));
        }
        if let Some((time, statics)) = &self.statics {
            put_signed(out, time.as_millis());
            write_statics(out, statics);
        }
    }

    /// Reads what [`Known::write`] wrote.
    pub(super) fn read(bytes: &mut Bytes<'_>) -> Result<Self, Broken> {
        let contact = take_contact(bytes)?;
        let kind = Kind {
            mmsi: Mmsi::new(bytes.number()?),
            exercise: bytes.byte()? != 0,
            class: class_of(bytes.byte()?)?,
        };
        let feed = bytes.text()?.parse().map_err(|_no_name| Broken)?;
        let parts = bytes.byte()?;
        let fix = match parts & 1 {
            0 => None,
            _ => Some(read_point(bytes)?.fix().ok_or(Broken)?),
        };
        let statics = match parts & 2 {
            0 => None,
            _ => Some((EventTime::from_millis(bytes.signed()?), read_statics(bytes)?)),
        };
        Ok(Self { contact, kind, feed, fix, statics })
    }
}

fn write_point(out: &mut Vec<u8>, point: &Point) {
    put_signed(out, point.time_millis);
    put_signed(out, point.latitude);
    put_signed(out, point.longitude);
    for motion in [point.sog, point.cog, point.true_heading] {
        put(out, u64::from(motion));
    }
    out.push(point.status);
}

fn read_point(bytes: &mut Bytes<'_>) -> Result<Point, Broken> {
    Ok(Point {
        time_millis: bytes.signed()?,
        latitude: bytes.signed()?,
        longitude: bytes.signed()?,
        sog: bytes.number()?,
        cog: bytes.number()?,
        true_heading: bytes.number()?,
        status: bytes.byte()?,
        late: false,
        feed: 0,
    })
}

/// Texts are kept apart from "none"; numbers that are never 0 have 0 for it.
pub(super) fn write_statics(out: &mut Vec<u8>, statics: &StaticReport) {
    out.push(statics.class.map_or(0, |class| class_code(class) + 1));
    put(out, statics.imo.map_or(0, |imo| u64::from(imo.get())));
    put_optional_text(out, statics.call_sign.as_ref().map(Text::as_str));
    put_optional_text(out, statics.name.as_ref().map(Text::as_str));
    out.push(statics.ship_type.map_or(0, ShipType::code));
    out.push(u8::from(statics.dimensions.is_some()));
    if let Some(size) = statics.dimensions {
        for metres in [size.to_bow, size.to_stern, size.to_port, size.to_starboard] {
            put(out, u64::from(metres));
        }
    }
    out.push(u8::from(statics.draught.is_some()));
    if let Some(draught) = statics.draught {
        out.extend_from_slice(&draught.get().to_be_bytes());
    }
    put_optional_text(out, statics.destination.as_ref().map(Text::as_str));
    put(out, statics.parent.map_or(0, |parent| u64::from(parent.get())));
}

pub(super) fn read_statics(bytes: &mut Bytes<'_>) -> Result<StaticReport, Broken> {
    Ok(StaticReport {
        class: bytes.byte()?.checked_sub(1).map(class_of).transpose()?,
        imo: ImoNumber::new(bytes.number()?),
        call_sign: take_optional_text(bytes)?,
        name: take_optional_text(bytes)?,
        ship_type: ShipType::from_code(bytes.byte()?),
        dimensions: match bytes.byte()? {
            0 => None,
            _ => Some(Dimensions {
                to_bow: bytes.number()?,
                to_stern: bytes.number()?,
                to_port: bytes.number()?,
                to_starboard: bytes.number()?,
            }),
        },
        draught: match bytes.byte()? {
            0 => None,
            _ => Metres::new(f64::from_be_bytes(bytes.array()?)),
        },
        destination: take_optional_text(bytes)?,
        parent: Mmsi::new(bytes.number()?),
    })
}

fn put_optional_text(out: &mut Vec<u8>, text: Option<&str>) {
    out.push(u8::from(text.is_some()));
    if let Some(text) = text {
        put_text(out, text);
    }
}

fn take_optional_text<const N: usize>(bytes: &mut Bytes<'_>) -> Result<Option<Text<N>>, Broken> {
    Ok(match bytes.byte()? {
        0 => None,
        _ => Some(Text::from_ascii_lossy(bytes.text()?.as_bytes())),
    })
}

const CLASSES: [TransponderClass; 8] = [
    TransponderClass::Unknown,
    TransponderClass::A,
    TransponderClass::B,
    TransponderClass::BaseStation,
    TransponderClass::SarAircraft,
    TransponderClass::AidToNavigation,
    TransponderClass::Beacon,
    TransponderClass::Radar,
];

fn class_code(class: TransponderClass) -> u8 {
    let place = CLASSES.iter().position(|&one| one == class).unwrap_or(0);
    u8::try_from(place).unwrap_or(0)
}

fn class_of(code: u8) -> Result<TransponderClass, Broken> {
    CLASSES.get(usize::from(code)).copied().ok_or(Broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    #[test]
    fn a_contact_reads_back_with_all_or_nothing_known() {
        let time = samples::time("2017-03-09T08:45:10.5Z");
        let fix = samples::fix(time, -1.25, 179.999);
        let mut known = Known::new(&samples::moved(samples::ship(219_000_001), fix));
        for step in 0..3 {
            let mut out = Vec::new();
            known.write(&mut out);
            assert_eq!(Known::read(&mut Bytes(&out)), Ok(known));
            for cut in 0..out.len() {
                assert_eq!(Known::read(&mut Bytes(&out[..cut])), Err(Broken));
            }
            match step {
                0 => known.fix = Some(fix),
                1 => known.statics = Some((time, samples::statics())),
                _ => (),
            }
        }
    }

    #[test]
    fn every_class_has_its_code() {
        for class in CLASSES {
            assert_eq!(class_of(class_code(class)), Ok(class));
        }
    }
}

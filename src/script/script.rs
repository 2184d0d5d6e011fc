use std::time::Duration;

use super::ScriptError;
use super::contact::{Contact, Sensor, TextMessage};
use super::hearing::{Delivery, Station};
use super::read;
use super::render::Playback;
use super::scene::{Expectation, Party, SceneArea};
use crate::domain::{EventTime, Position, Text};

/// A script that has been read and checked.
#[derive(Clone, Debug)]
pub struct Script {
    pub(super) start: EventTime,
    pub(super) seed: u64,
    /// Where no station of `stations` is meant.
    pub(super) station: Text<15>,
    pub(super) stations: Vec<Station>,
    pub(super) delivery: Delivery,
    pub(super) contacts: Vec<Contact>,
    /// In order of time.
    pub(super) messages: Vec<TextMessage>,
    pub(super) areas: Vec<SceneArea>,
    pub(super) expectations: Vec<Expectation>,
}

impl Script {
    /// Reads a script; every mistake at once, in order of place. The format is in the module's
    /// documentation.
    pub fn parse(text: &str) -> Result<Self, Vec<ScriptError>> {
        read::script(text)
    }

    /// The same with another event time for its second 0.
    #[must_use]
    pub fn starting_at(self, start: EventTime) -> Self {
        Self { start, ..self }
    }

    /// The same with another seed of noise and loss.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The same with this share of all messages lost on the way (0 to 1).
    #[must_use]
    pub fn with_loss(mut self, share: f64) -> Self {
        self.delivery.loss = share;
        self
    }

    /// The same with each message held up by up to `span`, so that they overtake each other.
    #[must_use]
    pub fn shuffled_within(mut self, span: Duration) -> Self {
        self.delivery.shuffle_millis = millis(span);
        self
    }

    /// The same with every Class B reporting so often, where the script does not say how often.
    #[must_use]
    pub fn with_class_b_interval(self, interval: Duration) -> Self {
        self.with_interval(interval, |sensor| sensor == Sensor::ClassB)
    }

    /// The same with every radar track reported so often, where the script does not say how often.
    #[must_use]
    pub fn with_radar_interval(self, interval: Duration) -> Self {
        self.with_interval(interval, Sensor::is_radar)
    }

    /// Event time of its second 0.
    pub const fn start(&self) -> EventTime {
        self.start
    }

    /// Where its radar stands, if it has one that gives ranges and bearings.
    pub fn radar(&self) -> Option<Position> {
        let hearings = self.contacts.iter().flat_map(|contact| &contact.hearings);
        hearings.into_iter().find_map(|hearing| match hearing.sensor {
            Sensor::RadarTtm { radar, .. } => Some(radar),
            _ => None,
        })
    }

    /// The waters it plays in.
    pub fn areas(&self) -> &[SceneArea] {
        &self.areas
    }

    /// What is to come of it.
    pub fn expectations(&self) -> &[Expectation] {
        &self.expectations
    }

    /// Who takes part.
    pub fn parties(&self) -> impl ExactSizeIterator<Item = Party<'_>> {
        self.contacts.iter().map(|contact| Party {
            name: &contact.identity.name,
            mmsi: contact.identity.mmsi,
            radar_number: contact.hearings.iter().find_map(|hearing| match hearing.sensor {
                Sensor::RadarTtm { number, .. } | Sensor::RadarTll { number } => Some(number),
                Sensor::ClassA | Sensor::ClassB | Sensor::Beacon { .. } => None,
            }),
        })
    }

    /// Gives every sentence in order of arrival, with the time of its TAG block: TAG block and
    /// sentence, without a line end. A message of several parts comes as several.
    pub fn render(&self, out: &mut impl FnMut(EventTime, &str)) {
        let mut playback = self.playback();
        while playback.advance(out) {}
    }

    /// The same second by second, for whoever wants to stop or to keep time.
    pub fn playback(&self) -> Playback<'_> {
        Playback::new(self)
    }

    pub(super) fn time_of(&self, millis: i64) -> EventTime {
        self.start.plus(Duration::from_millis(millis.max(0).cast_unsigned()))
    }

    fn with_interval(mut self, interval: Duration, meant: impl Fn(Sensor) -> bool) -> Self {
        let hearings = self.contacts.iter_mut().flat_map(|contact| &mut contact.hearings);
        for hearing in hearings.filter(|hearing| meant(hearing.sensor)) {
            hearing.interval_millis = hearing.interval_millis.or(Some(millis(interval).max(1)));
        }
        self
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

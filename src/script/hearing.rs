use super::contact::Sensor;
use super::random::Random;
use crate::domain::{Metres, Position, Text};
use crate::geodesy::LocalFrame;

/// One way in which a contact is heard.
#[derive(Clone, Debug)]
pub(super) struct Hearing {
    pub(super) sensor: Sensor,
    /// `None`: as M.1371 says.
    pub(super) interval_millis: Option<i64>,
    /// Each report comes up to this much earlier or later.
    pub(super) jitter_millis: i64,
    pub(super) noise: Noise,
    /// Share of messages never heard.
    pub(super) loss: f64,
    pub(super) late: Option<Late>,
    /// From, inclusive; to, exclusive: nothing is sent.
    pub(super) silences: Vec<(i64, i64)>,
}

/// Standard deviations of what is reported.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Noise {
    pub(super) position_m: f64,
    pub(super) sog_kn: f64,
    pub(super) cog_deg: f64,
}

/// A share of the messages comes late, as by satellite.
#[derive(Clone, Copy, Debug)]
pub(super) struct Late {
    pub(super) share: f64,
    pub(super) millis: i64,
    /// The TAG block gives the time of arrival.
    pub(super) restamp: bool,
}

/// What happens on the way from the receivers, to every contact.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Delivery {
    pub(super) loss: f64,
    /// Each message is held up by up to this, so that they overtake each other.
    pub(super) shuffle_millis: i64,
    pub(super) late: Option<Late>,
}

/// A receiving station.
#[derive(Clone, Copy, Debug)]
pub(super) struct Station {
    pub(super) name: Text<15>,
    pub(super) stands: Stands,
    pub(super) range: Metres,
}

/// Where a station is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stands {
    At(Position),
    /// On board of a contact.
    With(usize),
}

/// When and with which stamp a message arrives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    pub(super) at_millis: i64,
    pub(super) stamp_millis: i64,
}

/// Within this share of its range a station hears all, beyond it ever less.
const SURE_SHARE: f64 = 0.8;

impl Hearing {
    /// Whether a window of silence covers a moment.
    pub(super) fn is_silent(&self, millis: i64) -> bool {
        self.silences.iter().any(|&(from, to)| (from..to).contains(&millis))
    }
}

impl Station {
    /// Share of messages from a place that it hears when it stands somewhere.
    pub(super) fn share_heard(&self, here: Position, sender: Position) -> f64 {
        let distance = LocalFrame::at(here).project(sender).norm() / self.range.get();
        ((1.0 - distance) / (1.0 - SURE_SHARE)).clamp(0.0, 1.0)
    }
}

impl Delivery {
    /// The arrival of a message sent at a moment; `None`: it is lost on the way. Draws the same
    /// number of times whatever comes of it.
    pub(super) fn arrival(
        &self,
        sent: i64,
        own: Option<Late>,
        random: &mut Random,
    ) -> Option<Arrival> {
        let [lost, held, late] = [random.unit(), random.unit(), random.unit()];
        if lost < self.loss {
            return None;
        }
        let mut at_millis = sent + share_of(self.shuffle_millis, held);
        let mut stamp_millis = sent;
        if let Some(delay) = own.or(self.late).filter(|delay| late < delay.share) {
            at_millis += delay.millis;
            if delay.restamp {
                stamp_millis = at_millis;
            }
        }
        Some(Arrival { at_millis, stamp_millis })
    }
}

/// A share of some milliseconds, to steps of 2^-16 of it.
pub(super) fn share_of(millis: i64, share: f64) -> i64 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "the only way to a whole number; a share is within 0..=1"
    )]
    let steps = libm::floor(share * 65_536.0) as i64;
    millis.saturating_mul(steps) >> 16
}

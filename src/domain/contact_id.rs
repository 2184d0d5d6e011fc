use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU64;
use std::str::FromStr;

use super::feed_name::FEED_NAME_BITS;
use super::{FeedName, ImoNumber, Mmsi};

/// Who a contact is, in the form of the contract: `mmsi:NNNNNNNNN`, `mmsi:NNNNNNNNN:2`,
/// `radar:FEED:NUMBER:EPOCH`, `lrit:IMO`, `exercise:FEED:MMSI`. Ordered by kind, then as its parts are;
/// ties in any output are broken by it. 8 bytes, for it is kept of every contact in many places.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ContactId(NonZeroU64);

/// What a contact is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// A station by its MMSI; `nth` counts ships that share one MMSI, from 1.
    Mmsi {
        /// The identity as sent.
        mmsi: Mmsi,
        /// 1 for the first ship on this MMSI.
        nth: u8,
    },
    /// A radar target; its number is used again, so the event second of its first report counts.
    Radar {
        /// The radar's feed.
        feed: FeedName,
        /// Target number, 0 to 999.
        number: u16,
        /// Event second of its first report; years beyond 1698 to 2242 count as those.
        epoch_secs: i64,
    },
    /// A ship known by LRIT alone.
    Lrit(ImoNumber),
    /// A station of an exercise feed.
    Exercise {
        /// The exercise's feed.
        feed: FeedName,
        /// The identity as sent there.
        mmsi: Mmsi,
    },
}

/// The kind comes first.
const KIND_AT: u32 = u64::BITS - 2;
const MMSI: u64 = 0;
const RADAR: u64 = 1;
const LRIT: u64 = 2;
const EXERCISE: u64 = 3;
/// Then a feed, if it is known on one.
const FEED_AT: u32 = KIND_AT - FEED_NAME_BITS;
/// Then a radar's number of the target, and its epoch from the first that there is room for.
const NUMBER_BITS: u32 = 10;
const NUMBER_AT: u32 = FEED_AT - NUMBER_BITS;
const NUMBER_MAX: u16 = (1 << NUMBER_BITS) - 1;
const EPOCH_FIRST: i64 = -(1 << (NUMBER_AT - 1));
const EPOCH_LAST: i64 = -EPOCH_FIRST - 1;
const EPOCH: u64 = (1 << NUMBER_AT) - 1;
/// Below an MMSI, which ship on it.
const MMSI_AT: u32 = u8::BITS;
const MMSI_BITS: u32 = 30;

/// The text is no contact id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no contact: expected mmsi:NNNNNNNNN, mmsi:NNNNNNNNN:2, radar:FEED:NUMBER:EPOCH, \
     lrit:IMO or exercise:FEED:MMSI"
)]
pub struct ParseContactIdError(pub String);

impl ContactId {
    /// The first contact on an MMSI.
    #[inline]
    pub fn from_mmsi(mmsi: Mmsi) -> Self {
        Self::of_mmsi(mmsi, 1)
    }

    /// The contact that is the `nth` on an MMSI, from 1.
    #[inline]
    pub fn of_mmsi(mmsi: Mmsi, nth: u8) -> Self {
        Self::of(KnownBy::Mmsi { mmsi, nth })
    }

    /// The contact that is known by this.
    #[inline]
    pub fn of(known: KnownBy) -> Self {
        let of_feed = |feed: FeedName| u64::from(feed.number()) << FEED_AT;
        let (kind, rest) = match known {
            KnownBy::Mmsi { mmsi, nth } => {
                (MMSI, u64::from(mmsi.get()) << MMSI_AT | u64::from(nth))
            }
            KnownBy::Radar { feed, number, epoch_secs } => {
                let number = u64::from(number.min(NUMBER_MAX)) << NUMBER_AT;
                let epoch = epoch_secs.clamp(EPOCH_FIRST, EPOCH_LAST).abs_diff(EPOCH_FIRST);
                (RADAR, of_feed(feed) | number | epoch)
            }
            KnownBy::Lrit(imo) => (LRIT, u64::from(imo.get())),
            KnownBy::Exercise { feed, mmsi } => (EXERCISE, of_feed(feed) | u64::from(mmsi.get())),
        };
        // No kind leaves all bits zero: an MMSI is never zero.
        Self(NonZeroU64::new(kind << KIND_AT | rest).unwrap_or(NonZeroU64::MIN))
    }

    /// As [`str::parse`], of what somebody asks about: see [`FeedName::asked`].
    pub(crate) fn asked(text: &str) -> Result<Self, ParseContactIdError> {
        let feed = |name: &str| FeedName::asked(name).ok();
        parse(text, feed).ok_or_else(|| ParseContactIdError(text.to_owned()))
    }

    /// What she is known by.
    #[inline]
    pub fn known_by(self) -> KnownBy {
        let mmsi = |at: u32| Mmsi::of_kept(self.part(at, MMSI_BITS));
        match self.kind() {
            MMSI => {
                let [.., nth] = self.0.get().to_be_bytes();
                KnownBy::Mmsi { mmsi: mmsi(MMSI_AT), nth }
            }
            RADAR => KnownBy::Radar {
                feed: self.feed(),
                number: u16::try_from(self.part(NUMBER_AT, NUMBER_BITS)).unwrap_or(NUMBER_MAX),
                epoch_secs: EPOCH_FIRST.saturating_add_unsigned(self.0.get() & EPOCH),
            },
            LRIT => KnownBy::Lrit(ImoNumber::of_kept(self.part(0, u32::BITS))),
            _ => KnownBy::Exercise { feed: self.feed(), mmsi: mmsi(0) },
        }
    }
    /// The MMSI, where the contact has one.
    #[inline]
    pub fn mmsi(self) -> Option<Mmsi> {
        match self.known_by() {
            KnownBy::Mmsi { mmsi, .. } | KnownBy::Exercise { mmsi, .. } => Some(mmsi),
            KnownBy::Radar { .. } | KnownBy::Lrit(_) => None,
        }
    }

    /// Whether she is a radar's target.
    #[inline]
    pub const fn is_radar(self) -> bool {
        self.kind() == RADAR
    }

    /// Whether she is of an exercise feed.
    pub const fn is_exercise(self) -> bool {
        self.kind() == EXERCISE
    }

    const fn kind(self) -> u64 {
        self.0.get() >> KIND_AT
    }

    fn feed(self) -> FeedName {
        FeedName::of_kept(self.part(FEED_AT, FEED_NAME_BITS))
    }

    /// So many bits, of which the lowest stands there.
    fn part(self, at: u32, bits: u32) -> u32 {
        u32::try_from(self.0.get() >> at & ((1 << bits) - 1)).unwrap_or(u32::MAX)
    }
}

impl Ord for ContactId {
    fn cmp(&self, other: &Self) -> Ordering {
        let of_feed = |id: &Self| matches!(id.kind(), RADAR | EXERCISE);
        if of_feed(self) && self.kind() == other.kind() {
            // Numbers of feeds are those of the order in which names came up.
            let feeds = self.feed().cmp(&other.feed());
            return feeds.then(self.0.cmp(&other.0));
        }
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for ContactId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By the text of a feed, as [`FeedName`] is.
impl Hash for ContactId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.kind() {
            RADAR | EXERCISE => {
                self.feed().hash(state);
                (self.kind(), self.0.get() & ((1 << FEED_AT) - 1)).hash(state);
            }
            _ => self.0.hash(state),
        }
    }
}

impl fmt::Debug for ContactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.known_by().fmt(f)
    }
}

impl fmt::Display for ContactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known_by() {
            KnownBy::Mmsi { mmsi, nth: 1 } => write!(f, "mmsi:{mmsi}"),
            KnownBy::Mmsi { mmsi, nth } => write!(f, "mmsi:{mmsi}:{nth}"),
            KnownBy::Radar { feed, number, epoch_secs } => {
                write!(f, "radar:{feed}:{number}:{epoch_secs}")
            }
            KnownBy::Lrit(imo) => write!(f, "lrit:{imo}"),
            KnownBy::Exercise { feed, mmsi } => write!(f, "exercise:{feed}:{mmsi}"),
        }
    }
}

impl FromStr for ContactId {
    type Err = ParseContactIdError;

    fn from_str(text: &str) -> Result<Self, ParseContactIdError> {
        let feed = |name: &str| name.parse().ok();
        parse(text, feed).ok_or_else(|| ParseContactIdError(text.to_owned()))
    }
}

fn parse(text: &str, feed: impl Fn(&str) -> Option<FeedName>) -> Option<ContactId> {
    let mut parts = text.split(':');
    let kind = parts.next()?;
    let known = match kind {
        "mmsi" => {
            let mmsi = nine_digits(parts.next()?)?;
            let nth = match parts.next() {
                None => 1,
                Some(nth) => nth.parse().ok().filter(|&nth: &u8| nth >= 2)?,
            };
            KnownBy::Mmsi { mmsi, nth }
        }
        "radar" => {
            let feed = feed(parts.next()?)?;
            let number = parts.next()?.parse().ok().filter(|number| *number <= NUMBER_MAX)?;
            let epoch_secs = parts.next()?.parse().ok()?;
            (EPOCH_FIRST..=EPOCH_LAST).contains(&epoch_secs).then_some(())?;
            KnownBy::Radar { feed, number, epoch_secs }
        }
        "lrit" => KnownBy::Lrit(ImoNumber::new(parts.next()?.parse().ok()?)?),
        "exercise" => {
            KnownBy::Exercise { feed: feed(parts.next()?)?, mmsi: nine_digits(parts.next()?)? }
        }
        _ => return None,
    };
    parts.next().is_none().then(|| ContactId::of(known))
}

fn nine_digits(text: &str) -> Option<Mmsi> {
    let all_digits = text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten().and_then(Mmsi::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EventTime;

    #[test]
    fn every_form_of_the_contract_reads_back_as_it_was_written() {
        for text in [
            "mmsi:002573238",
            "mmsi:999999999:255",
            "radar:coast-1:17:1489049000",
            "radar:coast-1:999:-1",
            "lrit:9074729",
            "exercise:drill:999000001",
        ] {
            let contact: ContactId = text.parse().expect("a contact of the contract");
            assert_eq!(contact.to_string(), text);
        }
    }

    #[test]
    fn ids_are_small_and_in_the_order_of_kinds_and_names() {
        // The second radar's name comes up first.
        let later = "radar:second-in-order:3:1489049000".parse::<ContactId>();
        let ids = [
            "mmsi:002573238",
            "mmsi:219000001",
            "mmsi:219000001:2",
            "radar:first-in-order:17:1489049000",
            "radar:second-in-order:3:1489049000",
            "lrit:9074729",
            "exercise:drill:999000001",
        ];
        let ids = ids.map(|text| text.parse::<ContactId>().expect("a contact of the contract"));
        assert!(ids.is_sorted() && later == Ok(ids[4]), "{ids:?}");
        assert_eq!(size_of::<Option<ContactId>>(), 8);
    }

    #[test]
    fn a_radar_target_of_a_time_out_of_all_reason_is_one_of_the_last_moment_there_is_room_for() {
        let feed = "coast-1".parse().expect("a name");
        for (epoch_secs, year) in [(i64::MIN, "1697-"), (i64::MAX, "2242-")] {
            let known = ContactId::of(KnownBy::Radar { feed, number: 7, epoch_secs }).known_by();
            let KnownBy::Radar { number: 7, epoch_secs, .. } = known else { panic!("{known:?}") };
            assert!(EventTime::from_secs(epoch_secs).to_string().starts_with(year), "{epoch_secs}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "mmsi:1",
            "mmsi:219000001:1",
            "mmsi:219000001:2:3",
            "radar:coast-1:17",
            "radar:coast-1:1024:1489049000",
            "radar:coast-1:17:9223372036854775807",
        ] {
            assert_eq!(text.parse::<ContactId>(), Err(ParseContactIdError(text.to_owned())));
        }
    }
}

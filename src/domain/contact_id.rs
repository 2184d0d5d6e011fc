use std::fmt;
use std::str::FromStr;

use super::{FeedName, ImoNumber, Mmsi};

/// Who a contact is, in the form of the contract: `mmsi:NNNNNNNNN`, `mmsi:NNNNNNNNN:2`,
/// `radar:FEED:NUMBER:EPOCH`, `lrit:IMO`, `exercise:FEED:MMSI`. Ordered; ties in any output are
/// broken by it.
/// 16 bytes, for it is kept of every contact in many places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactId {
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
        /// Event second of its first report.
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

/// The text is no contact id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no contact: expected mmsi:NNNNNNNNN, mmsi:NNNNNNNNN:2, radar:FEED:NUMBER:EPOCH, \
     lrit:IMO or exercise:FEED:MMSI"
)]
pub struct ParseContactIdError(pub String);

impl ContactId {
    /// The first contact on an MMSI.
    pub const fn from_mmsi(mmsi: Mmsi) -> Self {
        Self::Mmsi { mmsi, nth: 1 }
    }

    /// As [`str::parse`], of what somebody asks about: see [`FeedName::asked`].
    pub(crate) fn asked(text: &str) -> Result<Self, ParseContactIdError> {
        let feed = |name: &str| FeedName::asked(name).ok();
        parse(text, feed).ok_or_else(|| ParseContactIdError(text.to_owned()))
    }

    /// The MMSI, where the contact has one.
    pub const fn mmsi(&self) -> Option<Mmsi> {
        match self {
            Self::Mmsi { mmsi, .. } | Self::Exercise { mmsi, .. } => Some(*mmsi),
            Self::Radar { .. } | Self::Lrit(_) => None,
        }
    }
}

impl fmt::Display for ContactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mmsi { mmsi, nth: 1 } => write!(f, "mmsi:{mmsi}"),
            Self::Mmsi { mmsi, nth } => write!(f, "mmsi:{mmsi}:{nth}"),
            Self::Radar { feed, number, epoch_secs } => {
                write!(f, "radar:{feed}:{number}:{epoch_secs}")
            }
            Self::Lrit(imo) => write!(f, "lrit:{imo}"),
            Self::Exercise { feed, mmsi } => write!(f, "exercise:{feed}:{mmsi}"),
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
    let contact = match kind {
        "mmsi" => {
            let mmsi = nine_digits(parts.next()?)?;
            let nth = match parts.next() {
                None => 1,
                Some(nth) => nth.parse().ok().filter(|&nth: &u8| nth >= 2)?,
            };
            ContactId::Mmsi { mmsi, nth }
        }
        "radar" => ContactId::Radar {
            feed: feed(parts.next()?)?,
            number: parts.next()?.parse().ok()?,
            epoch_secs: parts.next()?.parse().ok()?,
        },
        "lrit" => ContactId::Lrit(ImoNumber::new(parts.next()?.parse().ok()?)?),
        "exercise" => {
            ContactId::Exercise { feed: feed(parts.next()?)?, mmsi: nine_digits(parts.next()?)? }
        }
        _ => return None,
    };
    parts.next().is_none().then_some(contact)
}

fn nine_digits(text: &str) -> Option<Mmsi> {
    let all_digits = text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten().and_then(Mmsi::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_contract_reads_back_as_it_was_written() {
        for text in [
            "mmsi:002573238",
            "mmsi:219000001:2",
            "radar:coast-1:17:1489049000",
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
        assert_eq!(size_of::<ContactId>(), 16);
        assert_eq!(size_of::<Option<ContactId>>(), 16);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "mmsi:1", "mmsi:219000001:1", "mmsi:219000001:2:3", "radar:coast-1:17"] {
            assert_eq!(text.parse::<ContactId>(), Err(ParseContactIdError(text.to_owned())));
        }
    }
}

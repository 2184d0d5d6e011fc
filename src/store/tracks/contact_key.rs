use std::num::NonZeroU64;

use crate::domain::{ContactId, ImoNumber, KnownBy, Mmsi};
use crate::store::codec::{Broken, Bytes, Row};

const MMSI: u8 = 1;
const RADAR: u8 = 2;
const LRIT: u8 = 3;
const EXERCISE: u8 = 4;

/// A contact on an MMSI in one number: what tells nearly every two contacts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::store) struct ShortId(NonZeroU64);

impl ShortId {
    /// Of no contact.
    pub(super) const NOBODY: Self = Self(NonZeroU64::MAX);

    /// Of a contact that has one.
    pub(in crate::store) fn of(contact: ContactId) -> Option<Self> {
        let KnownBy::Mmsi { mmsi, nth } = contact.known_by() else { return None };
        NonZeroU64::new(u64::from(mmsi.get()) << 8 | u64::from(nth)).map(Self)
    }

    /// Begins a row, as [`put_contact`] would.
    pub(super) fn put(self, row: &mut Row) {
        let [_, _, _, first, second, third, fourth, nth] = self.0.get().to_be_bytes();
        row.put_first([MMSI, first, second, third, fourth, nth, 0, 0], 6);
    }
}

/// Appends a contact as a part of a key: it says its own end, so that no contact's key begins with
/// another's, and contacts on MMSIs sort by number.
pub(in crate::store) fn put_contact(out: &mut Vec<u8>, contact: ContactId) {
    match contact.known_by() {
        KnownBy::Mmsi { mmsi, nth } => {
            out.push(MMSI);
            out.extend_from_slice(&mmsi.get().to_be_bytes());
            out.push(nth);
        }
        KnownBy::Radar { feed, number, epoch_secs } => {
            out.push(RADAR);
            out.extend_from_slice(&number.to_be_bytes());
            out.extend_from_slice(&epoch_secs.to_be_bytes());
            put_short(out, feed.as_str());
        }
        KnownBy::Lrit(imo) => {
            out.push(LRIT);
            out.extend_from_slice(&imo.get().to_be_bytes());
        }
        KnownBy::Exercise { feed, mmsi } => {
            out.push(EXERCISE);
            out.extend_from_slice(&mmsi.get().to_be_bytes());
            put_short(out, feed.as_str());
        }
    }
}

/// Reads what [`put_contact`] wrote.
pub(in crate::store) fn take_contact(bytes: &mut Bytes<'_>) -> Result<ContactId, Broken> {
    Ok(ContactId::of(match bytes.byte()? {
        MMSI => KnownBy::Mmsi { mmsi: take_mmsi(bytes)?, nth: bytes.byte()? },
        RADAR => KnownBy::Radar {
            number: u16::from_be_bytes(bytes.array()?),
            epoch_secs: i64::from_be_bytes(bytes.array()?),
            feed: take_feed(bytes)?,
        },
        LRIT => {
            let number = u32::from_be_bytes(bytes.array()?);
            KnownBy::Lrit(ImoNumber::new(number).ok_or(Broken)?)
        }
        EXERCISE => KnownBy::Exercise { mmsi: take_mmsi(bytes)?, feed: take_feed(bytes)? },
        _ => return Err(Broken),
    }))
}

/// A feed name has at most 31 bytes.
fn put_short(out: &mut Vec<u8>, text: &str) {
    out.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(text.as_bytes());
}

fn take_mmsi(bytes: &mut Bytes<'_>) -> Result<Mmsi, Broken> {
    Mmsi::new(u32::from_be_bytes(bytes.array()?)).ok_or(Broken)
}

fn take_feed(bytes: &mut Bytes<'_>) -> Result<crate::domain::FeedName, Broken> {
    bytes.text()?.parse().map_err(|_no_name| Broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    #[test]
    fn a_short_id_writes_what_its_contact_does() {
        for text in ["mmsi:002573238", "mmsi:219000001:2"] {
            let (mut out, mut row) = (Vec::new(), Row::new());
            put_contact(&mut out, samples::contact(text));
            ShortId::of(samples::contact(text)).expect("one").put(&mut row);
            assert_eq!(row.as_slice(), out, "{text}");
        }
        assert_eq!(ShortId::of(samples::contact("lrit:9074729")), None);
    }

    #[test]
    fn every_kind_of_contact_reads_back_and_says_its_end() {
        let texts = [
            "mmsi:002573238",
            "mmsi:219000001:2",
            "radar:coast-1:17:1489049000",
            "radar:coast-1:17:-5",
            "lrit:9074729",
            "exercise:drill:999000001",
        ];
        let mut out = Vec::new();
        for text in texts {
            put_contact(&mut out, samples::contact(text));
        }
        let mut bytes = Bytes(&out);
        for text in texts {
            assert_eq!(take_contact(&mut bytes), Ok(samples::contact(text)));
        }
        assert!(bytes.is_empty());
    }
}

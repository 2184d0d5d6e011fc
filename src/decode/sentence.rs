//! One sentence: its checksum, its address and, of `VDM` and `VDO`, its fields.

use memchr::{memchr, memrchr};

use super::RejectReason;

/// Verifies a sentence from its first character to its end against the checksum it states.
pub(super) fn verify(raw: &[u8]) -> Result<(), RejectReason> {
    let (body, stated) = split_checksum(raw).ok_or(RejectReason::ChecksumMissing)?;
    if checksum(body) == stated { Ok(()) } else { Err(RejectReason::ChecksumMismatch) }
}

/// What stands between the first character and the `*` of a sentence that holds.
pub(super) fn body(raw: &[u8]) -> &[u8] {
    split_checksum(raw).map_or(&[], |(body, _stated)| body)
}

/// The checksum a sentence states.
pub(super) fn stated_checksum(raw: &[u8]) -> Option<u8> {
    split_checksum(raw).map(|(_body, stated)| stated)
}

fn split_checksum(raw: &[u8]) -> Option<(&[u8], u8)> {
    let (body, stated) = raw.get(1..)?.split_last_chunk::<3>()?;
    let &[b'*', high, low] = stated else { return None };
    Some((body, hex_byte(high, low)?))
}

/// Whether two hexadecimal digits, upper or lower case, are those of a byte.
#[expect(clippy::inline_always, reason = "a few instructions in every sentence")]
#[inline(always)]
pub(super) fn is_hex_of(byte: u8, high: u8, low: u8) -> bool {
    // In lower case letters have the bit 0x20, and digits have it anyway.
    let is = |half: u8, digit: u8| {
        let expected = if half < 10 { b'0' + half } else { b'a' - 10 + half };
        digit >= b'0' && digit | 0x20 == expected
    };
    is(byte >> 4, high) && is(byte & 0xF, low)
}

/// Two hexadecimal digits, upper or lower case.
#[inline]
pub(super) fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    Some((digit(high)? << 4) | digit(low)?)
}

/// The exclusive or of all bytes (NMEA 0183), eight at a time.
pub fn checksum(body: &[u8]) -> u8 {
    let (words, tail) = body.as_chunks::<8>();
    let folded = words.iter().fold(0, |sum, word| sum ^ u64::from_ne_bytes(*word));
    folded.to_ne_bytes().iter().chain(tail).fold(0, |sum, byte| sum ^ byte)
}

/// A sentence whose checksum holds, by its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading<'a> {
    /// `--VDM` or `--VDO`: AIS.
    Ais {
        /// VDO: of the receiver's own vessel.
        own_ship: bool,
        /// The two letters of the talker.
        talker: [u8; 2],
        /// What follows.
        fields: AisFields<'a>,
    },
    /// Any other formatter, by its three letters, and the fields after it.
    Formatter { formatter: &'a [u8], fields: &'a [u8] },
    /// `----Q`: a question to another device.
    Query,
    /// `P` and what a manufacturer made of it.
    Proprietary(&'a [u8]),
}

impl Reading<'_> {
    /// Whether it is AIS, and all of a message.
    pub(super) fn is_whole_message(&self) -> bool {
        matches!(self, Self::Ais { fields: AisFields { total: 1, .. }, .. })
    }
}

/// Reads a sentence from its first character to its checksum, which holds.
pub(super) fn read(raw: &[u8]) -> Result<Reading<'_>, RejectReason> {
    let (head, fields) = split_field(body(raw));
    Ok(match head {
        &[a, b, b'V', b'D', last @ (b'M' | b'O')] => Reading::Ais {
            own_ship: last == b'O',
            talker: [a, b],
            fields: AisFields::read(fields)?,
        },
        [b'P', ..] => Reading::Proprietary(head),
        [_, _, _, _, b'Q'] => Reading::Query,
        [_, _, formatter @ ..] if formatter.len() == 3 => Reading::Formatter { formatter, fields },
        _ => return Err(RejectReason::Malformed),
    })
}

/// The fields of `VDM` and `VDO` (IEC 61162-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AisFields<'a> {
    /// How many sentences the message takes, 1 to 9.
    pub(super) total: u8,
    /// Which of them this is, from 1.
    pub(super) number: u8,
    /// What tells messages apart whose parts mingle; blank is `None`.
    pub(super) sequence: Option<u16>,
    /// The radio channel as written.
    pub(super) channel: Option<u8>,
    /// 6-bit armour.
    pub(super) payload: &'a [u8],
    /// Bits at the payload's end that were not sent, 0 to 5.
    pub(super) fill: u8,
    /// The payload stands as bits in the buffer that it was read with.
    pub(super) in_bits: bool,
}

impl<'a> AisFields<'a> {
    /// Reads the fields after the address.
    pub(super) fn read(fields: &'a [u8]) -> Result<Self, RejectReason> {
        let (total, rest) = split_field(fields);
        let (number, rest) = split_field(rest);
        let (sequence, rest) = split_field(rest);
        let (channel, rest) = split_field(rest);
        let comma = memchr(b',', rest).ok_or(RejectReason::Malformed)?;
        let (payload, rest) = rest.split_at_checked(comma).ok_or(RejectReason::Malformed)?;
        let fill = match rest {
            [_, fill @ b'0'..=b'5', ..] => fill - b'0',
            // A blank or impossible count tells nothing: the type's length decides.
            _ => 0,
        };
        let (total, number) = match (total, number) {
            (&[total @ b'1'..=b'9'], &[number @ b'1'..=b'9']) if number <= total => {
                (total - b'0', number - b'0')
            }
            _ => return Err(RejectReason::Malformed),
        };
        let sequence = match *sequence {
            [] => None,
            [one] => Some(u16::from(one)),
            [one, two] => Some(u16::from_be_bytes([one, two])),
            _ => return Err(RejectReason::Malformed),
        };
        let channel = match *channel {
            [one] if one.is_ascii_graphic() => Some(one),
            _ => None,
        };
        Ok(Self { total, number, sequence, channel, payload, fill, in_bits: false })
    }
}

/// The field up to a comma, and what follows the comma.
fn split_field(fields: &[u8]) -> (&[u8], &[u8]) {
    // Fields are a few bytes long: a plain loop beats the set-up of memchr.
    let end = fields.iter().position(|&byte| byte == b',').unwrap_or(fields.len());
    let (field, rest) = fields.split_at_checked(end).unwrap_or((fields, &[]));
    (field, rest.get(1..).unwrap_or(&[]))
}

/// The last field of a body.
pub(super) fn last_field(body: &[u8]) -> &[u8] {
    let start = memrchr(b',', body).map_or(0, |comma| comma.saturating_add(1));
    body.get(start..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_hold_in_either_case() {
        // From the recordings named in DECODING: Seine, and Australia's odd talker `=I`.
        for raw in [
            "!AIVDM,1,1,,A,402:LD1v0wn0206b44L5GVQ0281N,0*56",
            "!=IVDM,1,1,,A,37PBMf?0008Ehfil<h6@1B2401o0,0*17",
            "!AIVDM,1,1,,B,15Mw1U?P00qNGTP@v`0@9wwn26sd,0*0E",
            "!AIVDM,1,1,,B,15Mw1U?P00qNGTP@v`0@9wwn26sd,0*0e",
        ] {
            assert_eq!(verify(raw.as_bytes()), Ok(()), "{raw}");
        }
        for (raw, reason) in [
            ("!AIVDM,1,1,,A,402:LD1v0wn0206b44L5GVQ0281N,0*57", RejectReason::ChecksumMismatch),
            ("!AIVDM,1,1,,A,402:LD1v0wn0206b44L5GVQ0281N,0*5", RejectReason::ChecksumMissing),
            ("!AIVDM,1,1,,A,402:LD1v0wn0206b44L5GVQ0281N,0*5G", RejectReason::ChecksumMissing),
            ("!", RejectReason::ChecksumMissing),
        ] {
            assert_eq!(verify(raw.as_bytes()), Err(reason), "{raw}");
        }
    }

    #[test]
    fn two_digits_are_those_of_one_byte_only() {
        for byte in 0..=u8::MAX {
            let [high, low]: [u8; 2] = format!("{byte:02X}").into_bytes().try_into().expect("two");
            assert!(is_hex_of(byte, high, low) && is_hex_of(byte, high | 0x20, low | 0x20));
            for any in 0..=u8::MAX {
                assert_eq!(is_hex_of(byte, any, low), hex_byte(any, low) == Some(byte), "{any}");
                assert_eq!(is_hex_of(byte, high, any), hex_byte(high, any) == Some(byte), "{any}");
            }
        }
    }

    #[test]
    fn the_address_says_what_the_sentence_is() {
        for (raw, expected) in [
            ("$GPRMC,1*00", Ok(Reading::Formatter { formatter: b"RMC", fields: b"1" })),
            ("$GPRMC*00", Ok(Reading::Formatter { formatter: b"RMC", fields: b"" })),
            ("$CCGPQ,GGA*00", Ok(Reading::Query)),
            ("$PGHP,1*00", Ok(Reading::Proprietary(b"PGHP"))),
            ("$AI,VDM*00", Err(RejectReason::Malformed)),
            ("!AIVDM,1*00", Err(RejectReason::Malformed)),
            ("$*00", Err(RejectReason::Malformed)),
        ] {
            assert_eq!(read(raw.as_bytes()), expected, "{raw}");
        }
        for (raw, is_own, from) in
            [("!AIVDM,1,1,,,1,0*00", false, *b"AI"), ("!=IVDO,1,1,,,1,0*00", true, *b"=I")]
        {
            let read = read(raw.as_bytes());
            let of = |reading| match reading {
                Reading::Ais { own_ship, talker, .. } => Some((own_ship, talker)),
                _ => None,
            };
            assert_eq!(read.map(of), Ok(Some((is_own, from))), "{raw}");
        }
    }

    #[test]
    fn the_fields_of_a_part_are_read() {
        let fields = AisFields::read(b"2,1,3,B,55NB,2");
        let expected = AisFields {
            total: 2,
            number: 1,
            sequence: Some(u16::from(b'3')),
            channel: Some(b'B'),
            payload: b"55NB",
            fill: 2,
            in_bits: false,
        };
        assert_eq!(fields, Ok(expected));
        for (fields, channel, fill) in [
            ("1,1,,,13a,0,0", None, 0),
            ("1,1,,A,13a,", Some(b'A'), 0),
            ("1,1,,A,13a,9", Some(b'A'), 0),
        ] {
            let read = AisFields::read(fields.as_bytes()).map(|f| (f.channel, f.fill, f.payload));
            assert_eq!(read, Ok((channel, fill, &b"13a"[..])), "{fields}");
        }
    }

    #[test]
    fn impossible_counts_of_parts_are_malformed() {
        for fields in
            ["", "1,1,,A,13a", "0,1,,B,13a,0", "2,3,,B,13a,0", "10,1,,B,13a,0", "2,,,B,13a,0"]
        {
            assert_eq!(
                AisFields::read(fields.as_bytes()),
                Err(RejectReason::Malformed),
                "{fields}"
            );
        }
    }
}

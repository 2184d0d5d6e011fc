//! The sentence that nearly all sentences are, read by position: `!AIVDM,1,1,,A,PAYLOAD,0*hh`, in
//! one pass of whole words and without a search for commas that are where they always are. What
//! deviates in any way, also by a wrong checksum, is left to the general reading; of what is read
//! here it says the same, which a property test holds. The payload is looked at once: its bits, its
//! share of the checksum and whether all of it is armour come of the same words.

use memchr::{memchr, memchr3};

use super::BitBuffer;
use super::sentence::{AisFields, Reading, is_hex_of};
use super::timestamp::{Rank, Stamp, epoch_of_ten};

/// Sentences with longer payloads are left to the general reading.
const LENGTH_MAX: usize = 512;
/// Characters of a message of one slot, 168 bits: three of four payloads.
pub(super) const COMMON_LENGTH: usize = 28;

/// The length and the reading of a plain sentence at the beginning of `from`, whose payload `bits`
/// takes in.
#[inline]
pub(super) fn read<'a>(from: &'a [u8], bits: &mut BitBuffer) -> Option<(usize, Reading<'a>)> {
    let &[
        b'!',
        a,
        b,
        b'V',
        b'D',
        last @ (b'M' | b'O'),
        b',',
        total,
        b',',
        number,
        b',',
        ref rest @ ..,
    ] = from
    else {
        return None;
    };
    let (sequence, rest) = letter_or_blank(rest)?;
    let (channel, rest) = letter_or_blank(rest)?;
    let payload_len = payload_length(rest)?;
    let (payload, ending) = rest.split_at_checked(payload_len)?;
    let &[b',', fill @ b'0'..=b'5', b'*', high, low, ref after @ ..] = ending else { return None };
    let plain = a.is_ascii_alphanumeric()
        && b.is_ascii_alphanumeric()
        && (b'1'..=b'9').contains(&total)
        && (b'1'..=total).contains(&number);
    if !plain {
        return None;
    }
    let sum = bits.fill_summing(payload, fill - b'0')?;
    // The six commas cancel each other out.
    let around = a ^ b ^ b'V' ^ b'D' ^ last ^ total ^ number ^ fill;
    let around = around ^ sequence.unwrap_or(0) ^ channel.unwrap_or(0);
    if !is_hex_of(sum ^ around, high, low) {
        return None;
    }
    let fields = AisFields {
        total: total - b'0',
        number: number - b'0',
        sequence: sequence.map(u16::from),
        channel,
        payload,
        fill: fill - b'0',
        in_bits: true,
    };
    Some((
        from.len() - after.len(),
        Reading::Ais { own_ship: last == b'O', talker: [a, b], fields },
    ))
}

/// The seconds since 1970 that a logger wrote before what follows its comma.
#[inline]
pub(super) fn logged(rest: &[u8]) -> (Option<Stamp>, &[u8]) {
    if let Some((digits, [b',', from @ ..])) = rest.split_first_chunk()
        && let Some(time) = epoch_of_ten(digits)
    {
        return (Some(Stamp { time, rank: Rank::Logger }), from);
    }
    (None, rest)
}

/// The seconds since 1970 that a receiver wrote behind a sentence, and what follows them.
#[inline]
pub(super) fn received(after: &[u8]) -> (Option<Stamp>, &[u8]) {
    if let [b',', from @ ..] = after
        && let Some((digits, end)) = from.split_first_chunk()
        && let Some(time) = epoch_of_ten(digits)
    {
        return (Some(Stamp { time, rank: Rank::Receiver }), end);
    }
    (None, after)
}

/// A line that holds one plain sentence and nothing else to be read but a time or a station.
pub(super) struct PlainLine<'a> {
    /// What stands before the sentence.
    pub(super) prefix: &'a [u8],
    /// The sentence.
    pub(super) raw: &'a [u8],
    /// What it is.
    pub(super) reading: Reading<'a>,
    /// What stands behind it, from its comma.
    pub(super) trailer: &'a [u8],
}

/// Such a line; where it is one, `bits` take in the payload.
#[inline]
pub(super) fn read_line<'a>(line: &'a [u8], bits: &mut BitBuffer) -> Option<PlainLine<'a>> {
    let (prefix, from) = match line.first()? {
        b'!' => (&[][..], line),
        // A logger's time begins with a digit, maybe in a bracket: a comment never does.
        b'0'..=b'9' | b'[' => line.split_at_checked(memchr3(b'!', b'$', b'\\', line)?)?,
        _ => return None,
    };
    let (length, reading) = read(from, bits)?;
    let (raw, trailer) = from.split_at_checked(length)?;
    let ends = match trailer.first() {
        None => true,
        Some(b',') => memchr3(b'!', b'$', b'\\', trailer).is_none(),
        Some(_) => false,
    };
    ends.then_some(PlainLine { prefix, raw, reading, trailer })
}

/// A field of one letter or digit, or a blank one, and what follows its comma.
#[expect(clippy::inline_always, reason = "a few instructions in every sentence")]
#[inline(always)]
fn letter_or_blank(rest: &[u8]) -> Option<(Option<u8>, &[u8])> {
    match rest {
        [b',', rest @ ..] => Some((None, rest)),
        &[one, b',', ref rest @ ..] if one.is_ascii_alphanumeric() => Some((Some(one), rest)),
        _ => None,
    }
}

/// Up to the comma before the fill bits; a comma is no armour, so no earlier one is passed over.
#[inline]
fn payload_length(from: &[u8]) -> Option<usize> {
    match from.get(COMMON_LENGTH) {
        Some(b',') => Some(COMMON_LENGTH),
        _ => memchr(b',', from.get(..LENGTH_MAX).unwrap_or(from)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::segment::general;
    use super::super::sentence::checksum;
    use super::*;

    /// Real lines, whole or in parts, with what receivers write behind them.
    const LINES: [&str; 8] = [
        "!AIVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*26",
        "!BSVDM,1,1,,B,13oUhr70000E=S4S4Aunw@@J06hL,0*14",
        "!AIVDO,1,1,,,402u=TiuaA000r5UJ`H4`?7000S:,0*36",
        "!AIVDM,2,1,3,B,55NBjP01mtGIL@CW;SM<D60P5Ld000000000000P0`<3557l0<50@kk@,0*66",
        "!AIVDM,2,2,3,B,K5h@00000000000,2*72",
        "!AIVDM,1,1,,B,H52KsnQ8DDj1Lu9@PhE=>222220,2*30,1327664821",
        "!B2VDM,1,1,,1,37PAO>000S:lQEEdb;JPr@V4011Q,0*38,b2003669950,1272412827",
        "!AIVDM,1,1,,A,13u?etP,0*2F!AIVDM,1,1,,A,13u,0*51",
    ];

    /// What the general reading says, in the same form, with the bits of the payload.
    fn in_general(from: &[u8]) -> Option<(usize, Reading<'_>, Vec<u64>)> {
        let (length, reading) = general(from)?;
        let mut reading = reading.ok()?;
        let mut bits = BitBuffer::new();
        if let Reading::Ais { fields, .. } = &mut reading {
            bits.fill_from(fields.payload, fields.fill).ok()?;
            fields.in_bits = true;
        }
        Some((length, reading, sent(&bits)))
    }

    /// What is read by position.
    fn by_position(from: &[u8]) -> Option<(usize, Reading<'_>, Vec<u64>)> {
        let mut bits = BitBuffer::new();
        // What an earlier payload left behind must not show.
        bits.fill_from(&[b'w'; 600], 0).ok()?;
        let (length, reading) = read(from, &mut bits)?;
        Some((length, reading, sent(&bits)))
    }

    /// How many bits there are, and those words of them that can be read.
    fn sent(bits: &BitBuffer) -> Vec<u64> {
        let len = bits.bits().len();
        let words = bits.words().iter().take(len / 64 + 2).copied();
        words.chain([u64::try_from(len).expect("a length")]).collect()
    }

    #[test]
    fn real_sentences_are_plain() {
        for line in &LINES[..7] {
            let found = by_position(line.as_bytes());
            assert!(found.is_some(), "{line}");
            assert_eq!(found, in_general(line.as_bytes()), "{line}");
        }
    }

    /// States the right checksum at the first star, so that the deviation itself is judged.
    fn corrected(mut line: Vec<u8>) -> Vec<u8> {
        if let Some(star) = line.iter().position(|&byte| byte == b'*').filter(|&star| star > 0) {
            let sum = checksum(&line[1..star]);
            line.truncate(star + 1);
            line.extend(format!("{sum:02x}").into_bytes());
        }
        line
    }

    fn deviating() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![
            2 => proptest::sample::select(&b",*!$\\ 0159AB`wVDMO\0\xff"[..]),
            1 => any::<u8>(),
        ];
        let change = (0..100_usize, 0..3_u8, byte);
        let changes = proptest::collection::vec(change, 0..4);
        (proptest::sample::select(&LINES[..]), changes, any::<bool>()).prop_map(
            |(line, changes, correct)| {
                let mut line = line.as_bytes().to_vec();
                for (at, how, byte) in changes {
                    let at = at % line.len().max(1);
                    match how {
                        0 if !line.is_empty() => line[at] = byte,
                        1 if !line.is_empty() => drop(line.remove(at)),
                        _ => line.insert(at, byte),
                    }
                }
                if correct { corrected(line) } else { line }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn what_is_read_by_position_is_what_the_general_reading_says(line in deviating()) {
            if let Some(found) = by_position(&line) {
                prop_assert_eq!(Some(found), in_general(&line));
            }
        }
    }
}

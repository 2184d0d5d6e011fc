//! What two Pickets say to each other beside the sentences, each a proprietary sentence that other
//! programs pass over:
//!
//! ```text
//! client  $PPKT,RESUME*hh                    from now on
//! client  $PPKT,RESUME,INSTANCE,NUMBER*hh    from message NUMBER of that instance
//! relay   $PPKT,FROM,INSTANCE,NUMBER*hh      what follows is message NUMBER, then NUMBER + 1, ...
//! relay   $PPKT,GAP,INSTANCE,FIRST,LAST*hh   these are gone; LAST is blank where nobody knows
//! ```
//! What came before the answer `FROM` does not count. INSTANCE, 16 hexadecimal digits, is another one
//! when a relay has begun anew.

use crate::decode::checksum;

/// Sentences of Picket's own begin so.
const HEAD: &[u8] = b"$PPKT,";

/// A message of one run of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which run.
    pub instance: u64,
    /// Which message of it, from 1.
    pub number: u64,
}

/// A word of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Asks for what follows from there on; `None` from now on.
    Resume(Option<Place>),
    /// The next message is this one.
    From(Place),
    /// Messages that the relay no longer has.
    Gap {
        /// The first of them.
        first: Place,
        /// The number of the last; `None` where the relay has begun anew and cannot know.
        last: Option<u64>,
    },
}

impl Word {
    /// Reads a line without its end; `None` for every other sentence.
    pub fn parse(line: &[u8]) -> Option<Self> {
        let rest = line.strip_prefix(HEAD)?;
        let (rest, stated) = rest.split_last_chunk::<3>()?;
        let body = line.get(1..line.len().checked_sub(3)?)?;
        if stated != format!("*{:02X}", checksum(body)).as_bytes() {
            return None;
        }
        let mut fields = std::str::from_utf8(rest).ok()?.split(',');
        let word = fields.next()?;
        let fields: Vec<_> = fields.collect();
        Some(match (word, fields.as_slice()) {
            ("RESUME", []) => Self::Resume(None),
            ("RESUME", [instance, number]) => Self::Resume(Some(place(instance, number)?)),
            ("FROM", [instance, number]) => Self::From(place(instance, number)?),
            ("GAP", [instance, first, last]) => {
                let last = match *last {
                    "" => None,
                    last => Some(last.parse().ok()?),
                };
                Self::Gap { first: place(instance, first)?, last }
            }
            _ => return None,
        })
    }

    /// As it is sent.
    pub fn to_line(self) -> String {
        let body = match self {
            Self::Resume(None) => "PPKT,RESUME".to_owned(),
            Self::Resume(Some(Place { instance, number })) => {
                format!("PPKT,RESUME,{instance:016x},{number}")
            }
            Self::From(Place { instance, number }) => {
                format!("PPKT,FROM,{instance:016x},{number}")
            }
            Self::Gap { first: Place { instance, number }, last } => {
                let last = last.map(|last| last.to_string()).unwrap_or_default();
                format!("PPKT,GAP,{instance:016x},{number},{last}")
            }
        };
        format!("${body}*{:02X}\r\n", checksum(body.as_bytes()))
    }
}

fn place(instance: &str, number: &str) -> Option<Place> {
    let whole = instance.len() == 16;
    let instance = u64::from_str_radix(instance, 16).ok().filter(|_| whole)?;
    Some(Place { instance, number: number.parse().ok()? })
}

/// Whether a line of a relay is the last one of its message: all but the last of those that belong
/// together begin with the TAG group `\g:NUMBER-TOTAL-`.
pub fn ends_message(line: &[u8]) -> bool {
    match line {
        [b'\\', b'g', b':', number, b'-', total, b'-', ..] => number == total,
        _ => true,
    }
}

/// The messages of a text, each with all of its lines.
pub(super) fn messages(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let lines = rest.split_inclusive(|&byte| byte == b'\n');
        let mut ended = false;
        let length = lines
            .take_while(|line| !std::mem::replace(&mut ended, ends_message(line)))
            .map(<[u8]>::len)
            .sum();
        let (message, after) = rest.split_at_checked(length)?;
        rest = after;
        (!message.is_empty()).then_some(message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place { instance: 0xABC, number: 4711 };

    #[test]
    fn words_are_written_as_they_are_read() {
        for (word, line) in [
            (Word::Resume(None), "$PPKT,RESUME*2A\r\n"),
            (Word::Resume(Some(PLACE)), "$PPKT,RESUME,0000000000000abc,4711*79\r\n"),
            (Word::From(PLACE), "$PPKT,FROM,0000000000000abc,4711*76\r\n"),
            (
                Word::Gap { first: PLACE, last: Some(4712) },
                "$PPKT,GAP,0000000000000abc,4711,4712*1A\r\n",
            ),
            (Word::Gap { first: PLACE, last: None }, "$PPKT,GAP,0000000000000abc,4711,*1A\r\n"),
        ] {
            assert_eq!(word.to_line(), line);
            assert_eq!(Word::parse(line.trim_end().as_bytes()), Some(word));
        }
    }

    #[test]
    fn what_is_not_quite_a_word_is_none() {
        for line in [
            "$PPKT,RESUME*2B",
            "$PPKT,RESUME",
            "$PPKT,RESUME,abc,4711*79",
            "$PPKT,*00",
            "$PPKT",
            "$GPZDA*48",
            "",
        ] {
            assert_eq!(Word::parse(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_message_ends_with_the_last_line_of_its_group_or_with_its_only_one() {
        assert!(ends_message(br"\s:a,c:1733782034*0A\!AIVDM,1,1,,A,x,0*00"));
        assert!(!ends_message(br"\g:1-2-17,s:a*00\!AIVDM,2,1,1,A,x,0*00"));
        assert!(ends_message(br"\g:2-2-17,s:a*00\!AIVDM,2,2,1,A,x,0*00"));
        assert!(ends_message(b""));
    }
}

use crate::domain::RawSentence;

/// Sentences kept.
const SENTENCES: usize = 4;
/// Characters of the payload of a position report: 168 bits in nearly every case.
const PAYLOAD: usize = 28;
/// What comes before it: `!AIVDM,1,1,,A,`, with other talkers and channels.
const HEAD: usize = 14;
const FORMATTER: &[u8; 9] = b"VDM,1,1,,";
const CHANNELS: &[u8; 4] = b"AB12";
/// And what after it: `,0*5C`.
const TAIL: usize = 5;
const LENGTH: usize = HEAD + PAYLOAD + TAIL;

/// The last position sentences of a contact, for evidence.
#[derive(Clone, Debug, Default)]
pub(super) struct LastSentences([Option<Kept>; SENTENCES]);

/// A sentence in no more room than it needs: 24 bytes for nearly every one.
#[derive(Clone, Debug)]
enum Kept {
    Packed([u8; 23]),
    AsItCame(Box<[u8]>),
}

impl LastSentences {
    /// Keeps one; the oldest gives way.
    pub(super) fn push(&mut self, sentence: RawSentence) {
        self.0.rotate_left(1);
        if let Some(last) = self.0.last_mut() {
            *last = Some(Kept::of(sentence.as_str().as_bytes()));
        }
    }

    /// Whether there is one.
    pub(super) fn any(&self) -> bool {
        matches!(self.0, [.., Some(_)])
    }

    /// The sentences, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = RawSentence> {
        self.0.iter().flatten().map(|kept| match kept {
            Kept::Packed(packed) => unpacked(packed),
            Kept::AsItCame(bytes) => RawSentence::new(bytes),
        })
    }
}

impl Kept {
    fn of(sentence: &[u8]) -> Self {
        packed(sentence).map_or_else(|| Self::AsItCame(sentence.into()), Self::Packed)
    }
}

/// A whole sentence of one part in the common form, its checksum right: talker and channel in two
/// bytes, then six bits a character. `None` where it does not come back to the last character.
fn packed(sentence: &[u8]) -> Option<[u8; 23]> {
    let sentence: &[u8; LENGTH] = sentence.try_into().ok()?;
    let ([b'!', one, other, rest @ ..], body) = sentence.split_first_chunk::<HEAD>()? else {
        return None;
    };
    let (formatter, [channel, b',']) = rest.split_first_chunk::<9>()? else { return None };
    let (payload, tail) = body.split_first_chunk::<PAYLOAD>()?;
    if formatter != FORMATTER || tail != tail_of(sentence) {
        return None;
    }
    let letter = |byte: u8| byte.is_ascii_uppercase().then(|| u16::from(byte - b'A'));
    let channel = (0_u16..).zip(CHANNELS).find(|(_, known)| *known == channel)?.0;
    let head = letter(*one)? << 7 | letter(*other)? << 2 | channel;
    let mut packed = [0; 23];
    let (first, groups) = packed.split_first_chunk_mut::<2>()?;
    *first = head.to_be_bytes();
    for (group, characters) in groups.chunks_exact_mut(3).zip(payload.chunks_exact(4)) {
        let mut bits = 0_u32;
        for character in characters {
            bits = bits << 6 | u32::from(six_bits(*character)?);
        }
        group.copy_from_slice(bits.to_be_bytes().get(1..)?);
    }
    Some(packed)
}

fn unpacked(packed: &[u8; 23]) -> RawSentence {
    let mut sentence = [b'!'; LENGTH];
    let [high, low, groups @ ..] = packed;
    let head = u16::from_be_bytes([*high, *low]);
    let [one, other] =
        [head >> 7, head >> 2].map(|bits| b'A' + u8::try_from(bits & 31).unwrap_or(0));
    let channel = CHANNELS.get(usize::from(head & 3)).copied().unwrap_or(b'A');
    let middle = [one, other].into_iter().chain(*FORMATTER).chain([channel, b',']);
    let payload = groups.chunks_exact(3).flat_map(|group| {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        [18, 12, 6, 0].map(|shift| character(u8::try_from(bits >> shift & 63).unwrap_or(0)))
    });
    for (place, byte) in sentence.iter_mut().skip(1).zip(middle.chain(payload)) {
        *place = byte;
    }
    let tail = tail_of(&sentence);
    if let Some(end) = sentence.last_chunk_mut::<TAIL>() {
        *end = tail;
    }
    RawSentence::new(&sentence)
}

/// `,0*` and the checksum of what is between `!` and `*`.
fn tail_of(sentence: &[u8; LENGTH]) -> [u8; TAIL] {
    let body = sentence.iter().skip(1).take(HEAD + PAYLOAD - 1);
    let sum = body.fold(b',' ^ b'0', |sum, byte| sum ^ byte);
    let digit = |value: u8| if value < 10 { b'0' + value } else { b'A' + value - 10 };
    [b',', b'0', b'*', digit(sum >> 4), digit(sum & 15)]
}

/// ITU-R M.1371 / IEC 61162-1: the six bits of a character of a payload.
const fn six_bits(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'W' => Some(character - b'0'),
        b'`'..=b'w' => Some(character - b'8'),
        _ => None,
    }
}

const fn character(six_bits: u8) -> u8 {
    six_bits + if six_bits < 40 { b'0' } else { b'8' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_four_are_kept_whatever_their_length() {
        let mut kept = LastSentences::default();
        let long = "!AIVDM,1,1,,B,".to_owned() + &"C".repeat(70) + ",0*00";
        for text in ["one", "two", &long, "four", "five"] {
            kept.push(RawSentence::new(text.as_bytes()));
        }
        let all: Vec<_> = kept.iter().map(|sentence| sentence.as_str().to_owned()).collect();
        assert_eq!(all, ["two", long.as_str(), "four", "five"]);
    }

    #[test]
    fn a_sentence_comes_back_to_the_last_character_packed_or_not() {
        // From the protocol description of gpsd (AIVDM.adoc) and from its regression tests, and
        // what is no longer that: other fill bits, a wrong or small checksum, another length.
        for (text, is_packed) in [
            ("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C", true),
            ("!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A", true),
            ("!BSVDM,1,1,,1,15RTgt0PAso;90TKcjM8h6g208CQ,0*23", true),
            ("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,2*5E", false),
            ("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5D", false),
            ("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5c", false),
            ("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TK,0*5C", false),
            ("!AIVDM,1,1,,,177KQJ5000G?tO`K>RA1wUbN0TKHA,0*5C", false),
            ("", false),
        ] {
            let mut kept = LastSentences::default();
            kept.push(RawSentence::new(text.as_bytes()));
            let back: Vec<_> = kept.iter().map(|sentence| sentence.as_str().to_owned()).collect();
            assert_eq!(back, [text]);
            let packed = matches!(kept.0.last(), Some(Some(Kept::Packed(_))));
            assert_eq!(packed, is_packed, "{text}");
        }
        assert_eq!(size_of::<LastSentences>(), 96);
    }
}

//! Messages as sentences that followed each other, and their bits.

use super::source;

/// A message of one sentence, or of two that stand one after the other.
pub(crate) struct Message {
    /// As recorded, for Picket.
    pub(crate) sentences: Vec<String>,
    /// As nmea-parser takes them: the numbers of parts that have none filled in.
    pub(crate) plain: Vec<String>,
    /// The place of its last sentence.
    pub(crate) last: usize,
    ones: Vec<bool>,
}

/// The messages among sentences, and how many sentences are parts that stand apart or of three.
pub(crate) fn of(sentences: &[String]) -> (Vec<Message>, usize) {
    let (mut messages, mut apart, mut at) = (Vec::new(), 0, 0);
    while let Some(first) = sentences.get(at) {
        let next = sentences.get(at + 1);
        let parts = match (part(first), next.and_then(|next| part(next))) {
            (Some(("1", ..)), _) => 1,
            (Some(("2", "1", key, formatter)), Some(("2", "2", of, second)))
                if (key, formatter) == (of, second) =>
            {
                2
            }
            _ => 0,
        };
        if parts == 0 {
            apart += 1;
            at += 1;
            continue;
        }
        at += parts;
        messages.push(Message::new(&sentences[at - parts..at], at - 1));
    }
    (messages, apart)
}

/// Total, number, sequence and the letters of a sentence.
fn part(sentence: &str) -> Option<(&str, &str, &str, &str)> {
    let mut fields = sentence.split(',');
    let address = fields.next()?;
    Some((fields.next()?, fields.next()?, fields.next()?, address))
}

impl Message {
    fn new(sentences: &[String], last: usize) -> Self {
        let plain: Vec<String> = sentences.iter().map(|one| source::plain(one)).collect();
        let mut ones = Vec::new();
        for sentence in &plain {
            let mut fields = sentence.split([',', '*']).skip(5);
            let armour = fields.next().unwrap_or_default();
            ones.extend(armour.bytes().flat_map(six_bits));
            let fill: usize = fields.next().and_then(|fill| fill.parse().ok()).unwrap_or(0);
            ones.truncate(ones.len().saturating_sub(fill));
        }
        Self { sentences: sentences.to_vec(), plain, last, ones }
    }

    /// How many bits were sent.
    pub(crate) fn bits(&self) -> usize {
        self.ones.len()
    }

    /// A code as sent.
    pub(crate) fn code(&self, start: usize, width: usize) -> u32 {
        let bits = self.ones.iter().skip(start).take(width);
        bits.fold(0, |code, &bit| code << 1 | u32::from(bit))
    }

    /// Whether it ends before the last field that nmea-parser reads of its type (ITU-R M.1371-5,
    /// annex 8): it would make zeros of what was not sent.
    pub(crate) fn ends_early(&self) -> bool {
        let whole = match (self.code(0, 6), self.code(38, 2)) {
            (1..=4 | 9 | 11 | 18, _) => 168,
            (5, _) => 422,
            (6 | 15, _) => 88,
            (10 | 20, _) => 70,
            (12 | 13, _) => 72,
            (16, _) => 92,
            (17, _) => 80,
            (21, _) => 271,
            (22, _) => 145,
            (23, _) => 154,
            (24, 0) => 160,
            (24, _) => 162,
            (26, _) => 60,
            (27, _) => 95,
            _ => 40,
        };
        self.ones.len() < whole
    }
}

/// The six bits of a letter of the armour (IEC 61162-1, annex C).
fn six_bits(letter: u8) -> impl Iterator<Item = bool> {
    let six = letter.wrapping_sub(48);
    let six = if six > 40 { six.wrapping_sub(8) } else { six };
    (0..6).rev().map(move |bit| six >> bit & 1 == 1)
}

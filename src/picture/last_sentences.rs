use crate::domain::{RawSentence, Text};

/// Sentences kept.
const SENTENCES: usize = 4;
/// A position report has 47 or 48 characters in nearly every case.
const SHORT: usize = 48;

/// The last position sentences of a contact, for evidence.
#[derive(Clone, Debug, Default)]
pub(super) struct LastSentences([Option<Kept>; SENTENCES]);

/// A sentence in no more room than it needs.
#[derive(Clone, Debug)]
enum Kept {
    Short(Text<SHORT>),
    Long(Box<RawSentence>),
}

impl LastSentences {
    /// Keeps one; the oldest gives way.
    pub(super) fn push(&mut self, sentence: RawSentence) {
        let text = sentence.as_str().as_bytes();
        let kept = if text.len() <= SHORT {
            Kept::Short(Text::from_ascii_lossy(text))
        } else {
            Kept::Long(Box::new(sentence))
        };
        self.0.rotate_left(1);
        if let Some(last) = self.0.last_mut() {
            *last = Some(kept);
        }
    }

    /// The sentences, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(|kept| match kept {
            Kept::Short(text) => text.as_str(),
            Kept::Long(sentence) => sentence.as_str(),
        })
    }
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
        assert_eq!(kept.iter().collect::<Vec<_>>(), ["two", long.as_str(), "four", "five"]);
    }
}

use crate::domain::varint::{put, take};

/// Raw sentences in their order, each as where it differs from the one before: those of one vessel
/// have half of their characters in common, at the same places.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sentences(Box<[u8]>);

/// Fewer equal bytes are written out: to leave them out takes as many.
const RUN_MIN: usize = 3;

impl Sentences {
    /// The sentences in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = String> + '_ {
        let mut coded = &*self.0;
        let mut last = Vec::new();
        std::iter::from_fn(move || {
            last = next(&last, &mut coded)?;
            Some(String::from_utf8_lossy(&last).into_owned())
        })
    }
}

impl<'a> FromIterator<&'a String> for Sentences {
    fn from_iter<T: IntoIterator<Item = &'a String>>(all: T) -> Self {
        let mut coded = Vec::new();
        let mut last: &[u8] = b"";
        for sentence in all {
            append(sentence.as_bytes(), last, &mut coded);
            last = sentence.as_bytes();
        }
        Self(coded.into())
    }
}

/// Its length, then in turns how many bytes are as in the last one and how many follow that are not.
fn append(sentence: &[u8], last: &[u8], out: &mut Vec<u8>) {
    put_len(out, sentence.len());
    let mut equal =
        sentence.iter().zip(last).map(|(byte, before)| byte == before).collect::<Vec<_>>();
    equal.resize(sentence.len(), false);
    let (mut rest, mut equal) = (sentence, equal.as_slice());
    while !rest.is_empty() {
        let same = equal.iter().take_while(|equal| **equal).count();
        let differs = equal.get(same..).unwrap_or_default();
        let run = differs.windows(RUN_MIN).position(|run| run.iter().all(|equal| *equal));
        let other = run.unwrap_or(differs.len());
        put_len(out, same);
        put_len(out, other);
        out.extend(rest.iter().skip(same).take(other));
        rest = rest.get(same + other..).unwrap_or_default();
        equal = equal.get(same + other..).unwrap_or_default();
    }
}

/// The one after the last; `None` at the end.
fn next(last: &[u8], coded: &mut &[u8]) -> Option<Vec<u8>> {
    let len = take_len(coded)?;
    let mut sentence = Vec::with_capacity(len);
    while sentence.len() < len {
        let (same, other) = (take_len(coded)?, take_len(coded)?);
        sentence.extend(last.iter().skip(sentence.len()).take(same));
        let (bytes, rest) = coded.split_at_checked(other)?;
        sentence.extend(bytes);
        *coded = rest;
    }
    Some(sentence)
}

fn put_len(out: &mut Vec<u8>, len: usize) {
    put(out, u64::try_from(len).unwrap_or(u64::MAX));
}

fn take_len(coded: &mut &[u8]) -> Option<usize> {
    take(coded).and_then(|len| usize::try_from(len).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_one_vessel_sends_again_and_again_takes_a_fifth_less_at_least() {
        // Two positions of one vessel, 10 s apart, and the same with other bytes before them.
        let all = [
            "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A",
            "!AIVDM,1,1,,B,15RTgt0PAso;8vTKcjM8g6gD08CQ,0*5F",
            "\\s:coast,c:1489049110*5A\\!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A",
            "\\s:coast,c:1489049120*59\\!AIVDM,1,1,,B,15RTgt0PAso;8vTKcjM8g6gD08CQ,0*5F",
        ]
        .map(str::to_owned);
        let kept: Sentences = all.iter().collect();
        assert_eq!(kept.iter().collect::<Vec<_>>(), all);
        let plain: usize = all.iter().map(String::len).sum();
        assert!(kept.0.len() * 5 < plain * 4, "{} of {plain}", kept.0.len());
    }

    proptest! {
        #[test]
        fn whatever_is_kept_comes_back(all in prop::collection::vec("[ab\u{e4}]{0,12}", 0..6)) {
            let kept: Sentences = all.iter().collect();
            prop_assert_eq!(kept.iter().collect::<Vec<_>>(), all);
        }
    }
}

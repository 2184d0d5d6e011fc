use std::collections::VecDeque;
use std::sync::Arc;

use super::protocol::messages;

/// What a block takes beside its text.
const BLOCK_BYTES: usize = 64;
/// Messages of a block that is made of what another ring held.
const RESTORED_BLOCK: usize = 256;

/// The last messages, numbered from 1, in blocks as they came; the oldest block goes first.
#[derive(Debug)]
pub(super) struct Ring {
    blocks: VecDeque<Block>,
    next: u64,
    bytes: usize,
    bytes_max: usize,
}

#[derive(Debug)]
struct Block {
    first: u64,
    text: Arc<[u8]>,
}

/// A piece of the ring.
#[derive(Debug)]
pub(super) struct Piece {
    /// The number of its first message: later than asked for where that one is gone.
    pub(super) first: u64,
    /// The number that follows it.
    pub(super) next: u64,
    /// Whole messages.
    pub(super) text: Arc<[u8]>,
    /// Where in the text the first message begins.
    pub(super) start: usize,
}

impl Piece {
    pub(super) fn bytes(&self) -> &[u8] {
        self.text.get(self.start..).unwrap_or_default()
    }
}

impl Ring {
    pub(super) const fn new(bytes_max: usize) -> Self {
        Self { blocks: VecDeque::new(), next: 1, bytes: 0, bytes_max }
    }

    /// One that goes on with what another held, from a number on.
    pub(super) fn restored(bytes_max: usize, first: u64, text: &[u8]) -> Self {
        let mut ring = Self { next: first, ..Self::new(bytes_max) };
        let all: Vec<_> = messages(text).collect();
        for some in all.chunks(RESTORED_BLOCK) {
            ring.push(&some.concat(), some.len() as u64);
        }
        ring
    }

    /// Goes on with what another ring of the same numbers has taken in since. Where that is not there
    /// any more, this one begins behind it, so that whoever reads is told.
    pub(super) fn go_on_with(&mut self, other: &Self) {
        while let Some(piece) = other.read(self.next) {
            if piece.first != self.next {
                *self = Self { next: piece.first, ..Self::new(self.bytes_max) };
            }
            self.push(piece.bytes(), piece.next - piece.first);
        }
    }

    /// Takes in what another ring of other numbers holds from a number on, and says how many messages
    /// of that are gone.
    pub(super) fn take_over(&mut self, other: &Self, mut number: u64) -> u64 {
        let gone = other.oldest().saturating_sub(number);
        while let Some(piece) = other.read(number) {
            self.push(piece.bytes(), piece.next - piece.first);
            number = piece.next;
        }
        gone
    }

    /// All that it holds.
    #[cfg(test)]
    fn texts(&self) -> Vec<Arc<[u8]>> {
        self.blocks.iter().map(|block| Arc::clone(&block.text)).collect()
    }

    /// The number of the message that comes next.
    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// The oldest number that is still there, or the next one.
    pub(super) fn oldest(&self) -> u64 {
        self.blocks.front().map_or(self.next, |block| block.first)
    }

    /// Takes in so many whole messages.
    pub(super) fn push(&mut self, text: &[u8], messages: u64) {
        self.blocks.push_back(Block { first: self.next, text: text.into() });
        self.next += messages;
        self.bytes += text.len() + BLOCK_BYTES;
        while self.bytes > self.bytes_max && self.blocks.len() > 1 {
            let gone = self.blocks.pop_front().map_or(0, |block| block.text.len() + BLOCK_BYTES);
            self.bytes = self.bytes.saturating_sub(gone);
        }
    }

    /// The block that holds a message, from that message on, or the oldest one; `None` where nothing
    /// is there yet.
    pub(super) fn read(&self, number: u64) -> Option<Piece> {
        let number = number.max(self.oldest());
        let after = self.blocks.partition_point(|block| block.first <= number);
        let block = self.blocks.get(after.checked_sub(1)?)?;
        let next = self.blocks.get(after).map_or(self.next, |block| block.first);
        let before = usize::try_from(number - block.first).unwrap_or(usize::MAX);
        let start = messages(&block.text).take(before).map(<[u8]>::len).sum();
        (number < next).then(|| Piece { first: number, next, text: Arc::clone(&block.text), start })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(piece: Option<Piece>) -> Option<(u64, u64, String)> {
        let piece = piece?;
        let text = String::from_utf8_lossy(piece.bytes()).into_owned();
        Some((piece.first, piece.next, text))
    }

    #[test]
    fn reading_goes_on_from_any_message_also_within_a_block() {
        let mut ring = Ring::new(1 << 20);
        assert_eq!(text(ring.read(1)), None);
        ring.push(b"a\r\n\\g:1-2-1*0\\b\r\n\\g:2-2-1*0\\c\r\nd\r\n", 3);
        ring.push(b"e\r\n", 1);
        assert_eq!(ring.next(), 5);
        let from = |number| text(ring.read(number));
        let group = "\\g:1-2-1*0\\b\r\n\\g:2-2-1*0\\c\r\nd\r\n";
        assert_eq!(from(1), Some((1, 4, format!("a\r\n{group}"))));
        assert_eq!(from(2), Some((2, 4, group.to_owned())));
        assert_eq!(from(3), Some((3, 4, "d\r\n".to_owned())));
        assert_eq!(from(4), Some((4, 5, "e\r\n".to_owned())));
        assert_eq!((from(5), from(6)), (None, None));
    }

    #[test]
    fn what_another_held_goes_on_under_the_same_numbers() {
        let mut ring = Ring::new(1 << 20);
        for _ in 0..3 * RESTORED_BLOCK {
            ring.push(b"a\r\n\\g:1-2-1*0\\b\r\n\\g:2-2-1*0\\c\r\n", 2);
        }
        let held = ring.texts().concat();
        let mut again = Ring::restored(1 << 20, ring.oldest(), &held);
        assert_eq!((again.oldest(), again.next()), (ring.oldest(), ring.next()));
        assert_eq!(again.texts().concat(), held);
        assert!(text(again.read(1_000)).expect("there").2.starts_with("\\g:1-2-1*0\\b"));
        again.push(b"d\r\n", 1);
        let next = ring.next();
        assert_eq!(text(again.read(next)), Some((next, next + 1, "d\r\n".to_owned())));
        // Where there is less room now, the oldest are gone.
        let small = Ring::restored(20_000, 1, &held);
        assert_eq!(small.next(), ring.next());
        assert!(small.oldest() > 1);
    }

    #[test]
    fn what_another_has_taken_in_since_follows_under_its_numbers() {
        let mut before = Ring::new(3 * (BLOCK_BYTES + 3));
        before.push(b"a\r\nb\r\n", 2);
        let mut after = Ring::restored(1 << 20, 1, b"a\r\n");
        after.go_on_with(&before);
        assert_eq!((after.oldest(), after.next()), (1, 3));
        assert_eq!(after.texts().concat(), b"a\r\nb\r\n");
        for letter in ["c", "d", "e", "f"] {
            before.push(format!("{letter}\r\n").as_bytes(), 1);
        }
        // 3 is gone.
        after.go_on_with(&before);
        assert_eq!((after.oldest(), after.next()), (4, 7));
        assert_eq!(after.texts().concat(), b"d\r\ne\r\nf\r\n");
    }

    #[test]
    fn what_another_was_left_with_follows_under_its_own_numbers() {
        let mut before = Ring::new(2 * (BLOCK_BYTES + 6));
        before.push(b"a\r\nb\r\n", 2);
        before.push(b"c\r\n", 1);
        let mut after = Ring::new(1 << 20);
        assert_eq!(after.take_over(&before, 2), 0);
        assert_eq!((after.oldest(), after.next()), (1, 3));
        assert_eq!(after.texts().concat(), b"b\r\nc\r\n");
        before.push(b"d\r\n", 1);
        before.push(b"e\r\n", 1);
        // 2 and 3 are gone.
        assert_eq!(after.take_over(&before, 2), 2);
        assert_eq!(after.texts().concat(), b"b\r\nc\r\nd\r\ne\r\n");
    }

    #[test]
    fn at_the_bound_the_oldest_go_and_reading_from_them_begins_later() {
        let mut ring = Ring::new(3 * (BLOCK_BYTES + 3));
        for letter in ["a", "b", "c", "d", "e"] {
            ring.push(format!("{letter}\r\n").as_bytes(), 1);
        }
        assert_eq!((ring.oldest(), ring.next()), (3, 6));
        assert_eq!(text(ring.read(1)), Some((3, 4, "c\r\n".to_owned())));
        // A block larger than the ring is there alone.
        ring.push(&[b'x'; 1_000], 1);
        assert_eq!((ring.oldest(), ring.next()), (6, 7));
    }
}

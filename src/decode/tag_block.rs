//! TAG blocks (NMEA 0183 version 4.10): where and when a sentence was heard, and which lines belong
//! together.

use std::collections::VecDeque;

use super::RejectReason;
use super::sentence::{checksum, hex_byte};
use super::timestamp::{digits, epoch};
use crate::domain::{EventTime, Text};

/// Groups of which a line is awaited; the oldest gives way.
const GROUPS_MAX: usize = 64;
/// A group whose next line does not come within that many TAG blocks is forgotten, so that its
/// number can be used again.
const GROUP_AGE_MAX: u64 = 4096;

/// What Picket uses of a TAG block; of the keys `d n r t i` it knowingly uses nothing. IEC 61162-450
/// writes groups as `1G2:7764` where NMEA 0183 writes `g:1-2-7764`; both are in the air.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TagBlock {
    /// `s`: the receiving station.
    pub(super) station: Option<Text<15>>,
    /// `c`: when it was heard.
    pub(super) time: Option<EventTime>,
    /// `g`: the group it belongs to.
    pub(super) group: Option<Group>,
}

/// `g:NUMBER-TOTAL-ID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Which line of the group, from 1.
    pub(super) number: u8,
    /// How many lines it has.
    pub(super) total: u8,
    /// What tells groups apart.
    pub(super) id: u32,
}

impl TagBlock {
    /// Reads what stands between the backslashes.
    pub(super) fn read(content: &[u8]) -> Result<Self, RejectReason> {
        let Some((fields, &[b'*', high, low])) = content.split_last_chunk::<3>() else {
            return Err(RejectReason::TagBlock);
        };
        if hex_byte(high, low) != Some(checksum(fields)) {
            return Err(RejectReason::TagBlock);
        }
        let mut block = Self::default();
        for field in fields.split(|&byte| byte == b',') {
            match field {
                [b's', b':', station @ ..] if !station.is_empty() => {
                    block.station = Some(Text::from_ascii_lossy(station));
                }
                [b'c', b':', time @ ..] => block.time = epoch(time),
                [b'g', b':', group @ ..] => block.group = Group::read(group),
                &[number @ b'1'..=b'9', b'G', total @ b'1'..=b'9', b':', ref id @ ..] => {
                    block.group = Group::of(number - b'0', total - b'0', id);
                }
                _ => {}
            }
        }
        Ok(block)
    }

    /// A sentence may have several TAG blocks: what the later one says holds.
    pub(super) fn and(self, later: Self) -> Self {
        Self {
            station: later.station.or(self.station),
            time: later.time.or(self.time),
            group: later.group.or(self.group),
        }
    }
}

impl Group {
    fn read(text: &[u8]) -> Option<Self> {
        let mut parts = text.splitn(3, |&byte| byte == b'-');
        let (number, total, id) = (parts.next()?, parts.next()?, parts.next()?);
        let small = |text| u8::try_from(digits(text)?).ok();
        Self::of(small(number)?, small(total)?, id)
    }

    fn of(number: u8, total: u8, id: &[u8]) -> Option<Self> {
        let id = u32::try_from(digits(id)?).ok()?;
        (1..=total).contains(&number).then_some(Self { number, total, id })
    }
}

/// Groups whose later lines are still to come; they may mingle.
#[derive(Debug, Default)]
pub(super) struct Groups {
    open: VecDeque<Open>,
    seen: u64,
}

#[derive(Debug)]
struct Open {
    id: u32,
    total: u8,
    first: TagBlock,
    at: u64,
}

impl Groups {
    /// Station and time of a group's first line hold for its later lines.
    pub(super) fn complete(&mut self, block: TagBlock) -> TagBlock {
        let Some(group) = block.group else { return block };
        self.seen = self.seen.saturating_add(1);
        let seen = self.seen;
        self.open.retain(|open| seen.saturating_sub(open.at) <= GROUP_AGE_MAX);
        if group.number == 1 {
            self.begin(group, block);
            return block;
        }
        let belongs = |open: &Open| {
            let same_station = block.station.is_none() || block.station == open.first.station;
            open.id == group.id && open.total == group.total && same_station
        };
        let Some(at) = self.open.iter().position(belongs) else { return block };
        let first = self.open.get(at).map_or(block, |open| open.first);
        if group.number == group.total {
            self.open.remove(at);
        }
        first.and(block)
    }

    fn begin(&mut self, group: Group, first: TagBlock) {
        self.open.retain(|open| open.id != group.id || open.first.station != first.station);
        if group.total == 1 {
            return;
        }
        if self.open.len() >= GROUPS_MAX {
            self.open.pop_front();
        }
        self.open.push_back(Open { id: group.id, total: group.total, first, at: self.seen });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(content: &str) -> TagBlock {
        TagBlock::read(content.as_bytes()).expect("a TAG block whose checksum holds")
    }

    fn station(name: &str) -> Text<15> {
        Text::from_ascii_lossy(name.as_bytes())
    }

    #[test]
    fn station_time_and_group_are_read() {
        // libais, test/data/tagblock.nmea and its decoded tagblock.json.
        let read = block("g:1-2-1604,s:rORBCOMM008,c:1418169601,T:2014-12-10 00.00.01*37");
        let expected = TagBlock {
            station: Some(station("rORBCOMM008")),
            time: "2014-12-10T00:00:01Z".parse().ok(),
            group: Some(Group { number: 1, total: 2, id: 1604 }),
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn groups_are_read_in_both_forms() {
        // The checksum of each by hand: a block of one field more differs by that field.
        let group = |text: &[u8]| {
            let sum = checksum(text);
            TagBlock::read(&[text, format!("*{sum:02X}").as_bytes()].concat())
                .map(|block| block.group)
        };
        let expected = Ok(Some(Group { number: 1, total: 2, id: 4717 }));
        assert_eq!(group(b"g:1-2-4717"), expected);
        assert_eq!(group(b"1G2:4717"), expected);
        for text in [&b"g:3-2-1"[..], b"g:0-2-1", b"g:1-2", b"g:1-2-1-1", b"g:1-2-x", b"2G1:5"] {
            assert_eq!(group(text), Ok(None), "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn a_block_without_a_right_checksum_is_refused() {
        for content in ["s:2573238,c:1733782034*0B", "s:2573238,c:1733782034", "s:x*A", "s:x*", ""]
        {
            assert_eq!(
                TagBlock::read(content.as_bytes()),
                Err(RejectReason::TagBlock),
                "{content}"
            );
        }
    }

    #[test]
    fn later_lines_of_a_group_take_station_and_time_of_its_first_also_when_groups_mingle() {
        let mut groups = Groups::default();
        let line = |number, id, name: Option<&str>, secs: Option<i64>| TagBlock {
            station: name.map(station),
            time: secs.map(EventTime::from_secs),
            group: Some(Group { number, total: 2, id }),
        };
        groups.complete(line(1, 7, Some("a"), Some(1_700_000_000)));
        groups.complete(line(1, 8, Some("b"), Some(1_700_000_005)));
        let last = groups.complete(line(2, 7, None, None));
        assert_eq!(last, line(2, 7, Some("a"), Some(1_700_000_000)));
        // The group is over: the same number once more says nothing.
        assert_eq!(groups.complete(line(2, 7, None, None)), line(2, 7, None, None));
        // Another station's group of the same number is another group.
        assert_eq!(groups.complete(line(2, 8, Some("c"), None)), line(2, 8, Some("c"), None));
        assert_eq!(
            groups.complete(line(2, 8, None, None)),
            line(2, 8, Some("b"), Some(1_700_000_005))
        );
    }

    #[test]
    fn groups_are_bounded_and_the_oldest_gives_way() {
        let mut groups = Groups::default();
        for id in 0..1000 {
            let group = Some(Group { number: 1, total: 2, id });
            groups.complete(TagBlock { group, ..TagBlock::default() });
        }
        assert_eq!(groups.open.len(), GROUPS_MAX);
        assert_eq!(groups.open.front().map(|open| open.id), Some(936));
    }
}

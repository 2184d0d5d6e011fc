//! A ring on disk, so that it outlives the program's end, a crash as well: a folder of segments, each a
//! file that begins with `$PPKT,FROM,...` and goes on with messages. What is written is with the system
//! and not yet on the disk: after the machine itself went down nobody knows how much of it is there, so
//! then the ring begins anew, unless it was closed in order. A ring of another filter is not gone on with
//! either: nobody gets what that let out.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::protocol::{Place, Word, ends_message};
use crate::publish::files::remove_if_there;

/// A ring is so many segments; the oldest goes as a whole.
const SEGMENTS: usize = 16;
const SEGMENT_BYTES_MIN: usize = 1 << 16;
/// Another one after each start of the machine (Linux).
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";
/// In the folder: the start of the machine that its segments are of, and their filter.
const OF_BOOT: &str = "boot";
/// In the folder: all of it is on the disk; with the filter.
const CLOSED: &str = "closed";

/// What a ring held.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The first message.
    pub(super) place: Place,
    pub(super) text: Vec<u8>,
}

/// The segments of one ring.
#[derive(Debug)]
pub(super) struct Segments {
    folder: PathBuf,
    bytes_max: usize,
    /// Tells the filter of what is in them from others.
    filter: String,
    /// First numbers of the segments, the oldest first.
    firsts: VecDeque<u64>,
    /// The number that comes next; 0, which is none, where what is there has to go first.
    next: u64,
    last: Option<Last>,
    /// Whether the next start goes on with them.
    is_believed: bool,
}

/// The segment that is written to.
#[derive(Debug)]
struct Last {
    file: File,
    bytes: usize,
}

impl Segments {
    /// Opens or makes a folder for a ring of so many bytes, and reads what is in it of such a filter.
    pub(super) fn open(
        folder: PathBuf,
        bytes_max: usize,
        filter: String,
    ) -> io::Result<(Self, Option<Kept>)> {
        fs::create_dir_all(&folder)?;
        let bytes_max = (bytes_max / SEGMENTS).max(SEGMENT_BYTES_MIN);
        let mut segments = Self::none(folder, bytes_max, filter);
        let kept = segments.take_up();
        if kept.is_err() {
            // Clients get others by this run: what is there must not come back in the next one. More than
            // to try cannot be done.
            segments.disbelieve().and_then(|()| segments.sync_folder()).unwrap_or_default();
        }
        Ok((segments, kept?))
    }

    fn take_up(&mut self) -> io::Result<Option<Kept>> {
        let says = |mark| fs::read_to_string(self.folder.join(mark)).ok();
        let is_closed = says(CLOSED).is_some_and(|filter| filter == self.filter);
        let of_boot = self.of_boot();
        let is_whole = is_closed || (of_boot.is_some() && of_boot == says(OF_BOOT));
        let kept = if is_whole { self.read()? } else { None };
        // On the disk before anything is sent: after the machine went down it would be believed again.
        remove_if_there(&self.folder.join(CLOSED))?;
        self.sync_folder()?;
        if kept.is_some() {
            self.believe()?;
        } else {
            self.clear()?;
        }
        Ok(kept)
    }

    /// Those of the same folder with nothing known of what is in it, for after a break.
    pub(super) fn anew(&self) -> Self {
        Self::none(self.folder.clone(), self.bytes_max, self.filter.clone())
    }

    const fn none(folder: PathBuf, bytes_max: usize, filter: String) -> Self {
        let firsts = VecDeque::new();
        Self { folder, bytes_max, filter, firsts, next: 0, last: None, is_believed: false }
    }

    /// Puts messages behind the others. Where they do not follow on them, the others go, and what is
    /// there then has to be [believed](Self::believe) anew.
    pub(super) fn append(&mut self, place: Place, text: &[u8], next: u64) -> io::Result<()> {
        if place.number != self.next {
            self.clear()?;
        }
        if self.last.as_ref().is_none_or(|last| last.bytes >= self.bytes_max) {
            let mut file = File::create(self.path(place.number))?;
            file.write_all(Word::From(place).to_line().as_bytes())?;
            if self.firsts.back() != Some(&place.number) {
                self.firsts.push_back(place.number);
            }
            self.last = Some(Last { file, bytes: 0 });
        }
        if let Some(Last { file, bytes }) = &mut self.last {
            file.write_all(text)?;
            *bytes += text.len();
        }
        self.next = next;
        Ok(())
    }

    /// Takes away the segments all of whose messages came before a number.
    pub(super) fn forget_before(&mut self, number: u64) -> io::Result<()> {
        while self.firsts.get(1).is_some_and(|&second| second <= number) {
            if let Some(first) = self.firsts.pop_front() {
                remove_if_there(&self.path(first))?;
            }
        }
        Ok(())
    }

    /// The next start does not go on with them, nor with what is added.
    pub(super) fn disbelieve(&mut self) -> io::Result<()> {
        self.last = None;
        self.firsts.clear();
        self.next = 0;
        self.is_believed = false;
        fs::create_dir_all(&self.folder)?;
        let marks = [OF_BOOT, CLOSED].map(|mark| remove_if_there(&self.folder.join(mark)));
        marks.into_iter().collect()
    }

    /// Takes all of them away. What is left where that fails is not believed.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.disbelieve()?;
        for path in segments_in(&self.folder)? {
            remove_if_there(&path)?;
        }
        Ok(())
    }

    pub(super) const fn is_believed(&self) -> bool {
        self.is_believed
    }

    /// From now on the next start goes on with them.
    pub(super) fn believe(&mut self) -> io::Result<()> {
        fs::write(self.folder.join(OF_BOOT), self.of_boot().unwrap_or_default())?;
        self.is_believed = true;
        Ok(())
    }

    /// All of it is on the disk when this returns, where it is to be believed.
    pub(super) fn close(&self) -> io::Result<()> {
        if !self.is_believed {
            return Ok(());
        }
        for path in segments_in(&self.folder)? {
            File::open(path)?.sync_all()?;
        }
        let mut closed = File::create(self.folder.join(CLOSED))?;
        closed.write_all(self.filter.as_bytes())?;
        closed.sync_all()?;
        self.sync_folder()
    }

    fn sync_folder(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    /// What the segments hold; `None` where there is none.
    fn read(&mut self) -> io::Result<Option<Kept>> {
        let mut kept: Option<Kept> = None;
        for path in segments_in(&self.folder)? {
            let mut head = fs::read(&path)?;
            let end = head.iter().position(|&byte| byte == b'\n').map_or(head.len(), |end| end + 1);
            let text = head.split_off(end);
            let Some(Word::From(place)) = Word::parse(head.trim_ascii_end()) else {
                // It broke off in its first line.
                remove_if_there(&path)?;
                continue;
            };
            let (text, messages) = whole(&text);
            match &mut kept {
                Some(kept) if self.next == place.number => kept.text.extend_from_slice(text),
                // What came between is not there: what is older is of no use.
                _ => kept = Some(Kept { place, text: text.to_vec() }),
            }
            self.firsts.push_back(place.number);
            self.next = place.number + messages;
        }
        Ok(kept)
    }

    /// What stands in that mark; `None` where the system does not say which start this is.
    fn of_boot(&self) -> Option<String> {
        let boot = fs::read_to_string(BOOT_ID).ok()?;
        Some(format!("{boot}{}", self.filter))
    }

    fn path(&self, first: u64) -> PathBuf {
        self.folder.join(format!("{first:020}.ring"))
    }
}

/// The whole messages at the beginning of a text, and how many they are: a crash cuts the last one.
fn whole(text: &[u8]) -> (&[u8], u64) {
    let (mut length, mut end, mut messages) = (0, 0, 0);
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        length += line.len();
        if line.ends_with(b"\n") && ends_message(line) {
            end = length;
            messages += 1;
        }
    }
    (text.get(..end).unwrap_or_default(), messages)
}

/// Their files, the oldest first.
fn segments_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let paths = entries.into_iter().map(|entry| entry.path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "ring")).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSTANCE: u64 = 7;

    fn place(number: u64) -> Place {
        Place { instance: INSTANCE, number }
    }

    fn open(folder: &Path) -> (Segments, Option<Kept>) {
        open_for("all", folder)
    }

    fn open_for(filter: &str, folder: &Path) -> (Segments, Option<Kept>) {
        Segments::open(folder.join("out"), 1 << 20, filter.to_owned()).expect("a folder")
    }

    /// As a keeper does.
    fn begin(segments: &mut Segments, number: u64, text: &[u8], next: u64) {
        segments.append(place(number), text, next).expect("written");
        segments.believe().expect("believed");
    }

    fn kept(number: u64, text: &str) -> Kept {
        Kept { place: place(number), text: text.as_bytes().to_vec() }
    }

    #[test]
    fn what_was_written_is_there_after_a_crash_without_the_message_that_it_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut segments, nothing) = open(folder.path());
        assert_eq!(nothing, None);
        begin(&mut segments, 41, b"a\r\n\\g:1-2-1*0\\b\r\n\\g:2-2-1*0\\c\r\n", 43);
        // Cut within a message of two lines, behind the first of them.
        segments.append(place(43), b"d\r\n\\g:1-2-2*0\\e\r\n\\g:2-2", 45).expect("written");
        drop(segments);
        let (mut segments, found) = open(folder.path());
        let whole = "a\r\n\\g:1-2-1*0\\b\r\n\\g:2-2-1*0\\c\r\nd\r\n";
        assert_eq!(found, Some(kept(41, whole)));
        // What follows takes the number of what was cut, and is read behind the rest.
        segments.append(place(44), b"f\r\n", 45).expect("written");
        drop(segments);
        assert_eq!(open(folder.path()).1, Some(kept(41, &format!("{whole}f\r\n"))));
    }

    #[test]
    fn messages_that_do_not_follow_begin_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut segments, _) = open(folder.path());
        segments.append(place(1), b"a\r\n", 2).expect("written");
        begin(&mut segments, 9, b"b\r\n", 10);
        drop(segments);
        assert_eq!(open(folder.path()).1, Some(kept(9, "b\r\n")));
    }

    #[test]
    fn the_oldest_segments_go_as_a_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut segments, _) = open(folder.path());
        let line = format!("{}\r\n", "x".repeat(SEGMENT_BYTES_MIN));
        for number in 1..=5 {
            segments.append(place(number), line.as_bytes(), number + 1).expect("written");
        }
        segments.believe().expect("believed");
        segments.forget_before(4).expect("forgotten");
        drop(segments);
        let (_, found) = open(folder.path());
        assert_eq!(found, Some(kept(4, &line.repeat(2))));
    }

    #[test]
    fn after_the_machine_went_down_only_what_was_closed_is_believed() {
        for (closes, expected) in [(false, None), (true, Some(kept(1, "a\r\n")))] {
            let folder = tempfile::tempdir().expect("a folder");
            let (mut segments, _) = open(folder.path());
            begin(&mut segments, 1, b"a\r\n", 2);
            if closes {
                segments.close().expect("on disk");
            }
            fs::write(folder.path().join("out").join(OF_BOOT), "another start").expect("written");
            assert_eq!(open(folder.path()).1, expected);
        }
    }

    #[test]
    fn what_another_filter_let_out_is_not_gone_on_with() {
        for closes in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            let (mut segments, _) = open(folder.path());
            begin(&mut segments, 1, b"a\r\n", 2);
            if closes {
                segments.close().expect("on disk");
            }
            assert_eq!(open_for("public", folder.path()).1, None);
            assert_eq!(open(folder.path()).1, None, "it is gone");
        }
    }

    #[test]
    fn what_could_not_be_opened_does_not_come_back_a_run_later() {
        // What stands in the way, of the mark that is written and of a segment that is read.
        for obstacle in [OF_BOOT, "00000000000000000009.ring"] {
            let folder = tempfile::tempdir().expect("a folder");
            let (mut segments, _) = open(folder.path());
            begin(&mut segments, 1, b"a\r\n", 2);
            segments.close().expect("on disk");
            let out = folder.path().join("out");
            remove_if_there(&out.join(obstacle)).expect("removed");
            fs::create_dir(out.join(obstacle)).expect("made");
            Segments::open(out.clone(), 1 << 20, "all".to_owned()).expect_err("in the way");
            fs::remove_dir(out.join(obstacle)).expect("removed");
            assert_eq!(open(folder.path()).1, None, "{obstacle}");
        }
    }

    #[test]
    fn what_was_cleared_is_not_believed_before_it_is_kept_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut segments, _) = open(folder.path());
        begin(&mut segments, 1, b"a\r\n", 2);
        // It is the first to be taken away, and cannot be.
        let stuck = folder.path().join("out").join("00000000000000000000.ring");
        fs::create_dir(&stuck).expect("made");
        segments.clear().expect_err("stuck");
        fs::remove_dir(&stuck).expect("removed");
        assert!(folder.path().join("out").join("00000000000000000001.ring").exists());
        assert_eq!(open(folder.path()).1, None);

        let (mut segments, _) = open(folder.path());
        segments.append(place(5), b"b\r\n", 6).expect("written");
        segments.close().expect("nothing to close");
        drop(segments);
        assert_eq!(open(folder.path()).1, None);
    }
}

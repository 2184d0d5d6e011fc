use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::time::{sleep, timeout};
use tracing::warn;

use super::Feed;
use super::feed::CountedReader;
use super::stream::{READ_TIMEOUT, StreamEnd, read_stream};
use crate::net::Wire;
use crate::publish::{Place, Word, ends_message};

/// How often the place is kept. What is kept is the place of the time before, so that after a crash
/// what the engine had not yet stored comes once more, rather than never.
const KEEP_EVERY: Duration = Duration::from_secs(5);
/// Bytes without the end of a message, or without an answer, after which the other side is no relay.
const UNENDED_MAX: usize = 1 << 20;
const READ_BYTES: usize = 32 * 1024;
/// A relay answers within this where it goes on.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// How far a feed has read the relay of another Picket, over cuts and restarts.
#[derive(Debug)]
pub struct Bookmark {
    path: PathBuf,
    place: Mutex<Option<Place>>,
}

impl Bookmark {
    /// Where the last run of this feed stopped, if a file says so.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        let place = match std::fs::read_to_string(&path) {
            Ok(text) => match Word::parse(text.trim_end().as_bytes()) {
                Some(Word::From(place)) => Some(place),
                _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "it names no place")),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { path, place: Mutex::new(place) })
    }

    /// Reads a connection to its end, or until the feed stops, from where the last one ended; the place
    /// is kept when this returns.
    pub(super) async fn read(
        &self,
        feed: &Feed,
        reader: &mut CountedReader<'_>,
        mut wire: Wire,
    ) -> StreamEnd {
        let asked = Word::Resume(self.place()).to_line();
        if let Err(error) = wire.write_all(asked.as_bytes()).await {
            return StreamEnd::Failed(error);
        }
        let mut stream = Resumed {
            feed,
            bookmark: self,
            wire,
            inlet: Inlet::default(),
            bytes: vec![0; READ_BYTES],
        };
        let answered = tokio::select! {
            () = feed.stop.cancelled() => return StreamEnd::Stopped,
            answered = timeout(ANSWER_TIMEOUT, stream.answer()) => answered,
        };
        match answered {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return StreamEnd::Failed(error),
            Err(_elapsed) => return StreamEnd::Failed(invalid("it answers as no relay of Picket")),
        }
        let end = tokio::select! {
            end = read_stream(feed, reader, &mut stream, READ_TIMEOUT) => end,
            never = self.keep_now_and_then(feed) => never,
        };
        self.keep(feed, self.place()).await;
        end
    }

    fn place(&self) -> Option<Place> {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, place: Place) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    }

    /// A message more has been read.
    fn turn(&self) {
        if let Some(place) = &mut *self.place.lock().unwrap_or_else(PoisonError::into_inner) {
            place.number = place.number.saturating_add(1);
        }
    }

    async fn keep_now_and_then(&self, feed: &Feed) -> StreamEnd {
        let mut before = self.place();
        loop {
            sleep(KEEP_EVERY).await;
            self.keep(feed, before).await;
            before = self.place();
        }
    }

    async fn keep(&self, feed: &Feed, place: Option<Place>) {
        let Some(place) = place else { return };
        if let Err(error) = replace(&self.path, &Word::From(place).to_line()).await {
            let (feed, path) = (feed.settings.name, self.path.display());
            warn!(%feed, %path, %error, "the place in the relay is not kept over a restart");
        }
    }
}

/// Puts a text in the place of a file, so that there is always one of the two.
pub(super) async fn replace(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let new = path.with_extension("new");
    tokio::fs::write(&new, text).await?;
    tokio::fs::rename(&new, path).await
}

/// The messages of a relay as a stream of bytes: whole messages alone, so that a cut leaves none of
/// them half read.
struct Resumed<'a> {
    feed: &'a Feed,
    bookmark: &'a Bookmark,
    wire: Wire,
    inlet: Inlet,
    /// What has just been read.
    bytes: Vec<u8>,
}

impl AsyncRead for Resumed<'_> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            while let Some(given) = this.inlet.next(buffer.remaining()) {
                match given {
                    Given::Message(lines) => {
                        buffer.put_slice(lines);
                        this.bookmark.turn();
                    }
                    Given::Word(word) => this.hear(word)?,
                }
            }
            if !buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            let mut read = ReadBuf::new(&mut this.bytes);
            ready!(Pin::new(&mut this.wire).poll_read(context, &mut read))?;
            if read.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.inlet.push(read.filled())?;
        }
    }
}

impl Resumed<'_> {
    /// Passes over what comes before the relay says where it goes on.
    async fn answer(&mut self) -> io::Result<()> {
        loop {
            while let Some(given) = self.inlet.next(usize::MAX) {
                let Given::Word(word) = given else { continue };
                self.hear(word)?;
                if matches!(word, Word::From(_)) {
                    return Ok(());
                }
            }
            let length = self.wire.read(&mut self.bytes).await?;
            if length == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.inlet.push(self.bytes.get(..length).unwrap_or_default())?;
        }
    }

    fn hear(&self, word: Word) -> io::Result<()> {
        let before = self.bookmark.place();
        match word {
            // Of the live stream, before the relay has heard where to go on.
            Word::Gap { first, .. } if before != Some(first) => {}
            Word::Gap { first, last: Some(last) } => {
                let next = last.saturating_add(1);
                self.feed.missed(Some(next.saturating_sub(first.number)));
                self.bookmark.set(Place { number: next, ..first });
            }
            Word::Gap { last: None, .. } => self.feed.missed(None),
            Word::From(place) => {
                self.bookmark.set(place);
                let counts_alike = before.is_none_or(|before| {
                    before.instance != place.instance || before.number == place.number
                });
                if !counts_alike {
                    self.feed.missed(None);
                    return Err(invalid("the relay counts its messages otherwise"));
                }
            }
            Word::Resume(_) => {}
        }
        Ok(())
    }
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Cuts what a relay sends into messages and words.
#[derive(Debug, Default)]
struct Inlet {
    waiting: Vec<u8>,
    /// Where in it the next one begins.
    at: usize,
}

/// What a relay sends.
#[derive(Debug, PartialEq, Eq)]
enum Given<'a> {
    /// All lines of a message.
    Message(&'a [u8]),
    Word(Word),
}

impl Inlet {
    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.waiting.drain(..self.at);
        self.at = 0;
        if self.waiting.len() > UNENDED_MAX {
            return Err(invalid("a message without an end: this is no relay of Picket"));
        }
        self.waiting.extend_from_slice(bytes);
        Ok(())
    }

    /// The next one that has come as a whole, if it has no more than `room` bytes.
    fn next(&mut self, room: usize) -> Option<Given<'_>> {
        let Self { waiting, at } = self;
        let rest = waiting.get(*at..)?;
        let mut length = 0;
        for line in rest.split_inclusive(|&byte| byte == b'\n') {
            if !line.ends_with(b"\n") {
                return None;
            }
            if let (0, Some(word)) = (length, Word::parse(line.trim_ascii_end())) {
                *at += line.len();
                return Some(Given::Word(word));
            }
            length += line.len();
            if ends_message(line) {
                let message = rest.get(..length).filter(|_| length <= room)?;
                *at += length;
                return Some(Given::Message(message));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{DuplexStream, duplex};

    use super::*;
    use crate::feeds::rig::{Rig, THREE, rig};

    #[test]
    fn whole_messages_come_out_of_bytes_cut_anywhere() {
        let group = "\\g:1-2-1*0\\b\r\n\\g:2-2-1*0\\c\r\n";
        let word = Word::From(Place { instance: 7, number: 9 });
        let text = format!("a\r\n{group}{}d\r\n", word.to_line());
        for cut in 0..text.len() {
            let mut inlet = Inlet::default();
            let mut said = Vec::new();
            for piece in [&text[..cut], &text[cut..], "half a line"] {
                inlet.push(piece.as_bytes()).expect("short");
                while let Some(given) = inlet.next(64) {
                    said.push(match given {
                        Given::Message(lines) => String::from_utf8_lossy(lines).into_owned(),
                        Given::Word(word) => format!("{word:?}"),
                    });
                }
            }
            assert_eq!(said, ["a\r\n", group, &format!("{word:?}"), "d\r\n"], "cut at {cut}");
        }
    }

    #[test]
    fn a_message_that_never_ends_is_refused() {
        let mut inlet = Inlet::default();
        let mut pushed = 0;
        while inlet.push(&[b'x'; 4_096]).is_ok() {
            assert_eq!(inlet.next(usize::MAX), None);
            pushed += 4_096;
        }
        assert!((UNENDED_MAX..UNENDED_MAX + 8_192).contains(&pushed), "{pushed}");
    }

    /// A relay that hears where to go on, says these lines and closes.
    async fn relay(mut wire: DuplexStream, lines: &str) -> String {
        let mut asked = [0; 64];
        let length = wire.read(&mut asked).await.expect("asked");
        wire.write_all(lines.as_bytes()).await.expect("written");
        drop(wire);
        String::from_utf8_lossy(&asked[..length]).trim_end().to_owned()
    }

    #[tokio::test]
    async fn reading_goes_on_where_the_last_connection_ended_also_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("relay/north");
        let from = |number| Word::From(Place { instance: 7, number }).to_line();
        let gap = |number, last| Word::Gap { first: Place { instance: 7, number }, last }.to_line();
        let anew = Word::From(Place { instance: 8, number: 1 });
        let [one, two, three] = THREE;
        // What is said, what was asked before, and what the counters of gaps and of what was missed
        // then are.
        let runs = [
            (format!("{one}\r\n{}{two}\r\n{three}\r\nhalf", from(41)), "", 0, 0),
            (format!("{three}\r\n{}{one}\r\n", from(43)), ",0000000000000007,43", 0, 0),
            (format!("{}{}{two}\r\n", gap(44, Some(46)), from(47)), ",0000000000000007,44", 1, 3),
            (
                format!("{}{}{three}\r\n", gap(48, None), anew.to_line()),
                ",0000000000000007,48",
                1,
                0,
            ),
        ];
        for (lines, asked, gaps, missed) in runs {
            let Rig { feed, batches, .. } = rig();
            let bookmark = Bookmark::open(path.clone()).expect("a bookmark");
            let mut reader = CountedReader::new(&feed);
            let (ours, theirs) = duplex(4_096);
            let read = bookmark.read(&feed, &mut reader, Box::new(ours));
            let (end, heard) = tokio::join!(read, relay(theirs, &lines));
            assert!(matches!(end, StreamEnd::Closed | StreamEnd::Failed(_)), "{end:?}");
            assert!(heard.contains(&format!("RESUME{asked}*")), "{heard}");
            assert_eq!((feed.meters.gaps.get(), feed.meters.missed.get()), (gaps, missed));
            drop(batches);
        }
    }
}

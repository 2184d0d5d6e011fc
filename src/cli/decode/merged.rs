//! Several recordings as one, by the times of their messages; what has no time of its own comes with
//! what stood before it in its file.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};

use anyhow::{Context, anyhow};

use super::{CHUNK_BYTES, judge};
use crate::cli::input::Input;
use crate::decode::{Decoded, Decoder, FeedSettings};
use crate::domain::EventTime;
use crate::feeds::recording;

/// One recording, with the lines of its last read.
struct Source {
    input: Input,
    decoder: Decoder,
    bytes: Option<Box<dyn Read + Send>>,
    lines: VecDeque<(EventTime, Vec<u8>)>,
    last: EventTime,
}

/// Prints the lines of all recordings by time, the earlier file first among equals.
pub(super) fn print(
    inputs: Vec<Input>,
    write: impl Fn(&mut Vec<u8>, &FeedSettings, &Decoded<'_>),
    output: &mut impl Write,
) -> anyhow::Result<()> {
    let mut sources = Vec::with_capacity(inputs.len());
    for input in inputs {
        sources.push(Source::open(input)?);
    }
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        for source in &mut sources {
            source.fill(&mut chunk, &write)?;
        }
        let heads = sources.iter().enumerate();
        let heads = heads.filter_map(|(place, source)| Some((source.lines.front()?.0, place)));
        let Some((_time, place)) = heads.min() else { return Ok(()) };
        let line = sources.get_mut(place).and_then(|source| source.lines.pop_front());
        if let Some((_time, line)) = line {
            output.write_all(&line)?;
        }
    }
}

impl Source {
    fn open(input: Input) -> anyhow::Result<Self> {
        let bytes = recording::open(&input.path)
            .with_context(|| anyhow!("cannot read {}", input.path.display()))?;
        let mut decoder = Decoder::new(input.settings.clone());
        decoder.keep_parts(true);
        Ok(Self {
            decoder,
            input,
            bytes: Some(bytes),
            lines: VecDeque::new(),
            last: EventTime::MIN,
        })
    }

    /// Reads until there is a line or the end.
    fn fill(
        &mut self,
        chunk: &mut [u8],
        write: impl Fn(&mut Vec<u8>, &FeedSettings, &Decoded<'_>),
    ) -> anyhow::Result<()> {
        let Self { input, decoder, bytes, lines, last } = self;
        let unreadable = || anyhow!("cannot read {}", input.path.display());
        while lines.is_empty()
            && let Some(source) = bytes
        {
            let read = match source.read(chunk) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other.with_context(unreadable)?,
            };
            let mut keep = |decoded: Decoded<'_>| {
                if let Decoded::Accepted { time, .. } = &decoded {
                    *last = *time;
                }
                let mut line = Vec::new();
                write(&mut line, &input.settings, &decoded);
                if !line.is_empty() {
                    lines.push_back((*last, line));
                }
            };
            match chunk.get(..read).filter(|bytes| !bytes.is_empty()) {
                Some(bytes) => decoder.push(bytes, None, &mut keep),
                None => decoder.flush(None, &mut keep),
            }
            if read == 0 {
                *bytes = None;
                judge(decoder, &input.path)?;
            }
        }
        Ok(())
    }
}

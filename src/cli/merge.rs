use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};

use anyhow::Context;
use indicatif::ProgressBar;

use super::input::Input;
use crate::decode::FeedSettings;
use crate::domain::Report;
use crate::feeds::{ReportReader, recording};

/// Several recordings as one stream of reports by time. Only the reports themselves decide the
/// order, the earlier file first among equals, so that the size of a read does not.
pub(super) struct Merge {
    files: Vec<MergedFile>,
    chunk: Vec<u8>,
}

/// One recording on its way through the decoder.
pub(super) struct MergedFile {
    pub(super) input: Input,
    pub(super) reader: ReportReader,
    /// Why it was not read to its end.
    pub(super) broken: Option<io::Error>,
    source: Option<Box<dyn Read + Send>>,
    reports: VecDeque<Report>,
    decoded: Vec<Report>,
}

impl Merge {
    pub(super) fn open(
        inputs: Vec<Input>,
        chunk_bytes: usize,
        progress: &ProgressBar,
    ) -> anyhow::Result<Self> {
        Self::open_with(inputs, chunk_bytes, progress, ReportReader::new)
    }

    /// The same of what is archived: rows keep the times that they state.
    pub(super) fn open_archive(
        inputs: Vec<Input>,
        chunk_bytes: usize,
        progress: &ProgressBar,
    ) -> anyhow::Result<Self> {
        Self::open_with(inputs, chunk_bytes, progress, ReportReader::of_archive)
    }

    fn open_with(
        inputs: Vec<Input>,
        chunk_bytes: usize,
        progress: &ProgressBar,
        reader: fn(FeedSettings) -> ReportReader,
    ) -> anyhow::Result<Self> {
        let mut files = Vec::with_capacity(inputs.len());
        for input in inputs {
            let source = open(&input, progress)
                .with_context(|| format!("cannot read {}", input.path.display()))?;
            files.push(MergedFile {
                reader: reader(input.settings.clone()),
                input,
                broken: None,
                source: Some(source),
                reports: VecDeque::new(),
                decoded: Vec::new(),
            });
        }
        Ok(Self { files, chunk: vec![0; chunk_bytes.max(1)] })
    }

    /// The next report with the place of its file; `None` at the end of all.
    pub(super) fn next(&mut self) -> Option<(usize, Report)> {
        let Self { files, chunk } = self;
        for file in files.iter_mut() {
            file.fill(chunk);
        }
        let heads = files.iter().enumerate();
        let heads = heads.filter_map(|(place, file)| Some((file.reports.front()?.time, place)));
        let (_time, place) = heads.min()?;
        let report = files.get_mut(place)?.reports.pop_front()?;
        Some((place, report))
    }

    /// The files, for what they counted.
    pub(super) fn into_files(self) -> Vec<MergedFile> {
        self.files
    }
}

/// The bytes as they lie on disk move the progress, whatever they unpack to.
fn open(input: &Input, progress: &ProgressBar) -> io::Result<Box<dyn Read + Send>> {
    if input.is_standard_input() {
        return recording::from_reader(progress.wrap_read(io::stdin()));
    }
    recording::from_reader(progress.wrap_read(File::open(&input.path)?))
}

impl MergedFile {
    /// Reads until there is a report or the end.
    fn fill(&mut self, chunk: &mut [u8]) {
        while self.reports.is_empty()
            && let Some(source) = &mut self.source
        {
            match source.read(chunk) {
                Ok(0) => self.end(),
                Ok(length) => {
                    let bytes = chunk.get(..length).unwrap_or_default();
                    self.reader.push(bytes, None, &mut self.decoded);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.broken = Some(error);
                    self.end();
                }
            }
            // There are none that wait: the two change places, and no report is moved.
            let waited = std::mem::take(&mut self.reports);
            self.reports = std::mem::replace(&mut self.decoded, waited.into()).into();
        }
    }

    fn end(&mut self) {
        self.source = None;
        self.reader.flush(None, &mut self.decoded);
        if let Some(header) = self.reader.unread_header() {
            self.broken = Some(io::Error::new(io::ErrorKind::InvalidData, header.clone()));
        }
    }
}

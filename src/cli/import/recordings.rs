use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use indicatif::ProgressBar;

use super::{Batches, Item, Tally};
use crate::decode::FeedSettings;
use crate::domain::{ContactId, FeedName, Report, ReportBody, Subject};
use crate::feeds::{ReportReader, recording};
use crate::picture::Fix;

/// Bytes read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// Sentences and CSV rows, as a feed reads them.
pub(super) fn read(
    path: &Path,
    feed: FeedName,
    batches: &Batches,
    bar: &ProgressBar,
) -> anyhow::Result<Tally> {
    let mut source = recording::from_reader(bar.wrap_read(File::open(path)?))?;
    let mut reader = ReportReader::of_archive(FeedSettings::named(feed));
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut reports = Vec::new();
    let mut unused = 0;
    loop {
        let length = match source.read(&mut chunk) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            length => length?,
        };
        match chunk.get(..length) {
            None | Some([]) => reader.flush(None, &mut reports),
            Some(bytes) => reader.push(bytes, None, &mut reports),
        }
        let all = reports.len();
        let items: Vec<Item> = reports.drain(..).filter_map(item).collect();
        unused += u64::try_from(all - items.len()).unwrap_or(0);
        // Whoever takes them has stopped, and says why.
        if batches.send(items).is_err() || length == 0 {
            break;
        }
    }
    if let Some(header) = reader.unread_header() {
        return Err(header.clone().into());
    }
    let counts = reader.counts();
    let rejected = counts.rejected.values().sum();
    Ok(Tally { rows: counts.sentences, rejected, unused })
}

fn item(report: Report) -> Option<Item> {
    let Report { subject: Subject::Ais(mmsi), time, body, .. } = report else { return None };
    let contact = ContactId::from_mmsi(mmsi);
    match body {
        ReportBody::Position(sent) => Some(Item::Position {
            contact,
            class: sent.class,
            late: false,
            fix: Fix {
                time,
                position: sent.position?,
                sog: sent.sog,
                cog: sent.cog,
                true_heading: sent.true_heading,
                navigational_status: sent.navigational_status,
            },
        }),
        ReportBody::Static(report) => {
            Some(Item::Statics { contact, time, report: Box::new(report) })
        }
        _ => None,
    }
}

use anyhow::Context;
use indicatif::ProgressBar;

use super::{Batch, Batches, Item, Tally};
use crate::cli::input::Input;
use crate::cli::merge::Merge;
use crate::domain::{ContactId, KnownBy, Report, ReportBody, Subject};
use crate::picture::Fix;

/// Bytes read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// Reports handed on at a time.
const BATCH_REPORTS: usize = 16_384;

/// Sentences and CSV rows, as a feed reads them, of all recordings by time.
pub(super) fn read(
    inputs: Vec<Input>,
    batches: &Batches,
    bar: &ProgressBar,
) -> anyhow::Result<Tally> {
    let exercises: Vec<bool> = inputs.iter().map(|input| input.settings.exercise).collect();
    let mut merge = Merge::open_archive(inputs, CHUNK_BYTES, bar)?;
    let mut tally = Tally::default();
    let mut batch = Batch::with_capacity(BATCH_REPORTS);
    while let Some((place, report)) = merge.next() {
        let feed = report.feed;
        let exercise = exercises.get(place).copied().unwrap_or_default();
        match item(report, exercise) {
            Some(item) => batch.push((feed, item)),
            None => tally.unused += 1,
        }
        if batch.len() == BATCH_REPORTS {
            let full = std::mem::replace(&mut batch, Batch::with_capacity(BATCH_REPORTS));
            // Whoever takes them has stopped, and says why.
            if batches.send(full).is_err() {
                return Ok(tally);
            }
        }
    }
    drop(batches.send(batch));
    for file in merge.into_files() {
        if let Some(broken) = file.broken {
            let path = file.input.path.display();
            return Err(broken).with_context(|| format!("cannot import {path}"));
        }
        let counts = file.reader.counts();
        tally.rows += counts.sentences;
        tally.rejected += counts.rejected.values().sum::<u64>();
    }
    Ok(tally)
}

fn item(report: Report, exercise: bool) -> Option<Item> {
    let Report { subject: Subject::Ais(mmsi), time, body, feed, .. } = report else { return None };
    let contact = if exercise {
        ContactId::of(KnownBy::Exercise { feed, mmsi })
    } else {
        ContactId::from_mmsi(mmsi)
    };
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

mod partitions;
mod remote_rows;
mod span;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, anyhow};
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use super::query::{Access, AtRest, Place, Remote, end, open, usage};
use crate::config;
use crate::domain::{ContactId, EventTime};
use crate::query::{
    Asked, BoundingBox, Encoder, Format, POSITIONS, Page, Parameters, PositionRow, Rows, encoder,
};
use crate::store::{Bounds, TrackRow};
use partitions::Partitions;
use span::Span;

/// Where an export by day goes.
const FOLDER: &str = "picket-export";

/// Write all positions of a store at rest, or of a running daemon, into files.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    access: Access,
    /// geoparquet makes a folder with a part of it for each day, as `DuckDB`, pandas and QGIS read
    /// them; any other format (csv, geojsonseq, arrow ...) makes one file.
    #[arg(long, default_value = "geoparquet")]
    format: String,
    /// The folder, or the file; `-` is standard output. Default is the folder `picket-export` for
    /// geoparquet, and standard output for any other format.
    #[arg(long, value_name = "FOLDER|FILE")]
    out: Option<PathBuf>,
    /// At or after a time (RFC 3339).
    #[arg(long)]
    from: Option<String>,
    /// Before a time (RFC 3339).
    #[arg(long)]
    to: Option<String>,
    /// west,south,east,north in degrees; west above east crosses the antimeridian.
    #[arg(long, allow_hyphen_values = true)]
    bbox: Option<String>,
    #[command(flatten)]
    options: config::Options,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { place, access, format, out, from, to, bbox, options } = args;
    let format = Format::parse(&format)
        .map_err(|expected| Failure::Usage(format!("--format has to be {expected}")))?;
    let whole = if format == Format::GeoParquet { FOLDER } else { "-" };
    let out = out.unwrap_or_else(|| PathBuf::from(whole));
    let (span, within) = asked(from, to, bbox)?;
    let source = if let Some(url) = &place.url {
        Source::Remote(Remote::new(url, &access)?)
    } else {
        Source::Store(Box::new(AtRest::open(&place, &options)?))
    };
    let span = source.span(span)?;
    let bar = progress(&span);
    let head = head(&span);
    let mut single = None;
    let mut target = if format == Format::GeoParquet {
        Target::Partitions(Partitions::new(out)?)
    } else {
        let output = single.insert(open(&out)?);
        Target::File(encoder(format, &head, true, output.as_mut()).context("cannot begin")?)
    };
    let copied = source.copy(&span, within, &mut |contact, points| {
        bar.set_position(span.done(points));
        target.take(contact, points)
    });
    let rows = copied.and_then(|rows| target.finish(&head).map(|()| rows));
    bar.finish_and_clear();
    match rows {
        Err(Failure::Error(error)) if is_closed_pipe(&error) => Ok(()),
        Err(failure) => Err(failure),
        Ok(rows) => {
            end(single.map_or(Ok(()), |mut output| output.flush()))?;
            eprintln!("picket: {rows} positions from {} to {}", span.from, span.to);
            Ok(())
        }
    }
}

/// From and to, as far as they are given.
type Times = (Option<EventTime>, Option<EventTime>);

/// What is given of the command line, by the names of the HTTP interface.
fn asked(
    from: Option<String>,
    to: Option<String>,
    bbox: Option<String>,
) -> Result<(Times, Option<BoundingBox>), Failure> {
    let pairs = [("from", from), ("to", to), ("bbox", bbox)];
    let given = pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let mut parameters = Parameters::new(given.collect());
    let mut times = || Ok((parameters.time("from")?, parameters.time("to")?));
    let span = times().map_err(|bad| usage(&bad))?;
    let within = parameters.bounding_box().map_err(|bad| usage(&bad))?;
    Ok((span, within))
}

enum Source {
    Store(Box<AtRest>),
    Remote(Remote),
}

/// Takes the points of a contact.
type Each<'a> = &'a mut dyn FnMut(ContactId, &[TrackRow]) -> io::Result<()>;

impl Source {
    /// What is copied: of a store at most what there is.
    fn span(&self, (from, to): Times) -> Result<Span, Failure> {
        let extent = match self {
            Self::Store(store) => store.reader().extent(),
            Self::Remote(_) => from.zip(to),
        };
        let Some((first, last)) = extent else {
            return Err(match self {
                Self::Store(_) => Failure::Error(anyhow!("the store has no positions")),
                Self::Remote(_) => {
                    Failure::Usage("--from and --to are required with --url".to_owned())
                }
            });
        };
        let (from, to) =
            (from.map_or(first, |from| from.max(first)), to.map_or(last, |to| to.min(last)));
        if from >= to {
            return Err(Failure::Usage("--from has to be earlier than --to".to_owned()));
        }
        Ok(Span { from, to })
    }

    /// Hands out all points, hour by hour; says how many there were.
    fn copy(
        &self,
        span: &Span,
        within: Option<BoundingBox>,
        each: Each<'_>,
    ) -> Result<usize, Failure> {
        let mut rows = 0;
        let mut each = |contact, points: &[TrackRow]| {
            rows += points.len();
            each(contact, points)
        };
        match self {
            Self::Remote(remote) => remote_rows::copy(remote, span, within, &mut each)?,
            Self::Store(store) => {
                let mut refused = Ok(());
                let bounds = within.and_then(bounds);
                store
                    .reader()
                    .points_in(bounds, span.from, span.to, &|| false, &mut |contact, points| {
                        refused = each(contact, points);
                        if refused.is_ok() {
                            ControlFlow::Continue(())
                        } else {
                            ControlFlow::Break(())
                        }
                    })
                    .context("cannot read the store")?;
                refused.context("cannot write")?;
            }
        }
        Ok(rows)
    }
}

fn bounds(within: BoundingBox) -> Option<Bounds> {
    Some(Bounds {
        south_west: crate::domain::Position::new(within.south, within.west)?,
        north_east: crate::domain::Position::new(within.north, within.east)?,
    })
}

enum Target<'a> {
    Partitions(Partitions),
    File(Box<dyn Encoder + 'a>),
}

impl Target<'_> {
    fn take(&mut self, contact: ContactId, points: &[TrackRow]) -> io::Result<()> {
        let rows = points.iter().map(|&point| PositionRow { contact, point, segment: 0 });
        match self {
            Self::Partitions(partitions) => partitions.take(rows),
            Self::File(encoder) => page(rows.collect()).for_each(|row| encoder.row(row)),
        }
    }

    fn finish(self, head: &Page) -> Result<(), Failure> {
        let finished = match self {
            Self::Partitions(partitions) => partitions.finish(),
            Self::File(encoder) => encoder.finish(head),
        };
        Ok(finished.context("cannot write")?)
    }
}

/// A page of positions.
fn page(rows: Vec<PositionRow>) -> Page {
    let rows = Rows::Positions(rows);
    Page { schema: POSITIONS, rows, asked: Asked::default(), next: None, truncated: false }
}

fn head(span: &Span) -> Page {
    let asked = Asked { from: Some(span.from), to: Some(span.to), ..Asked::default() };
    Page { asked, ..page(Vec::new()) }
}

/// By the time that has been copied; draws on a terminal only.
fn progress(span: &Span) -> ProgressBar {
    let bar = ProgressBar::new(span.seconds());
    let form = "{bar:30} {percent:>3}% {elapsed} left {eta}";
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_secs(1));
    bar
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

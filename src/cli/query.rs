mod at_rest;
mod options;
mod remote;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::Failure;
use crate::config;
use crate::query::{
    BadParameter, Budget, Format, Page, Parameters, QueryError, Question, QuestionKind, write,
};

pub(super) use at_rest::AtRest;
pub(super) use remote::Remote;

/// Ask a store at rest, or a running daemon, about vessels, tracks, positions and alerts.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to ask for.
    #[arg(value_enum)]
    what: What,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    access: Access,
    /// geojson, geojsonseq, csv, kml, gpx, geoparquet, mfjson or arrow; alerts are JSON.
    #[arg(long, default_value = "geojson")]
    format: String,
    /// Where the answer goes; `-` is standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    #[command(flatten)]
    asked: options::Asked,
    #[command(flatten)]
    options: config::Options,
}

/// Who is asked.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Place {
    /// The folder of a store that no daemon has open.
    #[arg(long, value_name = "FOLDER")]
    pub(super) store: Option<PathBuf>,
    /// A running daemon as in `http://127.0.0.1:8080`.
    #[arg(long)]
    pub(super) url: Option<String>,
}

/// How the daemon is asked.
#[derive(Debug, clap::Args)]
pub(super) struct Access {
    /// A file that holds the token, where the daemon wants one.
    #[arg(long, value_name = "FILE", requires = "url")]
    token_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Who is, or was (--at), where.
    Vessels,
    /// Ways as lines: of one --contact, or of all that fit.
    Track,
    /// Reported positions one by one.
    Positions,
    /// Who was within --within of a --point, a --contact or an --area.
    Near,
    /// Where a --contact lay still.
    Stops,
    /// Whom a --contact was close to for a while.
    Encounters,
    /// Counts --by hour, class or area.
    Statistics,
    /// Alerts as of their newest revision.
    Alerts,
    /// Who goes by a name or number (--q).
    Search,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { what, place, access, format, out, asked, options } = args;
    let mut pairs = asked.pairs();
    let Some(kind) = what.kind(&pairs) else {
        return alerts(&place, &access, &options, pairs, &out);
    };
    let format = Format::parse(&format)
        .map_err(|expected| Failure::Usage(format!("--format has to be {expected}")))?;
    let subject = subject(kind, &mut pairs)?;
    let mut output = open(&out)?;
    let next = if let Some(url) = &place.url {
        pairs.push(("f".to_owned(), format.as_str().to_owned()));
        Remote::new(url, &access)?.copy(&kind.path(subject), &pairs, &mut output)?
    } else {
        let page = answer(&place, &options, kind, subject, pairs)?;
        let written = write(&page.0, format, page.1, &mut output);
        end(written)?;
        page.0.next
    };
    end(output.flush())?;
    say_next(next);
    Ok(())
}

impl What {
    /// The question it is; none for alerts, which are JSON.
    fn kind(self, pairs: &[(String, String)]) -> Option<QuestionKind> {
        let one = pairs.iter().any(|(name, value)| name == "contact" && !value.contains(','));
        Some(match self {
            Self::Vessels => QuestionKind::Vessels,
            Self::Track if one => QuestionKind::Track,
            Self::Track => QuestionKind::Tracks,
            Self::Positions => QuestionKind::Positions,
            Self::Near => QuestionKind::Near,
            Self::Stops => QuestionKind::Stops,
            Self::Encounters => QuestionKind::Encounters,
            Self::Statistics => QuestionKind::Statistics,
            Self::Search => QuestionKind::Search,
            Self::Alerts => return None,
        })
    }
}

/// Takes the contact out of what is asked, where the question is about one.
fn subject(
    kind: QuestionKind,
    pairs: &mut Vec<(String, String)>,
) -> Result<Option<crate::domain::ContactId>, Failure> {
    if !kind.has_subject() {
        return Ok(None);
    }
    let named = pairs.iter().position(|(name, _)| name == "contact");
    let Some(named) = named else {
        return Err(Failure::Usage("--contact is required: whom it is about".to_owned()));
    };
    let (_, text) = pairs.remove(named);
    let wrong = |error| Failure::Usage(format!("--contact: {error}"));
    text.parse().map(Some).map_err(|error: crate::domain::ParseContactIdError| wrong(error))
}

/// Asks a store at rest: the page, and whether its points are lines.
fn answer(
    place: &Place,
    options: &config::Options,
    kind: QuestionKind,
    subject: Option<crate::domain::ContactId>,
    pairs: Vec<(String, String)>,
) -> Result<(Page, bool), Failure> {
    let mut parameters = Parameters::new(pairs);
    let question = Question::take(kind, subject, &mut parameters).map_err(|bad| usage(&bad))?;
    parameters.finish().map_err(|bad| usage(&bad))?;
    let store = AtRest::open(place, options)?;
    let page =
        question.answer(&store.sources(), &Budget::endless()).map_err(|error| match error {
            QueryError::Parameter(bad) => usage(&bad),
            QueryError::Unknown(_) | QueryError::NoArea(_) => Failure::Error(anyhow!("{error}")),
            error => Failure::Error(error.into()),
        })?;
    Ok((page, question.as_ways()))
}

/// Alerts, as `/api/v1/alerts` says them.
fn alerts(
    place: &Place,
    access: &Access,
    options: &config::Options,
    pairs: Vec<(String, String)>,
    out: &Path,
) -> Result<(), Failure> {
    let mut output = open(out)?;
    if let Some(url) = &place.url {
        Remote::new(url, access)?.copy("/api/v1/alerts", &pairs, &mut output)?;
        return end(output.flush());
    }
    let mut parameters = Parameters::new(pairs);
    let filter = crate::http::alert_filter(&mut parameters).map_err(|bad| usage(&bad))?;
    let limit = parameters.limit(100, 1000).map_err(|bad| usage(&bad))?;
    let cursor = parameters.text("cursor").map_err(|bad| usage(&bad))?;
    parameters.finish().map_err(|bad| usage(&bad))?;
    let store = AtRest::open(place, options)?;
    let page = store.reader().alerts(&filter, cursor.as_deref(), limit);
    let page = page.context("cannot read the alerts")?;
    let json = serde_json::json!({"items": page.items, "next": page.next});
    let written = serde_json::to_writer(&mut output, &json).map_err(io::Error::from);
    end(written.and_then(|()| output.flush()))
}

/// Wrong use, in the words of the command line.
pub(super) fn usage(bad: &BadParameter) -> Failure {
    Failure::Usage(format!("--{}: {bad}", bad.name().replace('_', "-")))
}

/// Opens a file for an answer, or standard output.
pub(super) fn open(path: &Path) -> Result<Box<dyn Write + Send>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(BufWriter::new(io::stdout())));
    }
    let file = File::create(path);
    let file = file.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Box::new(BufWriter::new(file)))
}

/// Output whose reader has gone away ends quietly.
pub(super) fn end(written: io::Result<()>) -> Result<(), Failure> {
    super::write_quietly(|| written)
}

fn say_next(next: Option<String>) {
    if let Some(next) = next {
        eprintln!("picket: there is more: --cursor '{next}' leads on, --limit takes more at once");
    }
}

//! What the demo shows.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::anyhow;

use crate::clock;
use crate::daemon::BoundFeed;
use crate::decode::FeedSettings;
use crate::domain::{EventTime, FeedName};
use crate::feeds::{Origin, Playback};
use crate::script::Script;

/// Watch areas about that coast.
pub(super) const AREAS: &str = include_str!("../../../config/watch_areas/australia.geojson");

/// Real AIS of the Australian coast; `testdata/recordings/PROVENANCE.md` says whence.
const RECORDING: &[u8] =
    include_bytes!("../../../testdata/recordings/australia-coast-2012-01-27.nmea.gz");
/// 2012-01-27T11:47:00Z, its first stamp.
const BEGINS: EventTime = EventTime::from_secs(1_327_664_820);
/// Small craft that come too near, beginning at the same second.
const EXERCISE: &str = include_str!("../../../testdata/scripts/demo.toml");
/// The end of the exercise, some seconds after the last stamp of the recording.
const LENGTH: Duration = Duration::from_secs(410);
/// What is played fast at first, so that a first approach is over when the visitor looks.
const LEAD_IN: Duration = Duration::from_secs(175);

/// How long a round takes.
pub(super) fn duration(rate: f64) -> Duration {
    Playback::duration_of_lead_in(LEAD_IN, rate) + LENGTH.saturating_sub(LEAD_IN).div_f64(rate)
}

/// The feeds of one round that begins now.
pub(super) fn feeds(rate: f64) -> anyhow::Result<Vec<BoundFeed>> {
    let start = clock::monotonic_now();
    // At the end of the lead-in the recording is in step with the clock.
    let in_step = clock::utc_now().plus(Playback::duration_of_lead_in(LEAD_IN, rate));
    let shift_secs = in_step.as_secs().saturating_sub(BEGINS.plus(LEAD_IN).as_secs());
    let playback = |bytes| {
        let (origin, lead_in) = (BEGINS, LEAD_IN);
        Origin::Playback(Playback { bytes, rate, origin, start, lead_in, shift_secs })
    };
    let recording = FeedSettings::named("australia".parse::<FeedName>()?);
    let exercise =
        FeedSettings { exercise: true, ..FeedSettings::named("small-craft".parse::<FeedName>()?) };
    Ok(vec![
        bound(recording, playback(Cow::Borrowed(RECORDING))),
        bound(exercise, playback(Cow::Owned(sentences(EXERCISE)?))),
    ])
}

fn bound(settings: FeedSettings, origin: Origin) -> BoundFeed {
    BoundFeed { settings, origin, sentences_per_second_max: None }
}

/// A script to the sentences that its contacts would have sent.
fn sentences(script: &str) -> anyhow::Result<Vec<u8>> {
    let script = Script::parse(script).map_err(|mistakes| anyhow!("{mistakes:?}"))?;
    let mut text = String::new();
    script.render(&mut |_time, sentence| {
        text.push_str(sentence);
        text.push('\n');
    });
    Ok(text.into_bytes())
}

/// For the terminal.
pub(super) fn what_to_see(address: SocketAddr) -> String {
    format!(
        "picket demo: ships off Australia as heard on 27 January 2012, played as if it were now,\n\
         and two scripted skiffs, marked EXERCISE: within a minute one approach clears while the\n\
         other is raised and escalates. A round takes four minutes; then all begins anew.\n\
         \n\
         \x20 look at          http://{address}/\n\
         \x20 open alerts      curl http://{address}/api/v1/alerts\n\
         \x20 alert stream     curl -N http://{address}/api/v1/alerts/stream\n\
         \x20 vessels          curl 'http://{address}/api/v1/vessels?limit=5'\n\
         \x20 metrics          curl http://{address}/metrics\n\
         \n\
         Ctrl-C ends it. Nothing is kept."
    )
}

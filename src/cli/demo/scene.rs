//! What the demo shows.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use crate::clock;
use crate::daemon::BoundFeed;
use crate::decode::FeedSettings;
use crate::domain::{EventTime, FeedName};
use crate::feeds::{Origin, Playback};

/// From the first stamp of the recording to its last.
pub(super) const LENGTH: Duration = Duration::from_secs(386);

/// Real AIS of the Australian coast; `testdata/recordings/PROVENANCE.md` says whence.
const RECORDING: &[u8] =
    include_bytes!("../../../testdata/recordings/australia-coast-2012-01-27.nmea.gz");
/// Watch areas about that coast.
pub(super) const AREAS: &str = include_str!("../../../config/watch_areas/australia.geojson");
/// 2012-01-27T11:47:00Z, its first stamp.
const BEGINS: EventTime = EventTime::from_secs(1_327_664_820);

/// The feeds of one round that begins now.
pub(super) fn feeds(rate: f64) -> anyhow::Result<Vec<BoundFeed>> {
    let start = clock::monotonic_now();
    let shift_secs = clock::utc_now().as_secs().saturating_sub(BEGINS.as_secs());
    let playback = |bytes| Playback { bytes, rate, origin: BEGINS, start, shift_secs };
    let recording: FeedName = "australia".parse()?;
    Ok(vec![BoundFeed {
        settings: FeedSettings::named(recording),
        origin: Origin::Playback(playback(Cow::Borrowed(RECORDING))),
    }])
}

/// For the terminal.
pub(super) fn what_to_see(address: SocketAddr) -> String {
    format!(
        "picket demo: ships off Australia as heard on 27 January 2012, played as if it were now.\n\
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

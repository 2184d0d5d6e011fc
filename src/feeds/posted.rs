use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::feed::CountedReader;
use super::message::{BATCH_REPORTS, deliver};
use super::{Feed, ReportBatch};
use crate::clock;
use crate::decode::{Content, Counts, RejectReason};
use crate::net::{NotTaken, Post, Taken};

/// Bodies that wait for the feed; a further one is answered 503.
pub(super) const POSTS_WAITING_MAX: usize = 8;
/// The engine has so long to take the first of a body's reports, or nothing of it is taken.
const ENGINE_WAIT: Duration = Duration::from_secs(2);

/// Takes what HTTP was sent, one body after the other, until the feed stops. A body is answered when
/// all of it is in the engine's queue.
pub(super) async fn run(feed: &Feed, mut posts: mpsc::Receiver<Post>) {
    feed.opened();
    // One decoder over all bodies: a message may have its parts in two of them.
    let mut sentences = CountedReader::new(feed);
    loop {
        let post = tokio::select! {
            biased;
            () = feed.stop.cancelled() => break,
            post = posts.recv() => post,
        };
        let Some(Post { body, is_table, answer }) = post else { break };
        let outcome = if is_table {
            table(feed, &body).await
        } else {
            take(feed, &mut sentences, &body).await
        };
        // Whoever posted may have left.
        drop(answer.send(outcome));
    }
    posts.close();
    while let Some(post) = posts.recv().await {
        drop(post.answer.send(Err(NotTaken::Stopping)));
    }
    feed.closed(None);
}

/// A table is whole by itself: it begins with its header.
async fn table(feed: &Feed, body: &[u8]) -> Result<Taken, NotTaken> {
    let mut reader = CountedReader::of(feed, Content::Detect);
    let taken = take(feed, &mut reader, body).await?;
    match reader.missing_columns() {
        Some(missing) => Err(NotTaken::NoTable { missing }),
        None => Ok(taken),
    }
}

async fn take(feed: &Feed, reader: &mut CountedReader<'_>, body: &[u8]) -> Result<Taken, NotTaken> {
    if let Some(wait) = feed.pause() {
        feed.meters.posts_refused.inc();
        return Err(NotTaken::TooFast { wait });
    }
    let permit = match timeout(ENGINE_WAIT, feed.batches.reserve()).await {
        Ok(Ok(permit)) => permit,
        Ok(Err(_closed)) => return Err(NotTaken::Stopping),
        Err(_elapsed) => {
            feed.meters.posts_refused.inc();
            return Err(NotTaken::EngineBusy);
        }
    };
    let (received, arrival) = (clock::monotonic_now(), Some(clock::utc_now()));
    let before = reader.counts().clone();
    let mut reports = reader.push_message(body, arrival);
    let taken = difference(&before, reader.counts());
    let rest = reports.split_off(reports.len().min(BATCH_REPORTS));
    if !reports.is_empty() {
        permit.send(ReportBatch { reports, received });
    }
    deliver(feed, rest, received).await.map_err(|_gone| NotTaken::Stopping)?;
    Ok(taken)
}

/// What a decoder counted between two moments.
fn difference(before: &Counts, now: &Counts) -> Taken {
    let none = 0;
    let rejected = now.rejected.iter().map(|(reason, count)| {
        (RejectReason::as_str(*reason), count - before.rejected.get(reason).unwrap_or(&none))
    });
    let ignored = now.ignored.iter().map(|(name, count)| {
        (name.as_str().to_owned(), count - before.ignored.get(name).unwrap_or(&none))
    });
    let blank_or_bare = |counts: &Counts| counts.blank + counts.without_sentence;
    Taken {
        lines: now.lines - before.lines,
        without_sentence: blank_or_bare(now) - blank_or_bare(before),
        sentences: now.sentences - before.sentences,
        messages: now.messages - before.messages,
        parts: now.parts - before.parts,
        ignored: some(ignored),
        rejected: some(rejected),
    }
}

/// Those that there are any of.
fn some<K: Ord>(counts: impl Iterator<Item = (K, u64)>) -> BTreeMap<K, u64> {
    counts.filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use tokio_util::task::TaskTracker;

    use tokio::sync::oneshot;

    use super::*;
    use crate::feeds::rig::{Rig, THREE, delivered, rig, rig_with_limit};

    async fn post(
        posts: &mpsc::Sender<Post>,
        body: &str,
        is_table: bool,
    ) -> Result<Taken, NotTaken> {
        let (answer, outcome) = oneshot::channel();
        let post = Post { body: body.as_bytes().to_vec(), is_table, answer };
        posts.send(post).await.expect("the feed runs");
        outcome.await.expect("an answer")
    }

    #[tokio::test]
    async fn a_body_is_answered_with_what_became_of_each_line() {
        let Rig { feed, batches, stop, .. } = rig();
        let (posts, waiting) = mpsc::channel(1);
        let running = TaskTracker::new().spawn(async move { run(&feed, waiting).await });
        let wrong = THREE[2].replace("*1D", "*1E");
        let body = format!("{}\n\n{}\nhello\n{wrong}", THREE[0], THREE[1]);
        let taken = post(&posts, &body, false).await.expect("taken");
        let expected = Taken {
            lines: 5,
            without_sentence: 2,
            sentences: 3,
            messages: 2,
            parts: 0,
            ignored: BTreeMap::new(),
            rejected: BTreeMap::from([("checksum-mismatch", 1)]),
        };
        assert_eq!(taken, expected);
        let again = post(&posts, THREE[2], false).await.expect("taken");
        assert_eq!((again.lines, again.messages, again.rejected.len()), (1, 1, 0));
        stop.cancel();
        running.await.expect("it ends");
        assert_eq!(delivered(batches).await.len(), 3);
    }

    #[tokio::test]
    async fn a_table_without_its_columns_is_refused_by_their_names() {
        let Rig { feed, batches, stop, .. } = rig();
        let (posts, waiting) = mpsc::channel(1);
        let running = TaskTracker::new().spawn(async move { run(&feed, waiting).await });
        let rows = "mmsi,time,lat,lon\n257237000,2024-12-09T22:07:14Z,59.1,10.2\n";
        let taken = post(&posts, rows, true).await.expect("taken");
        assert_eq!((taken.sentences, taken.messages), (1, 1));
        let refused = post(&posts, "mmsi,time,lat\n257237000,2024-12-09T22:07:14Z,59.1\n", true);
        assert_eq!(refused.await, Err(NotTaken::NoTable { missing: vec!["longitude"] }));
        stop.cancel();
        running.await.expect("it ends");
        assert_eq!(delivered(batches).await.len(), 1);
    }

    #[tokio::test]
    async fn nothing_is_acknowledged_that_is_not_queued() {
        let Rig { feed, mut batches, stop, .. } = rig_with_limit(Some(2));
        let (posts, waiting) = mpsc::channel(1);
        let running = TaskTracker::new().spawn(async move { run(&feed, waiting).await });
        assert!(post(&posts, &THREE.join("\n"), false).await.is_ok());
        let refused = post(&posts, THREE[0], false).await;
        assert!(matches!(refused, Err(NotTaken::TooFast { .. })), "{refused:?}");
        assert_eq!(batches.recv().await.expect("a batch").reports.len(), 3);
        stop.cancel();
        running.await.expect("it ends");
        assert!(batches.recv().await.is_none());

        let Rig { feed, batches, .. } = rig();
        let (posts, waiting) = mpsc::channel(1);
        TaskTracker::new().spawn(async move { run(&feed, waiting).await });
        // The queue of the rig has four places.
        for _ in 0..4 {
            assert!(post(&posts, THREE[0], false).await.is_ok());
        }
        assert_eq!(post(&posts, THREE[0], false).await, Err(NotTaken::EngineBusy));
        drop(batches);
        assert_eq!(post(&posts, THREE[0], false).await, Err(NotTaken::Stopping));
    }
}

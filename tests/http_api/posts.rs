use std::collections::BTreeMap;
use std::time::Duration;

use picket::access::Role;
use picket::net::{NotTaken, Post, Postbox, Taken};
use serde_json::json;
use tokio::sync::mpsc;

use super::access::watch;
use super::service::Service;

const SENTENCES: &str = "!AIVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*31\r\n";

/// A feed that takes posts, as many at once as it is told.
fn put_up(service: &Service, at_once: usize, clients: &[&str]) -> mpsc::Receiver<Post> {
    let (posts, waiting) = mpsc::channel(at_once);
    let clients = clients.iter().map(|name| (*name).to_owned()).collect();
    service.postboxes.put_up("field", Postbox { posts, body_bytes_max: 100, clients });
    waiting
}

/// Answers every body with the same.
fn answering(mut posts: mpsc::Receiver<Post>, outcome: Result<Taken, NotTaken>) {
    std::thread::spawn(move || {
        while let Some(post) = posts.blocking_recv() {
            drop(post.answer.send(outcome.clone()));
        }
    });
}

#[test]
fn what_became_of_a_body_is_told() {
    let service = Service::start();
    let taken = Taken {
        lines: 4,
        without_sentence: 1,
        sentences: 3,
        messages: 1,
        parts: 0,
        ignored: BTreeMap::from([("ais-16".to_owned(), 1)]),
        rejected: BTreeMap::from([("checksum-mismatch", 1)]),
    };
    answering(put_up(&service, 1, &[]), Ok(taken));
    let answer = service.post_with("/api/v1/feeds/field", SENTENCES, &[]);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(
        answer.json(),
        json!({
            "lines": 4, "without_sentence": 1, "sentences": 3, "messages": 1, "parts": 0,
            "ignored": {"ais-16": 1}, "rejected": {"checksum-mismatch": 1}
        })
    );
}

#[test]
fn a_body_reaches_its_feed_as_it_is_and_its_media_type_says_what_it_is() {
    let service = Service::start();
    let mut posts = put_up(&service, 2, &[]);
    let (seen, bodies) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        while let Some(Post { body, is_table, answer }) = posts.blocking_recv() {
            seen.send((body, is_table)).expect("the test waits");
            drop(answer.send(Ok(Taken::default())));
        }
    });
    for (media_type, is_table) in [("text/csv; charset=utf-8", true), ("text/plain", false)] {
        let headers = [("Content-Type", media_type)];
        assert_eq!(service.post_with("/api/v1/feeds/field", "a\r\nb", &headers).status, 200);
        assert_eq!(bodies.recv().expect("a body"), (b"a\r\nb".to_vec(), is_table));
    }
}

#[test]
fn what_is_not_taken_says_why_and_when_to_try_again() {
    let service = Service::start();
    let wait = Duration::from_millis(6_400);
    for (outcome, status, retry_after) in [
        (NotTaken::TooFast { wait }, 429, Some("7")),
        (NotTaken::EngineBusy, 503, Some("5")),
        (NotTaken::Stopping, 503, Some("5")),
        (NotTaken::NoTable { missing: vec!["latitude"] }, 422, None),
    ] {
        answering(put_up(&service, 1, &[]), Err(outcome.clone()));
        let answer = service.post_with("/api/v1/feeds/field", SENTENCES, &[]);
        let told = answer.headers.get("retry-after").and_then(|value| value.to_str().ok());
        assert_eq!((answer.status, told), (status, retry_after), "{outcome:?}: {}", answer.text);
    }

    let waiting = put_up(&service, 1, &[]);
    let postbox = service.postboxes.of("field").expect("it is up");
    let (answer, _outcome) = tokio::sync::oneshot::channel();
    let post = Post { body: Vec::new(), is_table: false, answer };
    postbox.posts.try_send(post).expect("room for one");
    assert_eq!(service.post_with("/api/v1/feeds/field", SENTENCES, &[]).status, 503);
    drop(waiting);
    assert_eq!(service.post_with("/api/v1/feeds/field", SENTENCES, &[]).status, 503);
}

#[test]
fn bodies_that_cannot_be_taken_are_refused_before_the_feed_sees_them() {
    let service = Service::start();
    let mut posts = put_up(&service, 1, &[]);
    let large = "x".repeat(101);
    for (path, headers, body, status) in [
        ("/api/v1/feeds/other", &[][..], SENTENCES, 404),
        ("/api/v1/feeds/field", &[][..], large.as_str(), 413),
        ("/api/v1/feeds/field", &[("Content-Encoding", "gzip")][..], SENTENCES, 400),
        ("/api/v1/feeds/field", &[("Origin", "http://evil.example")][..], SENTENCES, 403),
    ] {
        let answer = service.post_with(path, body, headers);
        assert_eq!(answer.status, status, "{path} {headers:?}: {}", answer.text);
    }
    assert!(posts.try_recv().is_err(), "nothing reached the feed");
}

#[test]
fn a_feed_names_who_may_post_beside_officers() {
    let watch = watch();
    answering(put_up(&watch.service, 1, &["viewer"]), Ok(Taken::default()));
    let status = |role: Role, feed: &str| {
        let bearer = watch.bearer(role);
        let headers = [("Authorization", bearer.as_str())];
        watch.service.post_with(&format!("/api/v1/feeds/{feed}"), SENTENCES, &headers).status
    };
    assert_eq!(status(Role::Viewer, "field"), 200, "it is named");
    assert_eq!(status(Role::Analyst, "field"), 403);
    assert_eq!(status(Role::Officer, "field"), 200);
    // Whoever may not post is not told which feeds there are.
    assert_eq!((status(Role::Viewer, "other"), status(Role::Officer, "other")), (403, 404));
    assert_eq!(watch.service.post_with("/api/v1/feeds/field", SENTENCES, &[]).status, 401);
}

#[test]
fn posts_stand_in_the_trail_the_first_at_once_and_the_rest_in_sums_those_denied_too() {
    let watch = watch();
    answering(put_up(&watch.service, 1, &["viewer"]), Ok(Taken::default()));
    for role in [Role::Viewer, Role::Analyst, Role::Viewer, Role::Officer, Role::Analyst] {
        let bearer = watch.bearer(role);
        let headers = [("Authorization", bearer.as_str())];
        watch.service.post_with("/api/v1/feeds/field", SENTENCES, &headers);
    }
    let bearer = watch.bearer(Role::Officer);
    let headers = [("Authorization", bearer.as_str())];
    watch.service.post_with("/api/v1/feeds/none", SENTENCES, &headers);
    let told = |entry: &serde_json::Value| {
        let text = |member: &str| entry[member].as_str().unwrap_or_default().to_owned();
        assert_eq!(text("route"), "/api/v1/feeds/{name}");
        format!("{} {} {} {}", text("who"), entry["status"], text("outcome"), entry["times"])
    };
    let told: Vec<_> = watch.trail(4).iter().map(told).collect();
    let expected = [
        "viewer 200 done 1",
        "analyst 403 denied 1",
        "officer 200 done 1",
        "officer 404 refused 1",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_another_web_site_makes_a_browser_send_stands_in_the_trail_once() {
    let watch = watch();
    let bearer = watch.bearer(Role::Officer);
    let headers = [("Authorization", bearer.as_str()), ("Origin", "http://evil.example")];
    for _ in 0..3 {
        let answer = watch.service.post_with("/api/v1/alerts", "{}", &headers);
        assert_eq!(answer.status, 403, "{}", answer.text);
    }
    watch.service.post_with("/api/v1/feeds/other", SENTENCES, &headers[..1]);
    let trail = watch.trail(2);
    let told = trail.iter().map(|entry| format!("{} {}", entry["path"], entry["status"]));
    let expected = ["\"/api/v1/alerts\" 403", "\"/api/v1/feeds/other\" 404"];
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

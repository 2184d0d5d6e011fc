//! A receiver of webhooks that can be told to refuse, and be stopped and started.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use serde_json::Value;

use super::told::Told;

/// An event and the headers it came with.
pub(crate) type Post = (Value, Vec<String>);

/// A receiver that answers every post with a status.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    /// What it answers; it keeps what it answers with 200.
    pub(crate) status: Arc<AtomicU16>,
    pub(crate) posts: Arc<Mutex<Vec<Post>>>,
    /// What it forgets of an alert, before the next comes.
    forget: fn(&mut Value),
    running: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

impl Receiver {
    /// Not yet started; its port is its own from now on.
    pub(crate) fn new() -> Self {
        Self::forgetting(|_alert| ())
    }

    /// One that keeps less of each alert than came.
    pub(crate) fn forgetting(forget: fn(&mut Value)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let status = Arc::new(AtomicU16::new(200));
        Self { port, status, posts: Arc::default(), forget, running: None }
    }

    pub(crate) fn start(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).expect("its port");
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, status, posts) =
            (Arc::clone(&stop), Arc::clone(&self.status), Arc::clone(&self.posts));
        let forget = self.forget;
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                answer(&mut stream.expect("a connection"), &status, &posts);
                let mut posts = posts.lock().expect("the list");
                posts.last_mut().and_then(|(event, _)| event.get_mut("data")).map(forget);
            }
        });
        self.running = Some((stop, thread));
    }

    /// Connections are refused from now on.
    pub(crate) fn stop(&mut self) {
        let (stop, thread) = self.running.take().expect("running");
        stop.store(true, Ordering::Release);
        // Wakes the thread.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        thread.join().expect("the receiver");
    }

    /// What it was told, in order.
    pub(crate) fn told(&self) -> Vec<Told> {
        let posts = self.posts.lock().expect("the list");
        posts.iter().map(|(event, _)| Told::of(&event["data"])).collect()
    }
}

/// Answers one post.
pub(crate) fn answer(
    stream: &mut (impl Read + Write),
    status: &AtomicU16,
    posts: &Mutex<Vec<Post>>,
) {
    let mut reader = BufReader::new(&mut *stream);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if line == "\r\n" {
            break;
        }
        headers.push(line.trim_end().to_ascii_lowercase());
    }
    let length = headers.iter().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or_default();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let status = status.load(Ordering::Acquire);
    if status == 200 {
        let event = serde_json::from_slice(&body).expect("JSON");
        posts.lock().expect("the list").push((event, headers));
    }
    let said = format!("HTTP/1.1 {status} -\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(said.as_bytes()).unwrap_or_default();
}

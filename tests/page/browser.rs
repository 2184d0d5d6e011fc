//! A headless Chromium, driven by the `DevTools` protocol over a pipe: messages end with a zero byte.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use picket::clock::monotonic_now;
use serde_json::{Value, json};

/// Nothing here takes so long; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(25);

/// Chromium reads its commands from descriptor 3 and answers on 4.
const START: &str = "exec chromium --headless --no-sandbox --disable-gpu --disable-quic \
    --disable-dev-shm-usage --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --disable-extensions --hide-scrollbars \
    --remote-debugging-pipe --user-data-dir=\"$0\" about:blank 3<&0 4>&1 </dev/null >/dev/null 2>&1";

/// One page in a browser of its own; the browser ends when it is dropped.
pub(crate) struct Browser {
    child: Child,
    commands: ChildStdin,
    messages: Receiver<Value>,
    session: String,
    sent: u64,
    /// Addresses that were asked for.
    pub(crate) requests: Vec<String>,
    /// What went wrong in the page: exceptions, and what the policy of the page refused.
    pub(crate) complaints: Vec<String>,
}

/// Whether there is a browser; if not, the test is to be skipped. A failure where peers are required.
pub(crate) fn is_there() -> bool {
    let found = Command::new("sh").args(["-c", "command -v chromium"]).output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        assert!(std::env::var_os("PICKET_REQUIRE_PEERS").is_none(), "chromium is missing");
        eprintln!("skipped: the page needs a browser, and chromium is not in PATH");
    }
    found
}

impl Browser {
    /// Starts a browser that keeps its files in a folder, and opens a page of 1366 x 768.
    pub(crate) fn open(folder: &Path, url: &str) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", START])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromium starts");
        let commands = child.stdin.take().expect("its commands");
        let answers = child.stdout.take().expect("its answers");
        let (sender, messages) = channel();
        thread::spawn(move || {
            for message in BufReader::new(answers).split(0).map_while(Result::ok) {
                if sender.send(serde_json::from_slice(&message).unwrap_or_default()).is_err() {
                    return;
                }
            }
        });
        let mut browser = Self {
            child,
            commands,
            messages,
            session: String::new(),
            sent: 0,
            requests: Vec::new(),
            complaints: Vec::new(),
        };
        browser.attach();
        for domain in ["Runtime.enable", "Log.enable", "Network.enable", "Page.enable"] {
            browser.command(domain, &json!({}));
        }
        let size = json!({"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": false});
        browser.command("Emulation.setDeviceMetricsOverride", &size);
        browser.command("Page.navigate", &json!({ "url": url }));
        // The answer comes when the first bytes do.
        browser.wait("document.readyState === 'complete'");
        browser
    }

    fn attach(&mut self) {
        let target = self.command("Target.createTarget", &json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = self.command("Target.attachToTarget", &attach);
        attached["sessionId"].as_str().expect("a session").clone_into(&mut self.session);
    }

    /// What an expression of JavaScript gives in the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let answer = self.command(
            "Runtime.evaluate",
            &json!({"expression": expression, "returnByValue": true, "awaitPromise": true}),
        );
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true in the page.
    pub(crate) fn wait_until(&mut self, expression: &str, patience: Duration) {
        let until = monotonic_now() + patience;
        while self.value(expression) != json!(true) {
            if monotonic_now() > until {
                let text = self.value("document.body.innerText");
                panic!("never true: {expression}; the page: {text}");
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits as long as the tests of this page may.
    pub(crate) fn wait(&mut self, expression: &str) {
        self.wait_until(expression, PATIENCE);
    }

    /// The page as PNG in base64.
    pub(crate) fn screenshot(&mut self) -> String {
        let shot = self.command("Page.captureScreenshot", &json!({"format": "png"}));
        shot["data"].as_str().expect("a picture").to_owned()
    }

    fn command(&mut self, method: &str, parameters: &Value) -> Value {
        self.sent += 1;
        let mut message = json!({"id": self.sent, "method": method, "params": parameters});
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.commands.write_all(&bytes).expect("chromium listens");
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("chromium answers");
            if message["id"] == json!(self.sent) {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
            self.note(&message);
        }
    }

    fn note(&mut self, event: &Value) {
        let parameters = &event["params"];
        match event["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                let url = parameters["request"]["url"].as_str().unwrap_or_default();
                self.requests.push(url.to_owned());
            }
            Some("Runtime.exceptionThrown") => self.complaints.push(parameters.to_string()),
            Some("Log.entryAdded") if parameters["entry"]["level"] == "error" => {
                self.complaints.push(parameters["entry"].to_string());
            }
            _ => {}
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closed in order, its processes end with it; already ended is as good.
        drop(self.commands.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0"));
        let until = monotonic_now() + Duration::from_secs(3);
        while monotonic_now() < until {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

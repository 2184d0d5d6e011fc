//! The page at `/` in a real browser: what an officer sees and presses.
#![cfg(test)]

mod browser;
#[expect(dead_code, reason = "shared with tests/serve, which needs all of it")]
#[path = "../serve/served.rs"]
mod served;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use browser::Browser;
use serde_json::json;
use served::Served;

const PICKET: &str = env!("CARGO_BIN_EXE_picket");

const FEEDS: &str = r#"
[http]
listen = "127.0.0.1:0"
[store]
path = "data"
[log]
format = "json"
[[feed]]
name = "drill"
kind = "tcp-listen"
address = "127.0.0.1:0"
exercise = true
[[feed]]
name = "harbour"
kind = "tcp-listen"
address = "127.0.0.1:0"
"#;

/// AIS text allows everything that HTML needs, and a name has twenty characters.
const HOSTILE: &str = "<SCRIPT>ALERT(1)</S>";

/// A skiff with a hostile name on her way to a tanker, still closing when the script ends.
const APPROACH: &str = r#"
start = 2026-01-01T00:00:00Z
seed = 1
station = "drill"
duration_secs = 120
[[contact]]
mmsi = 999000001
name = "TANKER"
ship_type = 80
sensor = "class-a"
start = [50.0, 13.0]
leg = [{ course = 90, speed_kn = 11 }]
[[contact]]
mmsi = 999000002
name = "<SCRIPT>ALERT(1)</S>"
ship_type = 37
sensor = "class-b"
interval_secs = 4
start = [50.06, 13.0]
leg = [{ pursue = "TANKER", speed_kn = 34 }]
"#;

/// Ships about their business at the same time.
const BUSINESS: &str = r#"
start = 2026-01-01T00:00:00Z
seed = 2
station = "harbour"
duration_secs = 120
[[contact]]
mmsi = 219000001
name = "FERRY"
ship_type = 60
sensor = "class-a"
start = [50.2, 13.2]
leg = [{ course = 90, speed_kn = 14 }]
[[contact]]
mmsi = 219000002
name = "COASTER"
ship_type = 70
sensor = "class-a"
start = [50.3, 13.3]
leg = [{ course = 270, speed_kn = 9 }]
"#;

fn rendered(folder: &Path, script: &str) -> Vec<u8> {
    let file = folder.join("script.toml");
    std::fs::write(&file, script).expect("written");
    let output =
        Command::new(PICKET).args(["script", "render"]).arg(file).output().expect("picket runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn an_officer_sees_and_acknowledges_an_alert_and_hostile_names_stay_text() {
    if !browser::is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), FEEDS);
    for (feed, script) in [("harbour", BUSINESS), ("drill", APPROACH)] {
        let sentences = rendered(folder.path(), script);
        served.tcp(feed).write_all(&sentences).expect("written");
    }
    let url = served.url("/");
    let mut browser = Browser::open(&folder.path().join("browser"), &url);

    browser.wait("document.querySelectorAll('#vessels tr').length === 4");
    browser.wait("document.querySelectorAll('#alerts .alert .head .mark-exercise').length === 1");
    assert_eq!(
        browser.value("document.querySelector('.alert .rule').textContent"),
        "Fast approach"
    );
    let names = "[...document.querySelectorAll('.alert .name')].map((one) => one.textContent)";
    assert_eq!(browser.value(names), json!(["TANKER", HOSTILE]));
    let contacts = "[...document.querySelectorAll('#vessels .name')].map((one) => one.textContent)";
    // Those of the alert first, then by name.
    let expected = json!([format!("{HOSTILE} EXERCISE"), "TANKER EXERCISE", "COASTER", "FERRY"]);
    assert_eq!(browser.value(contacts), expected);
    assert_eq!(browser.value("document.querySelectorAll('body script').length"), 0);
    assert_eq!(browser.value("document.getElementById('exercise').hidden"), false);
    browser.wait("document.getElementById('line').textContent === 'live'");

    browser.value("document.querySelector('.alert button').click()");
    browser.wait("document.getElementById('signature').open");
    browser.value("document.getElementById('initials').value = 'AB'");
    browser.value("document.querySelector('#signature button[value=ok]').click()");
    browser.wait("document.querySelector('.alert.acknowledged .standing')?.textContent.includes('acknowledged by AB')");
    assert_eq!(served.json("/api/v1/alerts")["items"][0]["acknowledged_by"], "AB");

    assert_eq!(browser.complaints, [""; 0], "nothing went wrong in the page");
    let elsewhere = browser.requests.iter().find(|request| !request.starts_with(&url));
    assert_eq!(elsewhere, None, "nothing was asked of anybody else");

    assert!(served.stop().success());
    browser.wait("document.getElementById('deaf').textContent.startsWith('NO ANSWER')");
    browser.wait("document.body.classList.contains('unsure')");
}

/// `make screenshot`.
#[test]
#[ignore = "writes docs/demo.png"]
fn the_demo_is_photographed_when_an_approach_has_escalated() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_demo, url) = Demo::start();
    let mut browser = Browser::open(&folder.path().join("browser"), &url);
    // The first one of the demo is over by then.
    let escalated =
        "!!document.querySelector('.alert:nth-child(2)')?.textContent.includes('escalated')";
    browser.wait_until(escalated, Duration::from_mins(2));
    // The table fills and the plot settles in the meantime.
    browser.wait("document.querySelectorAll('#vessels tr').length === 300");
    std::thread::sleep(Duration::from_secs(3));
    let png = from_base64(&browser.screenshot());
    assert!(png.len() <= 300_000, "{} bytes are too many for a README", png.len());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/demo.png");
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    std::fs::write(file, png).expect("written");
}

/// A running `picket demo`; killed when dropped.
struct Demo(Child);

impl Demo {
    fn start() -> (Self, String) {
        let mut child = Command::new(PICKET)
            .args(["demo", "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("picket runs");
        let said = BufReader::new(child.stdout.take().expect("its output")).lines();
        let demo = Self(child);
        let mut lines = said.map_while(Result::ok);
        let url = lines.find_map(|line| Some(line[line.find("http://")?..].to_owned()));
        (demo, url.expect("an address"))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// RFC 4648, section 4.
fn from_base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|&letter| letter != b'=') {
        let value = ALPHABET.iter().position(|&one| one == letter).expect("base64");
        bits = bits << 6 | u32::try_from(value).expect("six bits");
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).expect("eight bits"));
        }
    }
    bytes
}

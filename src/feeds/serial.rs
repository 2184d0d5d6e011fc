use std::future::ready;
use std::io;
use std::path::Path;
use std::time::Duration;

use serial2_tokio::SerialPort;

use super::reconnect::Reading;
use super::{Feed, reconnect};
use crate::net::Wire;

/// Reads a serial port: 8 data bits, no parity, one stop bit, no flow control. A device that is pulled
/// out, or not there yet, is opened again and again. A quiet one is not taken for dead: opening it anew
/// would tell nothing.
pub(super) async fn run(feed: &Feed, path: &Path, baud: u32) {
    let source = path.display().to_string();
    reconnect::run(feed, &source, Reading::Stream(Duration::MAX), || ready(open(path, baud))).await;
}

fn open(path: &Path, baud: u32) -> io::Result<Wire> {
    let port = SerialPort::open(path, baud)?;
    // What a receiver said before it was listened to may be hours old.
    port.discard_input_buffer()?;
    Ok(Box::new(port))
}

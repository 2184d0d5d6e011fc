//! A WebSocket client (RFC 6455) of a few lines: text out, text and binary in.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use super::service::Service;

/// Long enough for a loaded machine, short enough for a hung test.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct WebSocket {
    socket: TcpStream,
    /// The status of the handshake's answer: 101 where it went well.
    pub(crate) status: u16,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Frame {
    Text(Value),
    Binary(Vec<u8>),
    /// With its code.
    Close(u16),
}

impl WebSocket {
    /// Opens one; `headers` are further lines of the request.
    pub(crate) fn open(service: &Service, path: &str, headers: &str) -> Self {
        let mut socket = TcpStream::connect(service.address).expect("connected");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        write!(
            socket,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             {headers}\r\n",
            service.address
        )
        .expect("asked");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            socket.read_exact(&mut byte).expect("an answer");
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        if status == 101 {
            // The answer to the key of RFC 6455, 1.3.
            assert!(head.contains("s3pplmbitxaq9kygzzhzrbk+xoo="), "{head}");
        }
        Self { socket, status }
    }

    pub(crate) fn say(&mut self, text: &str) {
        let length = text.len();
        let mut frame = vec![0x81];
        if length < 126 {
            frame.push(0x80 | u8::try_from(length).expect("short"));
        } else {
            frame.push(0x80 | 0x7e);
            frame.extend(u16::try_from(length).expect("below 64 KiB").to_be_bytes());
        }
        // A mask of zeros leaves the text as it is.
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.socket.write_all(&frame).expect("said");
    }

    /// The next frame.
    pub(crate) fn frame(&mut self) -> Frame {
        let [first, second] = self.take();
        let length = match second & 0x7f {
            126 => u64::from(u16::from_be_bytes(self.take())),
            127 => u64::from_be_bytes(self.take()),
            short => u64::from(short),
        };
        let mut bytes = vec![0; usize::try_from(length).expect("fits")];
        self.socket.read_exact(&mut bytes).expect("a whole frame");
        match first {
            0x81 => Frame::Text(serde_json::from_slice(&bytes).expect("JSON")),
            0x82 => Frame::Binary(bytes),
            0x88 => Frame::Close(u16::from_be_bytes([bytes[0], bytes[1]])),
            other => panic!("a frame of kind {other:#x}"),
        }
    }

    /// The next text frame of a type; others are passed over.
    pub(crate) fn text(&mut self, kind: &str) -> Value {
        loop {
            match self.frame() {
                Frame::Text(text) if text["type"] == kind => return text,
                Frame::Text(_) | Frame::Binary(_) => {}
                Frame::Close(code) => panic!("closed with {code} before {kind:?}"),
            }
        }
    }

    /// The next binary frame.
    pub(crate) fn binary(&mut self) -> Vec<u8> {
        loop {
            match self.frame() {
                Frame::Binary(bytes) => return bytes,
                Frame::Text(_) => {}
                Frame::Close(code) => panic!("closed with {code} before a binary frame"),
            }
        }
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.socket.read_exact(&mut bytes).expect("a frame");
        bytes
    }
}

use std::io;

use super::Encoder;
use super::encoder::Out;
use crate::query::table::coordinates;
use crate::query::{Page, Row, Schema};

/// Comma-separated values (RFC 4180); longitude and latitude stand behind the time, or first.
pub(super) struct Csv<'a> {
    out: Out<'a>,
    placed: bool,
    place_at: usize,
    line: String,
    begun: bool,
}

impl<'a> Csv<'a> {
    pub(super) fn new(schema: Schema, out: Out<'a>) -> io::Result<Self> {
        let place_at = schema.column("time").map_or(0, |time| time + 1);
        let mut names: Vec<&str> = schema.columns.iter().map(|column| column.name).collect();
        if schema.placed {
            names.splice(place_at..place_at, ["longitude", "latitude"]);
        }
        write!(out, "{}\r\n", names.join(","))?;
        Ok(Self { out, placed: schema.placed, place_at, line: String::new(), begun: false })
    }

    fn cell(&mut self, text: &str) {
        if self.begun {
            self.line.push(',');
        }
        self.begun = true;
        if text.contains(['"', ',', '\r', '\n']) {
            self.line.push('"');
            self.line.push_str(&text.replace('"', "\"\""));
            self.line.push('"');
        } else {
            self.line.push_str(text);
        }
    }

    fn place(&mut self, row: &Row) {
        let [longitude, latitude] = row.place.map_or([None, None], |place| {
            coordinates(place).map(|degrees| Some(degrees.to_string()))
        });
        self.cell(&longitude.unwrap_or_default());
        self.cell(&latitude.unwrap_or_default());
    }
}

impl Encoder for Csv<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.line.clear();
        self.begun = false;
        for (at, value) in row.values.iter().enumerate() {
            if self.placed && at == self.place_at {
                self.place(row);
            }
            self.cell(&value.to_text().unwrap_or_default());
        }
        if self.placed && self.place_at >= row.values.len() {
            self.place(row);
        }
        write!(self.out, "{}\r\n", self.line)
    }

    fn finish(self: Box<Self>, _last: &Page) -> io::Result<()> {
        self.out.flush()
    }
}

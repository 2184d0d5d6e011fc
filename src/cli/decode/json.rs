use std::fmt::Display;
use std::io::Write;

/// One JSON object, written member by member into a buffer. An absent value leaves its member out.
pub(super) struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Object<'a> {
    /// Opens an object.
    pub(super) fn open(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// Closes it.
    pub(super) fn close(self) {
        self.out.push(b'}');
    }

    /// An object as member, filled in by `fill`.
    pub(super) fn object(&mut self, name: &str, fill: impl FnOnce(&mut Object<'_>)) {
        self.name(name);
        let mut inner = Object::open(self.out);
        fill(&mut inner);
        inner.close();
    }

    /// An array of objects as member, each filled in by `fill` from one of `items`.
    pub(super) fn array<T>(
        &mut self,
        name: &str,
        items: impl Iterator<Item = T>,
        mut fill: impl FnMut(&mut Object<'_>, T),
    ) {
        self.name(name);
        self.out.push(b'[');
        for (nth, item) in items.enumerate() {
            if nth > 0 {
                self.out.push(b',');
            }
            let mut inner = Object::open(self.out);
            fill(&mut inner, item);
            inner.close();
        }
        self.out.push(b']');
    }

    /// A whole number.
    pub(super) fn integer(&mut self, name: &str, value: impl Into<Option<i64>>) {
        if let Some(value) = value.into() {
            self.name(name);
            integer(self.out, value);
        }
    }

    /// A number with at most so many decimals, without trailing zeros.
    pub(super) fn decimal(&mut self, name: &str, value: impl Into<Option<f64>>, places: u32) {
        if let Some(value) = value.into() {
            self.name(name);
            decimal(self.out, value, places);
        }
    }

    /// True or false.
    pub(super) fn flag(&mut self, name: &str, value: impl Into<Option<bool>>) {
        if let Some(value) = value.into() {
            self.name(name);
            self.out.extend_from_slice(if value { b"true" } else { b"false" });
        }
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.name(name);
            string(self.out, value);
        }
    }

    /// An array of texts.
    pub(super) fn texts(&mut self, name: &str, values: impl Iterator<Item = impl AsRef<str>>) {
        self.name(name);
        self.out.push(b'[');
        for (nth, value) in values.enumerate() {
            if nth > 0 {
                self.out.push(b',');
            }
            string(self.out, value.as_ref());
        }
        self.out.push(b']');
    }

    /// Something whose display needs no escapes, as a text.
    pub(super) fn plain(&mut self, name: &str, value: impl Display) {
        self.name(name);
        self.out.push(b'"');
        display(self.out, value);
        self.out.push(b'"');
    }

    /// A value that `write` appends as JSON.
    pub(super) fn written(&mut self, name: &str, write: impl FnOnce(&mut Vec<u8>)) {
        self.name(name);
        write(self.out);
    }

    fn name(&mut self, name: &str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }
}

/// Appends what a value displays.
pub(super) fn display(out: &mut Vec<u8>, value: impl Display) {
    write!(out, "{value}").expect("a Vec takes every write");
}

/// Appends a whole number.
pub(super) fn integer(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    digits(out, value.unsigned_abs(), 1);
}

/// Appends a number rounded to `places` decimals, without trailing zeros. Several times faster than
/// formatting a float, and as exact: AIS sends multiples of 1/600,000 degree and 0.1 knot.
#[inline]
pub(super) fn decimal(out: &mut Vec<u8>, value: f64, places: u32) {
    // Divisions by a number that the compiler knows take a fraction of the time of others.
    match places {
        7 => scaled(out, value, 7, 10_u64.pow(7)),
        3 => scaled(out, value, 3, 10_u64.pow(3)),
        _ => scaled(out, value, places, 10_u64.pow(places)),
    }
}

#[inline]
fn scaled(out: &mut Vec<u8>, value: f64, places: u32, scale: u64) {
    #[expect(clippy::cast_precision_loss, reason = "powers of ten up to 10^15 are exact")]
    let scaled = (value.abs() * scale as f64).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let scaled = scaled as u64;
    if value < 0.0 && scaled > 0 {
        out.push(b'-');
    }
    digits(out, scaled / scale, 1);
    let mut fraction = scaled % scale;
    if fraction > 0 {
        let mut width = places as usize;
        while fraction.is_multiple_of(10) {
            fraction /= 10;
            width -= 1;
        }
        out.push(b'.');
        digits(out, fraction, width);
    }
}

/// Appends at least `width` digits.
#[inline]
fn digits(out: &mut Vec<u8>, mut value: u64, width: usize) {
    let mut text = [b'0'; 20];
    let mut first = text.len();
    while value >= 100 {
        let pair = (value % 100) as usize;
        value /= 100;
        first -= 2;
        text[first..first + 2].copy_from_slice(&PAIRS[pair]);
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 100")]
    let pair = PAIRS[value as usize];
    first -= 2;
    text[first..first + 2].copy_from_slice(&pair);
    if value < 10 {
        first += 1;
    }
    out.extend_from_slice(&text[first.min(text.len() - width)..]);
}

/// `00` to `99`.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut nth = 0;
    while nth < 100 {
        #[expect(clippy::cast_possible_truncation, reason = "below 100")]
        let value = nth as u8;
        pairs[nth] = [b'0' + value / 10, b'0' + value % 10];
        nth += 1;
    }
    pairs
};

/// Appends a text in quotes, with the escapes of RFC 8259.
pub(super) fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let bytes = text.as_bytes();
    // Nearly none has any: looked for without a branch for each byte.
    if bytes.iter().fold(false, |any, &byte| any | is_escaped(byte)) {
        escaped(out, bytes);
    } else {
        out.extend_from_slice(bytes);
    }
    out.push(b'"');
}

const fn is_escaped(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}

fn escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    for &byte in bytes {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            control @ 0..0x20 => display(out, format_args!("\\u{control:04x}")),
            _ => out.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Object<'_>)) -> String {
        let mut out = Vec::new();
        let mut object = Object::open(&mut out);
        write(&mut object);
        object.close();
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn absent_members_are_left_out_and_numbers_are_short() {
        let text = written(|object| {
            object.integer("a", -7);
            object.integer("b", None);
            object.decimal("c", -123.395_383_33, 7);
            object.decimal("d", 12.30, 1);
            object.decimal("e", -0.000_000_01, 7);
            object.decimal("f", 0.05, 2);
            object.flag("g", true);
            object.text("h", Some("\\s:1*00\\!AIVDM\"\t"));
            object.object("i", |inner| inner.plain("j", 9));
        });
        assert_eq!(
            text,
            r#"{"a":-7,"c":-123.3953833,"d":12.3,"e":0,"f":0.05,"g":true,"h":"\\s:1*00\\!AIVDM\"\u0009","i":{"j":"9"}}"#
        );
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(text in any::<String>(), number in -180.0_f64..180.0) {
            let line = written(|object| {
                object.text("text", Some(&text));
                object.decimal("number", number, 7);
            });
            let read: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            prop_assert_eq!(read["text"].as_str(), Some(text.as_str()));
            let found = read["number"].as_f64().expect("a number");
            prop_assert!((found - number).abs() <= 0.5e-7 + f64::EPSILON * 180.0);
        }
    }
}

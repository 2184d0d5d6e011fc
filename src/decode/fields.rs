/// Fields kept of one `$` sentence; the longest that is read, TTM, has 16 with its address.
const MAX_FIELDS: usize = 24;

/// The comma-separated fields of a `$` sentence, without heap; field 0 is the address (`$GPRMC`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>([&'a str; MAX_FIELDS]);

impl<'a> Fields<'a> {
    /// `None` where the sentence is not ASCII or its address is not `$`, two letters of talker and
    /// three of formatter.
    pub(super) fn split(sentence: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(sentence).ok().filter(|text| text.is_ascii())?;
        let mut fields = [""; MAX_FIELDS];
        for (slot, field) in fields.iter_mut().zip(text.split(',')) {
            *slot = field.trim();
        }
        let [address, ..] = fields;
        (address.len() == 6 && address.starts_with('$')).then_some(Self(fields))
    }

    /// The three letters that say what the sentence is.
    pub(super) fn formatter(&self) -> &'a str {
        self.text(0).and_then(|address| address.get(3..)).unwrap_or("")
    }

    /// A field that is not empty.
    pub(super) fn text(&self, place: usize) -> Option<&'a str> {
        self.0.get(place).copied().filter(|field| !field.is_empty())
    }

    /// A decimal number.
    pub(super) fn number(&self, place: usize) -> Option<f64> {
        let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+');
        self.text(place).filter(|field| field.bytes().all(plain))?.parse().ok()
    }

    /// Degrees and minutes (`dddmm.mm`) with their hemisphere in the field after, as signed
    /// degrees; `positive` and `negative` are the letters of the two hemispheres.
    pub(super) fn angle(&self, place: usize, positive: &str, negative: &str) -> Option<f64> {
        let packed = self.number(place).filter(|&packed| packed >= 0.0)?;
        let degrees = (packed / 100.0).trunc();
        let minutes = packed - degrees * 100.0;
        let angle = degrees + minutes / 60.0;
        match self.text(place + 1)? {
            side if side == positive => Some(angle).filter(|_| minutes < 60.0),
            side if side == negative => Some(-angle).filter(|_| minutes < 60.0),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_angle_needs_its_hemisphere() {
        let fields = |text: &'static str| Fields::split(text.as_bytes());
        for (sentence, expected) in [
            ("$GPGLL,3723.2475,N", Some(37.387_458_333_333_33)),
            ("$GPGLL,3723.2475,S", Some(-37.387_458_333_333_33)),
            ("$GPGLL,3723.2475,", None),
            ("$GPGLL,3723.2475,E", None),
            ("$GPGLL,3760.0,N", None),
            ("$GPGLL,inf,N", None),
        ] {
            let found = fields(sentence).and_then(|f| f.angle(1, "N", "S"));
            let close = found.zip(expected).map(|(a, b): (f64, f64)| (a - b).abs() < 1e-9);
            assert_eq!((close, found.is_some()), (expected.map(|_| true), expected.is_some()));
        }
    }

    #[test]
    fn only_a_standard_address_is_split() {
        assert_eq!(Fields::split(b"$GPRMC,1").map(|f| f.formatter()), Some("RMC"));
        for sentence in [&b"$PGRME,1"[..7], b"$GP,1", b"GPRMC,1", b"$GPRM\xc3\xa9,1", b""] {
            assert!(Fields::split(sentence).is_none_or(|f| f.formatter() != "RMC"));
        }
    }
}

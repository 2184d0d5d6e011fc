use crate::domain::{Degrees, Text};

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

    /// A text of the operator or the device.
    pub(super) fn label<const N: usize>(&self, place: usize) -> Option<Text<N>> {
        self.text(place).map(|label| Text::from_ascii_lossy(label.as_bytes()))
    }

    /// A code of one letter.
    pub(super) fn letter(&self, place: usize) -> Option<char> {
        let mut letters = self.text(place)?.chars();
        letters.next().filter(|_| letters.next().is_none())
    }

    /// `A` or `V`: whether the data are valid.
    pub(super) fn validity(&self, place: usize) -> Option<bool> {
        match self.text(place)? {
            "A" => Some(true),
            "V" => Some(false),
            _ => None,
        }
    }

    /// A number with the letter of its side in the field after.
    pub(super) fn signed(&self, place: usize, positive: &str, negative: &str) -> Option<f64> {
        let number = self.number(place)?;
        match self.text(place.saturating_add(1))? {
            side if side == positive => Some(number),
            side if side == negative => Some(-number),
            _ => None,
        }
    }

    /// Degrees and minutes (`dddmm.mm`) with their hemisphere in the field after, as signed
    /// degrees; `positive` and `negative` are the letters of the two hemispheres.
    pub(super) fn angle(&self, place: usize, positive: &str, negative: &str) -> Option<f64> {
        let packed = self.signed(place, positive, negative)?;
        let degrees = (packed / 100.0).trunc();
        let minutes = packed - degrees * 100.0;
        let is_angle = minutes.abs() < 60.0 && !self.text(place)?.starts_with('-');
        is_angle.then_some(degrees + minutes / 60.0)
    }
}

/// A direction as devices write it: 0 to 360 degrees, of some -180 to 180. Anything else is damage
/// that the checksum does not show.
pub(super) fn direction(degrees: f64) -> Option<Degrees> {
    Degrees::new(degrees).filter(|_| (-180.0..=360.0).contains(&degrees))
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

    #[test]
    fn a_direction_beyond_the_circle_is_none() {
        for (sent, expected) in [
            (0.0, Some(0.0)),
            (359.9, Some(359.9)),
            (360.0, Some(0.0)),
            (-10.0, Some(350.0)),
            (360.1, None),
            (400.0, None),
            (-180.1, None),
            (f64::NAN, None),
        ] {
            assert_eq!(direction(sent).map(Degrees::get), expected, "{sent}");
        }
    }
}

use super::super::fields::Fields;

/// Places of satellites in a GSA.
const SATELLITES: std::ops::Range<usize> = 3..15;

/// GNSS dilution of precision and active satellites (GSA).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DilutionOfPrecision {
    /// Whether the receiver changes between 2D and 3D by itself.
    pub automatic: Option<bool>,
    /// Kind of fix.
    pub fix_mode: Option<FixMode>,
    /// How many satellites are named as in use, at most 12.
    pub satellites: u8,
    /// Dilution of precision of the position.
    pub pdop: Option<f64>,
    /// Of the horizontal position.
    pub hdop: Option<f64>,
    /// Of the height.
    pub vdop: Option<f64>,
}

/// Kind of fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixMode {
    /// 1.
    NotAvailable,
    /// 2.
    TwoDimensional,
    /// 3.
    ThreeDimensional,
}

impl DilutionOfPrecision {
    /// `GSA,A|M,1|2|3,satellite x 12,PDOP,HDOP,VDOP`; `nmea-parser` refuses the whole for a
    /// satellite above 255, as Galileo's are.
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        let named = SATELLITES.filter(|&place| fields.text(place).is_some());
        Self {
            automatic: fields.text(1).and_then(|letter| match letter {
                "A" => Some(true),
                "M" => Some(false),
                _ => None,
            }),
            fix_mode: fields.text(2).and_then(FixMode::of),
            satellites: named.fold(0, |count, _| count + 1),
            pdop: fields.number(15),
            hdop: fields.number(16),
            vdop: fields.number(17),
        }
    }
}

impl FixMode {
    fn of(code: &str) -> Option<Self> {
        match code {
            "1" => Some(Self::NotAvailable),
            "2" => Some(Self::TwoDimensional),
            "3" => Some(Self::ThreeDimensional),
            _ => None,
        }
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        match self {
            Self::NotAvailable => 1,
            Self::TwoDimensional => 2,
            Self::ThreeDimensional => 3,
        }
    }

    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAvailable => "not available",
            Self::TwoDimensional => "2D",
            Self::ThreeDimensional => "3D",
        }
    }
}

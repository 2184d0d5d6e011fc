/// Why something received is not a message. The names are label values of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectReason {
    /// No `*hh` at the end.
    ChecksumMissing,
    /// The checksum differs.
    ChecksumMismatch,
    /// The line or sentence is longer than the bound.
    TooLong,
    /// The fields before the payload are not those of the sentence.
    Malformed,
    /// A character that is no 6-bit armour.
    BadArmour,
    /// A part without its first part, or out of order.
    OrphanPart,
    /// Parts that fit each other, but may be of two messages: receivers mingle and parts get lost.
    AmbiguousParts,
    /// The payload ends before the identity or the type's minimum.
    TooShort,
    /// Message type 0 or above 27.
    UnknownType,
    /// Of a CSV row: MMSI 0 or of more than nine digits.
    BadMmsi,
    /// A TAG block whose own checksum differs.
    TagBlock,
    /// An instrument sentence that cannot be read.
    Instrument,
    /// A CSV row without identity, time or in a form that cannot be read.
    CsvRow,
}

impl RejectReason {
    /// All reasons.
    pub const ALL: [Self; 13] = [
        Self::ChecksumMissing,
        Self::ChecksumMismatch,
        Self::TooLong,
        Self::Malformed,
        Self::BadArmour,
        Self::OrphanPart,
        Self::AmbiguousParts,
        Self::TooShort,
        Self::UnknownType,
        Self::BadMmsi,
        Self::TagBlock,
        Self::Instrument,
        Self::CsvRow,
    ];

    /// The name in metrics, summaries and rejects.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChecksumMissing => "checksum-missing",
            Self::ChecksumMismatch => "checksum-mismatch",
            Self::TooLong => "too-long",
            Self::Malformed => "malformed",
            Self::BadArmour => "bad-armour",
            Self::OrphanPart => "orphan-part",
            Self::AmbiguousParts => "ambiguous-parts",
            Self::TooShort => "too-short",
            Self::UnknownType => "unknown-type",
            Self::BadMmsi => "bad-mmsi",
            Self::TagBlock => "tag-block",
            Self::Instrument => "instrument",
            Self::CsvRow => "csv-row",
        }
    }
}

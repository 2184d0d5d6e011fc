use super::liking;
use crate::query::Schema;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// A text sequence of GeoJSON Features (RFC 8142).
    GeoJsonSequence,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// KML 2.3, with time.
    Kml,
    /// GPX 1.1.
    Gpx,
    /// `GeoParquet` 1.1.
    GeoParquet,
    /// OGC Moving Features JSON 1.0 (OGC 19-045r3).
    MfJson,
    /// A stream of Arrow record batches.
    Arrow,
}

impl Format {
    /// All formats, the default first.
    pub const ALL: [Self; 8] = [
        Self::GeoJson,
        Self::GeoJsonSequence,
        Self::Csv,
        Self::Kml,
        Self::Gpx,
        Self::GeoParquet,
        Self::MfJson,
        Self::Arrow,
    ];

    /// As `f=` and `--format` name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoJsonSequence => "geojsonseq",
            Self::Csv => "csv",
            Self::Kml => "kml",
            Self::Gpx => "gpx",
            Self::GeoParquet => "geoparquet",
            Self::MfJson => "mfjson",
            Self::Arrow => "arrow",
        }
    }

    /// The name's format, or what the names are.
    pub fn parse(name: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|format| format.as_str() == name);
        named.ok_or_else(|| format!("one of {}", Self::ALL.map(Self::as_str).join(", ")))
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::GeoJsonSequence => "application/geo+json-seq",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Kml => "application/vnd.google-earth.kml+xml",
            Self::Gpx => "application/gpx+xml",
            Self::GeoParquet => "application/vnd.apache.parquet",
            Self::MfJson => "application/vnd.ogc.mf+json",
            Self::Arrow => "application/vnd.apache.arrow.stream",
        }
    }

    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoJsonSequence => "geojsons",
            Self::Csv => "csv",
            Self::Kml => "kml",
            Self::Gpx => "gpx",
            Self::GeoParquet => "parquet",
            Self::MfJson => "mf.json",
            Self::Arrow => "arrows",
        }
    }

    /// Whether such rows can be said in it: GPX has no waypoint without a place, Moving Features
    /// move.
    pub const fn suits(self, schema: &Schema) -> bool {
        match self {
            Self::Gpx => schema.placed,
            Self::MfJson => schema.moving,
            _ => true,
        }
    }

    /// The format that an `Accept` likes best; GeoJSON where it does not say, or likes none.
    pub fn preferred(accept: &str) -> Self {
        let mut best = (Self::GeoJson, 0.0);
        for format in Self::ALL {
            let weight = weight(accept, format);
            if weight > best.1 {
                best = (format, weight);
            }
        }
        best.0
    }
}

/// How much an `Accept` likes a format; wildcards and plain JSON mean GeoJSON, `text/*` CSV.
fn weight(accept: &str, format: Format) -> f64 {
    let own = format.media_type().split(';').next().unwrap_or_default();
    let also: &[&str] = match format {
        Format::GeoJson => &["application/json", "application/*", "*/*"],
        Format::Csv => &["text/*"],
        Format::GeoParquet => &["application/x-parquet"],
        _ => &[],
    };
    liking(accept, &[own]).max(liking(accept, also))
}

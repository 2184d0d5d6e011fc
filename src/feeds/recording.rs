//! Recordings, plain, gzip or zstd, to their bytes.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::domain::FeedName;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// How files begin that are packed otherwise, and what unpacks them.
const OTHERWISE_PACKED: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "unzip -p"),
    (b"BZh", "bzcat"),
    (b"\xfd7zX", "xzcat"),
    (b"7z\xbc\xaf", "7z x -so"),
];

/// What a recording is called: the stem of its file, without its compression.
pub fn name_of(path: &Path) -> FeedName {
    if path.as_os_str() == "-" {
        return FeedName::from_stem("stdin");
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let stem = plain.rsplit_once('.').map_or(plain, |(stem, _extension)| stem);
    FeedName::from_stem(stem)
}

/// Opens a recording; `-` is standard input.
pub fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return from_reader(io::stdin());
    }
    from_reader(File::open(path)?)
}

/// Reads a recording from anything; whether it is compressed is told from its first bytes.
pub fn from_reader(mut source: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut first = Vec::with_capacity(ZSTD_MAGIC.len());
    source.by_ref().take(ZSTD_MAGIC.len() as u64).read_to_end(&mut first)?;
    let is_gzip = first.starts_with(&GZIP_MAGIC);
    let is_zstd = first.starts_with(&ZSTD_MAGIC);
    if let Some(by) = converter(&first) {
        let problem =
            format!("written in a way that is not read; convert it: {by} FILE | picket ... -");
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    let whole = BufReader::new(Cursor::new(first).chain(source));
    Ok(if is_gzip {
        Box::new(MultiGzDecoder::new(whole))
    } else if is_zstd {
        Box::new(zstd::Decoder::with_buffer(whole)?)
    } else {
        Box::new(whole)
    })
}

/// What makes a file readable that is not, by its first bytes.
fn converter(first: &[u8]) -> Option<&'static str> {
    match first {
        // UTF-16 with its mark and a first character of ASCII: PowerShell's `>` writes so.
        [0xff, 0xfe, _, 0] | [0xfe, 0xff, 0, _] => Some("iconv -f UTF-16 -t UTF-8"),
        _ => {
            let packed = |(magic, _): &&(&[u8], &str)| first.starts_with(magic);
            OTHERWISE_PACKED.iter().find(packed).map(|(_, by)| *by)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_name_is_the_stem_without_its_compression() {
        let name = |path: &str| name_of(Path::new(path)).to_string();
        assert_eq!(name("data/Guadeloupe_2017.log.gz"), "guadeloupe-2017");
        assert_eq!(name("solent-2016-01-12.csv.zst"), "solent-2016-01-12");
        assert_eq!(name("-"), "stdin");
    }

    #[test]
    fn the_first_bytes_tell_how_a_recording_is_packed() {
        let text = b"!AIVDM";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text).expect("packed");
        let gzip = gzip.finish().expect("packed");
        let zstd = zstd::encode_all(&text[..], 1).expect("packed");
        for bytes in [gzip, zstd, text.to_vec()] {
            let mut unpacked = Vec::new();
            let mut reader = from_reader(Cursor::new(bytes)).expect("opened");
            reader.read_to_end(&mut unpacked).expect("read");
            assert_eq!(unpacked, text);
        }
    }

    #[test]
    fn a_file_that_is_written_otherwise_is_refused_with_what_converts_it() {
        for (begins, by) in [
            (&b"PK\x03\x04\x14\0"[..], "unzip -p"),
            (b"\xff\xfe!\0A\0I\0", "iconv -f UTF-16"),
            (b"\xfe\xff\0!\0A\0I", "iconv -f UTF-16"),
        ] {
            let refused = from_reader(Cursor::new(begins)).err().expect("refused");
            assert!(refused.to_string().contains(by), "{refused}");
        }
        assert!(from_reader(Cursor::new(b"\xff\xfe\xff!AIVDM")).is_ok(), "noise before a sentence");
    }
}

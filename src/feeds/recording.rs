use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// The first bytes of a gzip member (RFC 1952).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// The first bytes of a zstd frame (RFC 8878).
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Opens a recording: plain, `.gz` or `.zst`, told by its first bytes and not by its name; `-` is
/// standard input.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return decompressed(io::stdin());
    }
    decompressed(File::open(path)?)
}

fn decompressed(mut source: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::with_capacity(ZSTD_MAGIC.len());
    // A pipe may give its first bytes one at a time.
    source.by_ref().take(4).read_to_end(&mut start)?;
    let is_gzip = start.starts_with(&GZIP_MAGIC);
    let is_zstd = start.starts_with(&ZSTD_MAGIC);
    let whole = Cursor::new(start).chain(source);
    Ok(if is_gzip {
        Box::new(MultiGzDecoder::new(whole))
    } else if is_zstd {
        Box::new(zstd::Decoder::new(whole)?)
    } else {
        Box::new(whole)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn read_back(bytes: &[u8]) -> Vec<u8> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("written");
        let mut text = Vec::new();
        open(file.path()).and_then(|mut r| r.read_to_end(&mut text)).expect("readable");
        text
    }

    #[test]
    fn plain_gzip_and_zstd_are_told_by_their_first_bytes() {
        let text = b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n";
        let gzip = |text: &[u8]| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(text).expect("into memory");
            encoder.finish().expect("into memory")
        };
        assert_eq!(read_back(text), text);
        assert_eq!(read_back(&zstd::encode_all(&text[..], 1).expect("into memory")), text);
        // A log that was rotated and put together again: one member after another.
        let (first, second) = text.split_at(20);
        assert_eq!(read_back(&[gzip(first), gzip(second)].concat()), text);
        assert_eq!(read_back(b"!"), b"!");
        assert_eq!(read_back(b""), b"");
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let error = open(Path::new("no-such-recording")).err().map(|error| error.kind());
        assert_eq!(error, Some(io::ErrorKind::NotFound));
    }
}

//! Recordings, plain, gzip or zstd, to their bytes.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

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
    let whole = BufReader::new(Cursor::new(first).chain(source));
    Ok(if is_gzip {
        Box::new(MultiGzDecoder::new(whole))
    } else if is_zstd {
        Box::new(zstd::Decoder::with_buffer(whole)?)
    } else {
        Box::new(whole)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

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
}

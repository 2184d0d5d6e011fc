#![cfg(test)]
//! The decoder over the shipped recordings: what is in them, counted by other means, comes out.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use picket::decode::{Counts, Decoded, Decoder, FeedSettings};

#[test]
fn x() {
    for f in ["australia-coast-2012-01-27.nmea.gz","satellite-southern-ocean-2012.nmea.gz","guadeloupe-2017-03-21.log.gz","seine-vernon-2016-04-01.log.gz","kystverket-2024-12-09.nmea","solent-2016-01-12.csv.gz","marinecadastre-2022-01-03.csv.gz"] {
        let mut bytes = Vec::new();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings").join(f);
        let file = File::open(path).expect("a recording");
        if f.ends_with("gz") { flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).unwrap(); } else { let mut file = file; file.read_to_end(&mut bytes).unwrap(); }
        let mut d = Decoder::new(FeedSettings::named("x".parse().unwrap()));
        let (mut lo, mut hi) = (i64::MAX, i64::MIN);
        let mut out = |x: Decoded<'_>| if let Decoded::Accepted{time,..} = x { lo=lo.min(time.as_millis()); hi=hi.max(time.as_millis()); };
        d.push(&bytes, None, &mut out);
        d.flush(None, &mut out);
        println!("{f} {:?}\n {lo} {hi}", d.counts());
    }
}

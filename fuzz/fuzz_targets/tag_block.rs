#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| assert!(picket::decode::fuzz::tag_block(bytes)));

//! `picket decode` as a user runs it.
#![cfg(test)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/vectors/gpsd/sample.aivdm");

fn decode(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_picket"));
    command.arg("decode").args(arguments).output().expect("picket runs")
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn a_missing_file_is_named_and_is_wrong_use() {
    let output = decode(&["no-such-recording.nmea"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("there is no file no-such-recording.nmea"), "{said}");
}

#[test]
fn several_recordings_merge_by_time_each_under_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = |name: &str, times: [u32; 2]| {
        let path = folder.path().join(name);
        let line = |time| format!("{time},!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n");
        std::fs::write(&path, times.map(line).concat()).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    };
    let first = log("first.nmea", [1_490_075_479, 1_490_075_481]);
    let second = log("second.nmea", [1_490_075_478, 1_490_075_480]);
    let output = decode(&[&format!("north={first}"), &second]);
    let told = lines(&output);
    let feeds: Vec<_> = told
        .iter()
        .map(|line| if line.contains(r#""feed":"north""#) { "north" } else { "second" })
        .collect();
    assert_eq!(feeds, ["second", "north", "second", "north"], "{told:?}");
}

#[test]
fn rejects_have_no_place_in_a_csv() {
    assert_eq!(decode(&["--format", "csv", "--rejects", SAMPLE]).status.code(), Some(2));
}

#[test]
fn a_rejected_sentence_is_printed_with_its_reason_only_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bad.nmea");
    std::fs::write(&path, "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B\r\n").expect("written");
    let path = path.to_str().expect("UTF-8");
    assert_eq!(lines(&decode(&[path])), [""; 0]);
    let line = r#"{"rejected":"checksum-mismatch","raw":"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B"}"#;
    assert_eq!(lines(&decode(&["--rejects", path])), [line]);
}

#[test]
fn a_table_without_the_columns_it_needs_is_refused_by_their_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ships.csv");
    std::fs::write(&path, "t,shipid,lon,lat\n1546300800000,abc123,23.6,37.9\n").expect("written");
    let output = decode(&[path.to_str().expect("UTF-8")]);
    assert_eq!((output.status.code(), lines(&output)), (Some(1), Vec::new()));
    let said = String::from_utf8_lossy(&output.stderr);
    let expected = "a table without a column for mmsi; its header names t, shipid, lon, lat";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_recording_without_a_time_is_given_none() {
    // The first has no time at all; the second its logger's.
    for (lines, time) in [
        ("!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n", None),
        (
            "1490075479,!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n",
            Some("2017-03-21T05:51:19.000Z"),
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("recording.nmea");
        std::fs::write(&path, lines).expect("written");
        let output = decode(&[path.to_str().expect("UTF-8")]);
        let message: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("one message");
        assert_eq!(message["meta"]["time"].as_str(), time);
    }
}

#[test]
fn the_csv_of_positions_reads_back_as_it_was_written() {
    let first = decode(&["--format", "csv", SAMPLE]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sample.csv");
    std::fs::write(&path, &first.stdout).expect("written");
    let second = decode(&["--format", "csv", path.to_str().expect("UTF-8")]);
    // Message type and station have no column in the reader; the first eight say where and how.
    let positions = |output: &Output| -> Vec<String> {
        let cut = |line: &String| line.split(',').take(8).collect::<Vec<_>>().join(",");
        lines(output).iter().map(cut).collect()
    };
    assert!(positions(&first).len() > 10);
    assert_eq!(positions(&first), positions(&second));
}

#[test]
fn the_csv_has_a_line_for_every_position_of_a_station_and_of_a_radar_target() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mixed.nmea");
    // From gpsd's sample, with the values of its `.js.chk`; the target was written by hand.
    let log = [
        "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A",
        "!AIVDM,1,1,,A,403OviQuMGCqWrRO9>E6fE700@GO,0*4D",
        "!AIVDM,1,1,,A,91b77=h3h00nHt0Q3r@@07000<0b,0*69",
        "!AIVDM,1,1,,A,B52K>;h00Fc>jpUlNV@ikwpUoP06,0*4C",
        "!AIVDM,1,1,,A,KCQ9r=hrFUnH7P00,0*41",
        "$RATLL,07,5100.000,N,00130.000,E,TUG,120000,T,*40",
    ];
    std::fs::write(&path, log.join("\r\n") + "\r\n").expect("written");
    let found = lines(&decode(&["--format", "csv", path.to_str().expect("UTF-8")]));
    let found: Vec<&str> =
        found.iter().skip(1).filter_map(|line| Some(line.split_once(',')?.1)).collect();
    let expected = [
        "371798000,48.3816333,-123.3953833,12.3,224,215,0,1,,mixed,",
        "3669702,36.8837667,-76.3523617,,,,,4,,mixed,",
        "111265591,57.778455,11.8816,0,0,,,9,,mixed,",
        "338087471,40.68454,-74.0721317,0.1,79.6,,,18,,mixed,",
        "236091959,87.065,-154.2016667,0,0,,3,27,,mixed,",
        ",51,1.5,,,,,,,mixed,7",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_reader_that_closes_the_pipe_ends_it_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_picket"))
        .args(["decode", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("picket runs");
    let mut input = child.stdin.take().expect("a pipe");
    let feeder = std::thread::spawn(move || {
        // Picket stops reading once nobody reads what it writes.
        let line = b"\\c:1733782034*55\\!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n";
        let written = (0..200_000).take_while(|_| input.write_all(line).is_ok()).count();
        assert!(written < 200_000, "it read on to the end");
    });
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    assert!(line.starts_with("{\"message_type\":1,"), "{line}");
    drop(output);
    let ended = child.wait_with_output().expect("picket ends");
    feeder.join().expect("the feeder ends");
    assert_eq!(
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()),
        (Some(0), "")
    );
}

/// A sentence with its checksum, the exclusive or of what stands between `$` and `*`.
fn checked(body: &str) -> String {
    format!("${body}*{:02X}\r\n", body.bytes().fold(0, |sum, byte| sum ^ byte))
}

#[test]
fn radar_and_instrument_sentences_are_printed_in_the_words_of_the_standard() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bridge.nmea");
    // 3.704 km are 2 nautical miles, 37.04 km/h 20 kn.
    let cases = [
        (
            "RATTM,07,3.704,318.4,R,37.04,146.0,T,0.1852,-6.9,K,SKIFF,Q,R,101500.5,M",
            r#""formatter":"TTM","target_number":7,"range_nm":2,"bearing":318.4,"bearing_reference":"relative","speed_kn":20,"course":146,"course_reference":"true","cpa_nm":0.1,"tcpa_min":-6.9,"unit_code":"K","name":"SKIFF","target_status":"query","target_status_code":"Q","reference_target":true,"utc_of_data":"10:15:00.500","acquisition":"manual","acquisition_code":"M""#,
        ),
        ("RATTM,7,,,,,,,,,,,,,,", r#""formatter":"TTM","target_number":7"#),
        (
            "RATLL,42,0115.50,S,10350.25,E,,,L,",
            r#""formatter":"TLL","target_number":42,"latitude":-1.2583333,"longitude":103.8375,"target_status":"lost","target_status_code":"L""#,
        ),
        (
            "RATLB,7,SKIFF A,8,",
            r#""formatter":"TLB","targets":[{"target_number":7,"label":"SKIFF A"},{"target_number":8}]"#,
        ),
        (
            "RAOSD,35.1,A,36.0,P,10.2,W,,,N",
            r#""formatter":"OSD","true_heading":35.1,"valid":true,"course":36,"course_reference":"positioning system ground reference","course_reference_code":"P","speed_kn":10.2,"speed_reference":"water referenced","speed_reference_code":"W""#,
        ),
        (
            "SDHDG,181.7,,,0.6,E",
            r#""formatter":"HDG","sensor_heading":181.7,"magnetic_variation":0.6,"magnetic_heading":181.7,"true_heading":182.3"#,
        ),
        (
            "GPGGA,195719,5310.8115,N,00525.7025,E,1,00,1.10,-2,M,,M,,",
            r#""formatter":"GGA","utc_of_position":"19:57:19.000","latitude":53.1801917,"longitude":5.428375,"quality":"GPS","quality_code":1,"satellites":0,"hdop":1.1,"altitude_m":-2"#,
        ),
        (
            "GPRMC,195719,A,5310.8115,N,00525.7025,E,0.0,0.0,160414,0.7,E,A",
            r#""formatter":"RMC","utc":"2014-04-16T19:57:19.000Z","valid":true,"latitude":53.1801917,"longitude":5.428375,"sog":0,"cog":0,"magnetic_variation":0.7,"mode_code":"A""#,
        ),
        (
            "SDDPT,0.5,0.5,",
            r#""formatter":"DPT","depth_below_transducer_m":0.5,"transducer_offset_m":0.5"#,
        ),
        ("SDMTW,12.6,C", r#""formatter":"MTW","water_temperature_c":12.6"#),
        (
            "WIMWV,297.6,R,5.6,N,A",
            r#""formatter":"MWV","wind_angle":297.6,"wind_reference":"relative","wind_speed_kn":5.6,"valid":true"#,
        ),
        (
            "SDVHW,182.4,T,181.7,M,0.0,N,0.0,K",
            r#""formatter":"VHW","true_heading":182.4,"magnetic_heading":181.7,"speed_through_water_kn":0"#,
        ),
        (
            "GPGSA,A,3,,,,,,,,,,,,,2.10,1.10,1.70",
            r#""formatter":"GSA","automatic":true,"fix_mode":"3D","fix_mode_code":3,"satellites":0,"pdop":2.1,"hdop":1.1,"vdop":1.7"#,
        ),
    ];
    let sentences: String = cases.iter().map(|(body, _)| checked(body)).collect();
    std::fs::write(&path, sentences).expect("written");
    let printed = lines(&decode(&[path.to_str().expect("UTF-8")]));
    assert_eq!(printed.len(), cases.len(), "{printed:#?}");
    for ((body, members), line) in cases.iter().zip(printed) {
        assert!(line.starts_with(&format!("{{{members},\"meta\":{{")), "{line}");
        let talker = &body[..2];
        assert!(line.contains(&format!(r#""talker":"{talker}","raw":"${body}*"#)), "{line}");
    }
}

#[test]
fn what_was_said_of_the_hearing_and_every_part_are_printed() {
    let meta = |file: &str| -> Vec<serde_json::Value> {
        let path = format!("{}/testdata/framing/{file}", env!("CARGO_MANIFEST_DIR"));
        let said = lines(&decode(&[&path]));
        let metas = said.iter().map(|line| {
            let mut object: serde_json::Value = serde_json::from_str(line).expect("JSON");
            object["meta"].take()
        });
        metas.collect()
    };
    let keys = meta("tag-all-keys.nmea");
    let expected = serde_json::json!({
        "line_count": 2, "destination": "somewhere", "relative_time": 123, "text": "A string.",
        "quality": "u"
    });
    assert_eq!(keys[0]["tag_block"], expected);
    assert_eq!(keys[1]["tag_block"]["text"], "<T>A:12344 F:+30000</T>");
    assert!(keys[2].get("tag_block").is_none(), "{}", keys[2]);

    let stations = meta("uscg-stations-by-letter.nmea");
    let expected = serde_json::json!({
        "signal_strength": -92, "slot": 330, "time_of_arrival": 8.804_593
    });
    assert_eq!(stations[0]["receiver"], expected);
    let sent = std::fs::read_to_string(format!(
        "{}/testdata/framing/uscg-stations-by-letter.nmea",
        env!("CARGO_MANIFEST_DIR")
    ));
    let sent = sent.expect("the lines");
    let part = |nth: usize| {
        let line = sent.lines().nth(nth).expect("a line");
        line.split_once(",d-").expect("a suffix").0.to_owned()
    };
    assert_eq!(stations[0]["parts"], serde_json::json!([part(0), part(2)]));
    assert_eq!(stations[0]["raw"], part(2));
}

#[test]
fn a_file_that_gives_nothing_is_not_passed_over_in_silence() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("messages.json");
    // gpsd's own JSON has no sentence in it.
    for (text, warned) in [
        ("{\"class\":\"AIS\",\"type\":1,\"mmsi\":371798000,\"lon\":-123.4,\"lat\":48.4}\n", true),
        ("\n\n", false),
        ("", false),
        ("a note\n!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n", false),
    ] {
        std::fs::write(&path, text).expect("written");
        let output = decode(&[path.to_str().expect("UTF-8")]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert_eq!(said.contains("no sentence and no row of positions"), warned, "{text}: {said}");
    }
}

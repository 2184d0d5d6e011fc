//! How often each value is there to be compared in the recordings and vectors, rounded down: fewer
//! means that sentences, messages or members got lost on the way to the comparison.

/// By message type; 1 is 2 and 3 too.
#[rustfmt::skip]
pub(crate) const VALUES: &[(u32, &[(&str, usize)])] = &[
    (1, &[
        ("cog", 66_000), ("communication_state", 77_000), ("direction of rot", 46_000),
        ("latitude", 72_000), ("longitude", 72_000), ("mmsi", 77_000),
        ("navigational_status", 77_000), ("own_ship", 77_000), ("position_accuracy", 77_000),
        ("positioning", 76_000), ("raim", 77_000), ("sog", 72_000), ("special_manoeuvre", 630),
        ("timestamp", 77_000), ("true_heading", 46_000),
    ]),
    (4, &[
        ("communication_state", 13_000), ("epfd", 13_000), ("latitude", 13_000),
        ("longitude", 13_000), ("mmsi", 13_000), ("position_accuracy", 13_000), ("raim", 13_000),
        ("utc", 13_000),
    ]),
    (5, &[
        ("ais_version", 3800), ("call_sign", 3800), ("destination", 3300), ("dimensions", 3700),
        ("draught", 3200), ("epfd", 3200), ("eta", 2800), ("imo_number", 2700), ("mmsi", 3800),
        ("name", 3800), ("ship_type", 3700),
    ]),
    (6, &[
        ("addressee", 60), ("dac and fi", 65), ("mmsi", 65), ("retransmitted", 65),
        ("sequence_number", 65),
    ]),
    (9, &[
        ("altitude", 51), ("assigned", 53), ("cog", 53), ("communication_state", 53),
        ("dte_ready", 53), ("latitude", 52), ("longitude", 52), ("mmsi", 53),
        ("position_accuracy", 53), ("raim", 53), ("sog", 52), ("timestamp", 53),
    ]),
    (10, &[
        ("addressee", 27), ("mmsi", 27),
    ]),
    (11, &[
        ("communication_state", 25), ("epfd", 25), ("latitude", 25), ("longitude", 25),
        ("mmsi", 25), ("position_accuracy", 25), ("raim", 25), ("utc", 25),
    ]),
    (12, &[
        ("addressee", 19), ("mmsi", 20), ("retransmitted", 20), ("sequence_number", 20),
        ("text", 20),
    ]),
    (13, &[
        ("acknowledged", 19), ("mmsi", 11),
    ]),
    (14, &[
        ("mmsi", 23), ("text", 22),
    ]),
    (15, &[
        ("first", 38), ("mmsi", 53), ("of first", 39),
    ]),
    (16, &[
        ("assignment", 33), ("mmsi", 22),
    ]),
    (17, &[
        ("data", 120), ("latitude", 120), ("longitude", 120), ("mmsi", 120),
    ]),
    (18, &[
        ("cog", 1900), ("communication_state", 3500), ("latitude", 3400), ("longitude", 3400),
        ("mmsi", 3500), ("own_ship", 3500), ("position_accuracy", 3500), ("sog", 3400),
        ("timestamp", 3500), ("true_heading", 16),
    ]),
    (20, &[
        ("mmsi", 3100), ("reservation", 12_000),
    ]),
    (21, &[
        ("aid_status", 17_000), ("aid_type", 17_000), ("assigned", 17_000), ("dimensions", 17_000),
        ("epfd", 17_000), ("latitude", 17_000), ("longitude", 17_000), ("mmsi", 17_000),
        ("name", 17_000), ("raim", 17_000), ("timestamp", 17_000), ("virtual_aid", 17_000),
    ]),
    (22, &[
        ("addressee", 4), ("channel_a", 16), ("channel_a_narrow", 16), ("channel_b", 16),
        ("channel_b_narrow", 16), ("east", 11), ("low_power", 16), ("mmsi", 16), ("north", 11),
        ("south", 11), ("transitional_zone", 16), ("tx_rx_mode", 16), ("west", 11),
    ]),
    (23, &[
        ("east", 2800), ("mmsi", 2800), ("north", 2800), ("quiet_time", 13),
        ("reporting_interval", 2800), ("ship_type", 4), ("south", 2800), ("station_type", 2800),
        ("tx_rx_mode", 2800), ("west", 2800),
    ]),
    (24, &[
        ("call_sign", 270), ("dimensions", 270), ("mmsi", 620), ("model", 300), ("name", 320),
        ("serial number", 300), ("ship_type", 300), ("vendor", 270),
    ]),
    (25, &[
        ("addressee", 4), ("mmsi", 25),
    ]),
    (26, &[
        ("addressee", 13), ("mmsi", 19),
    ]),
    (27, &[
        ("latitude", 9), ("longitude", 9), ("mmsi", 16), ("navigational_status", 16),
        ("position_accuracy", 16), ("raim", 16),
    ]),
];

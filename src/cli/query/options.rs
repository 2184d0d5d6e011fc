/// What a question is made of; which of it a question knows, it says.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What is asked")]
pub(super) struct Asked {
    /// Contacts as in mmsi:219000001, with commas between.
    #[arg(long)]
    contact: Option<String>,
    /// MMSI.
    #[arg(long)]
    mmsi: Option<String>,
    /// IMO number.
    #[arg(long)]
    imo: Option<String>,
    /// Call sign.
    #[arg(long)]
    call_sign: Option<String>,
    /// Name: the whole, its beginning, a part, or nearly.
    #[arg(long)]
    name: Option<String>,
    /// What she may go by.
    #[arg(long)]
    q: Option<String>,
    /// As of a past time (RFC 3339).
    #[arg(long)]
    at: Option<String>,
    /// At or after a time (RFC 3339).
    #[arg(long)]
    from: Option<String>,
    /// Before a time (RFC 3339).
    #[arg(long)]
    to: Option<String>,
    /// west,south,east,north in degrees; west above east crosses the antimeridian.
    #[arg(long, allow_hyphen_values = true)]
    bbox: Option<String>,
    /// WKT POLYGON or MULTIPOLYGON, longitude first.
    #[arg(long)]
    polygon: Option<String>,
    /// longitude,latitude: the nearest first.
    #[arg(long, allow_hyphen_values = true)]
    nearest: Option<String>,
    /// longitude,latitude.
    #[arg(long, allow_hyphen_values = true)]
    point: Option<String>,
    /// A watch area, by id.
    #[arg(long)]
    area: Option<String>,
    /// Nautical miles.
    #[arg(long)]
    within: Option<String>,
    /// For at least so many minutes.
    #[arg(long)]
    minutes: Option<String>,
    /// hour, class or area.
    #[arg(long)]
    by: Option<String>,
    /// Seconds of silence after which a new piece of a way begins.
    #[arg(long)]
    gap: Option<String>,
    /// Seconds: the first report of each such interval.
    #[arg(long)]
    every: Option<String>,
    /// Metres by which a way may deviate from what was reported.
    #[arg(long)]
    simplify: Option<String>,
    /// Points of a contact at most.
    #[arg(long)]
    max_points: Option<String>,
    /// States of alerts, with commas between.
    #[arg(long)]
    state: Option<String>,
    /// Alerts of this rule.
    #[arg(long)]
    rule: Option<String>,
    /// Alerts of this priority or above.
    #[arg(long)]
    priority: Option<String>,
    /// Only exercises, or none: true or false.
    #[arg(long)]
    exercise: Option<String>,
    /// Rows at most.
    #[arg(long)]
    limit: Option<String>,
    /// Where the page before ended.
    #[arg(long)]
    cursor: Option<String>,
}

impl Asked {
    /// What was given, by the names of the HTTP interface.
    pub(super) fn pairs(self) -> Vec<(String, String)> {
        let all = [
            ("contact", self.contact),
            ("mmsi", self.mmsi),
            ("imo", self.imo),
            ("call_sign", self.call_sign),
            ("name", self.name),
            ("q", self.q),
            ("at", self.at),
            ("from", self.from),
            ("to", self.to),
            ("bbox", self.bbox),
            ("polygon", self.polygon),
            ("nearest", self.nearest),
            ("point", self.point),
            ("area", self.area),
            ("within", self.within),
            ("minutes", self.minutes),
            ("by", self.by),
            ("gap", self.gap),
            ("every", self.every),
            ("simplify", self.simplify),
            ("max_points", self.max_points),
            ("state", self.state),
            ("rule", self.rule),
            ("priority", self.priority),
            ("exercise", self.exercise),
            ("limit", self.limit),
            ("cursor", self.cursor),
        ];
        let given = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        given.collect()
    }
}

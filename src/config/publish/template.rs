use std::fmt;

/// What people read where a form has a text for them and nothing else is configured.
pub(super) const TEXT: &str = "{exercise}{priority} {rule} {transition}: {name} in {area_name}";

/// A text with places for what an alert says: `{priority} {rule}: {name}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: String,
    pieces: Vec<Piece>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// What the alert says.
    Field(Field),
}

/// What a template can say of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as in the alert's JSON")]
pub enum Field {
    Id,
    Revision,
    Transition,
    Rule,
    Priority,
    Score,
    State,
    Time,
    Area,
    AreaName,
    Contact,
    Mmsi,
    Name,
    Latitude,
    Longitude,
    Exercise,
}

/// Every field with the name under which a template has it.
const FIELDS: [(&str, Field); 16] = [
    ("id", Field::Id),
    ("revision", Field::Revision),
    ("transition", Field::Transition),
    ("rule", Field::Rule),
    ("priority", Field::Priority),
    ("score", Field::Score),
    ("state", Field::State),
    ("time", Field::Time),
    ("area", Field::Area),
    ("area_name", Field::AreaName),
    ("contact", Field::Contact),
    ("mmsi", Field::Mmsi),
    ("name", Field::Name),
    ("latitude", Field::Latitude),
    ("longitude", Field::Longitude),
    ("exercise", Field::Exercise),
];

impl Template {
    /// Reads a template; the name of a field that there is not, or `{` where a brace stays open.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            let (name, after) = after.split_once('}').ok_or_else(|| "{".to_owned())?;
            let field = FIELDS.iter().find(|(known, _)| *known == name);
            pieces.push(Piece::Field(field.ok_or_else(|| name.to_owned())?.1));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self { text: text.to_owned(), pieces })
    }

    /// Its pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The names of all fields.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|(name, _)| *name)
    }
}

impl Default for Template {
    fn default() -> Self {
        Self::parse(TEXT).expect("the text is a template")
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_hold_fields_and_all_else_stays() {
        let template = Template::parse("{exercise}{priority}: {name}!").expect("a template");
        let text = |text: &str| Piece::Text(text.to_owned());
        let expected = [
            Piece::Field(Field::Exercise),
            Piece::Field(Field::Priority),
            text(": "),
            Piece::Field(Field::Name),
            text("!"),
        ];
        assert_eq!(template.pieces(), expected);
        assert_eq!(Template::parse("{prioritiy}"), Err("prioritiy".to_owned()));
        assert_eq!(Template::parse("{rule"), Err("{".to_owned()));
    }
}

use std::fmt::Write;

use crate::config::{Field, Piece, Template};
use crate::store::row::{AlertRow, ParticipantRow};

/// A template filled in.
pub(in crate::publish) fn render(template: &Template, row: &AlertRow) -> String {
    fill(template, row, str::to_owned)
}

/// The same for names of subjects and topics: what a field says is kept to letters, digits, `-` and
/// `_`, so that it is one token.
pub(in crate::publish) fn render_token(template: &Template, row: &AlertRow) -> String {
    fill(template, row, |value| {
        let kept = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        if value.is_empty() { "none".to_owned() } else { value.chars().map(kept).collect() }
    })
}

/// The participant that an alert is about: the target or subject, first of all.
pub(in crate::publish) fn subject(row: &AlertRow) -> Option<&ParticipantRow> {
    row.participants.first()
}

fn fill(template: &Template, row: &AlertRow, shape: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for piece in template.pieces() {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Field(field) => text.push_str(&shape(&value(*field, row))),
        }
    }
    text
}

fn value(field: Field, row: &AlertRow) -> String {
    let who = subject(row);
    let at = |index: usize| {
        let coordinates = row.position.map(|point| point.coordinates);
        let degrees = coordinates.and_then(|both| both.get(index).copied());
        degrees.map_or_else(String::new, |degrees| format!("{degrees:.5}"))
    };
    match field {
        Field::Id => row.id.to_string(),
        Field::Revision => row.revision.to_string(),
        Field::Transition => row.transition.clone(),
        Field::Rule => row.rule.to_string(),
        Field::Priority => row.priority.clone(),
        Field::Score => row.score.to_string(),
        Field::State => row.state.clone(),
        Field::Time => row.time.to_string(),
        Field::Area => row.area.id.clone(),
        Field::AreaName => row.area.name.clone(),
        Field::Contact => contact(who),
        Field::Mmsi => {
            let mmsi = who.and_then(|one| one.mmsi);
            mmsi.map_or_else(String::new, |mmsi| format!("{mmsi:09}"))
        }
        Field::Name => who.and_then(|one| one.name.clone()).unwrap_or_else(|| contact(who)),
        Field::Latitude => at(1),
        Field::Longitude => at(0),
        Field::Exercise => {
            if row.exercise {
                "EXERCISE EXERCISE EXERCISE ".to_owned()
            } else {
                String::new()
            }
        }
    }
}

fn contact(who: Option<&ParticipantRow>) -> String {
    let mut text = String::new();
    if let Some(contact) = who.and_then(|one| one.contact) {
        // A String takes everything.
        write!(text, "{contact}").unwrap_or_default();
    } else if let Some(area) = who.and_then(|one| one.area.as_deref()) {
        text.push_str(area);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    #[test]
    fn a_template_says_what_the_alert_says() {
        let row = AlertRow::from(&samples::transition());
        let template = "{exercise}{priority} {rule} {transition}: {name} in {area_name}";
        let template = Template::parse(template).expect("a template");
        assert_eq!(
            render(&template, &row),
            "emergency fast-approach raised: EXAMPLE in Gulf of Aden"
        );
        let template = Template::parse("a.{area_name}.{mmsi}").expect("a template");
        assert_eq!(render_token(&template, &row), "a.Gulf_of_Aden.999000001");
    }
}

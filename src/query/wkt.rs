use crate::domain::Position;

/// A ring, closed.
type Ring = Vec<Position>;

/// Corners of a polygon at most: as many as an analyst draws, not as many as a coast has.
const CORNERS_MAX: usize = 10_000;

/// The polygons of a `POLYGON` or `MULTIPOLYGON` in well-known text (OGC 06-103r4), longitude
/// first; `None` for anything else.
pub(super) fn polygons(text: &str) -> Option<Vec<Vec<Ring>>> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    if let Some(rest) = upper.strip_prefix("MULTIPOLYGON") {
        list(rest)?.into_iter().map(polygon).collect()
    } else {
        Some(vec![polygon(upper.strip_prefix("POLYGON")?)?])
    }
}

fn polygon(text: &str) -> Option<Vec<Ring>> {
    list(text)?.into_iter().map(ring).collect()
}

fn ring(text: &str) -> Option<Ring> {
    let corners = inside(text)?.split(',');
    let corners: Option<Ring> = corners.take(CORNERS_MAX + 1).map(corner).collect();
    corners.filter(|corners| corners.len() <= CORNERS_MAX)
}

fn corner(text: &str) -> Option<Position> {
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    let (longitude, latitude) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    if numbers.next().is_some() { None } else { Position::new(latitude, longitude) }
}

/// What stands between the outermost brackets.
fn inside(text: &str) -> Option<&str> {
    text.trim().strip_prefix('(')?.strip_suffix(')')
}

/// The bracketed parts of a bracketed list.
fn list(text: &str) -> Option<Vec<&str>> {
    let text = inside(text)?;
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(text.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..)?);
    (depth == 0).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polygons_are_read_with_holes_and_in_numbers() {
        let one = polygons("POLYGON((0 0, 10 0, 10 10, 0 0), (2 1, 3 1, 3 2, 2 1))").expect("one");
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].iter().map(Vec::len).collect::<Vec<_>>(), [4, 4]);
        assert_eq!(one[0][0][1], Position::new(0.0, 10.0).expect("a place"));
        let two = "multipolygon (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))";
        assert_eq!(polygons(two).map(|polygons| polygons.len()), Some(2));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "POINT(1 2)",
            "POLYGON",
            "POLYGON(",
            "POLYGON((1 2, 3))",
            "POLYGON((0 0, 1 91, 2 2, 0 0))",
            "POLYGON((0 0, 1 1)",
            "POLYGON(0 0, 1 1)",
            "POLYGON((0 0 0, 1 1 1))",
            "POLYGON)))",
        ] {
            assert_eq!(polygons(text), None, "{text}");
        }
    }
}

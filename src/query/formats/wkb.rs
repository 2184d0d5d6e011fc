use crate::domain::Position;

/// A point as well-known binary (OGC 06-103r4): little endian, type 1, x, y.
pub(super) fn point(place: Position) -> [u8; 21] {
    let mut bytes = [0; 21];
    let (head, rest) = bytes.split_at_mut(5);
    head.copy_from_slice(&[1, 1, 0, 0, 0]);
    let (x, y) = rest.split_at_mut(8);
    x.copy_from_slice(&place.longitude().to_le_bytes());
    y.copy_from_slice(&place.latitude().to_le_bytes());
    bytes
}

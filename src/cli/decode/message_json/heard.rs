//! What a TAG block and a receiver's own suffix say of the hearing of a sentence, beyond station and
//! time.

use crate::cli::decode::json::Object;

/// Of NMEA 0183, version 4.10: group, line count, destination, relative time, text. ORBCOMM writes a
/// quality of its own. What is no number where one belongs is left out.
pub(super) fn tag_block(meta: &mut Object<'_>, content: &[u8]) {
    let content = content.split(|&byte| byte == b'*').next().unwrap_or_default();
    let fields = || content.split(|&byte| byte == b',').map(String::from_utf8_lossy);
    let of = |key: &str| fields().find_map(|field| field.strip_prefix(key).map(str::to_owned));
    let number = |key: &str| of(key).and_then(|digits| digits.parse::<i64>().ok());
    let group = of("g:").and_then(|group| numbers(&group)).or_else(|| fields().find_map(iec_group));
    let any = ["d:", "n:", "r:", "t:", "i:", "q:"].into_iter().any(|key| of(key).is_some());
    if group.is_none() && !any {
        return;
    }
    meta.object("tag_block", |tag| {
        if let Some([number, total, id]) = group {
            tag.object("group", |group| {
                group.integer("number", number);
                group.integer("total", total);
                group.integer("id", id);
            });
        }
        tag.integer("line_count", number("n:"));
        tag.text("destination", of("d:").as_deref());
        tag.integer("relative_time", number("r:"));
        tag.text("text", of("t:").or_else(|| of("i:")).as_deref());
        tag.text("quality", of("q:").as_deref());
    });
}

/// `1-2-7764`.
fn numbers(group: &str) -> Option<[i64; 3]> {
    let mut parts = group.splitn(3, '-').map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// `1G2:7764`, as IEC 61162-450 has it.
fn iec_group(field: impl AsRef<str>) -> Option<[i64; 3]> {
    let (line, id) = field.as_ref().split_once(':')?;
    let (number, total) = line.split_once('G')?;
    Some([number.parse().ok()?, total.parse().ok()?, id.parse().ok()?])
}

/// Of the US Coast Guard's network: `,s20552,d-092,S330,T08.804593,x373,...`: received signal strength
/// as the station's own number and in dBm, slot, seconds of the UTC minute at which the message came,
/// and the station's count of messages.
pub(super) fn receiver(meta: &mut Object<'_>, trailer: &[u8]) {
    let fields =
        || trailer.split(|&byte| byte == b',').filter_map(|field| str::from_utf8(field).ok());
    let of = |key: char| fields().find_map(|field| field.trim().strip_prefix(key));
    let whole = |key: char| of(key).and_then(|digits| digits.parse::<i64>().ok());
    let second = of('T').and_then(|secs| secs.parse::<f64>().ok()).filter(|secs| secs.is_finite());
    let (rssi, signal, slot, count) = (whole('s'), whole('d'), whole('S'), whole('x'));
    let said = [rssi, signal, slot, count];
    if said.iter().all(Option::is_none) && second.is_none() {
        return;
    }
    meta.object("receiver", |receiver| {
        receiver.integer("rssi_code", rssi);
        receiver.integer("signal_strength", signal);
        receiver.integer("slot", slot);
        receiver.decimal("time_of_arrival", second, 9);
        receiver.integer("message_count", count);
    });
}

mod ais;
mod fields;
mod heard;
mod instrument;
mod position_row;
mod radar;

use super::json::Object;
use crate::decode::{Decoded, FeedSettings, Message};
use crate::domain::{EventTime, Text};

/// What the decoder gives a recording without any time; no stamp is that old.
const NO_TIME: EventTime = EventTime::from_millis(0);

/// Appends one line for a message, and with `rejects` one for what is none.
pub(super) fn write(
    out: &mut Vec<u8>,
    settings: &FeedSettings,
    decoded: &Decoded<'_>,
    rejects: bool,
) {
    match decoded {
        Decoded::Accepted { message, .. } => {
            let mut object = Object::open(out);
            message_fields(&mut object, message);
            object.object("meta", |meta| metadata(meta, settings, decoded));
            object.close();
        }
        Decoded::Rejected { raw, reason } if rejects => {
            let mut object = Object::open(out);
            object.plain("rejected", reason.as_str());
            object.text("raw", Some(&String::from_utf8_lossy(raw)));
            object.close();
        }
        Decoded::Rejected { .. } => return,
    }
    out.push(b'\n');
}

fn metadata(meta: &mut Object<'_>, settings: &FeedSettings, decoded: &Decoded<'_>) {
    let &Decoded::Accepted {
        message,
        raw,
        parts,
        tag_block,
        trailer,
        station,
        time,
        refused_time,
        ..
    } = decoded
    else {
        return;
    };
    if let Some(own) = refused_time {
        meta.plain("time", own);
        meta.plain("feed_time", time);
    } else if time != NO_TIME {
        meta.plain("time", time);
    }
    meta.text("station", station.as_ref().map(Text::as_str));
    meta.plain("feed", settings.name);
    if let Message::Ais { own_ship, channel, talker, .. } = message {
        meta.text("talker", Some(&String::from_utf8_lossy(talker)));
        meta.text(
            "channel",
            channel.map(|channel| channel.encode_utf8(&mut [0; 4]).to_owned()).as_deref(),
        );
        meta.flag("own_ship", own_ship.then_some(true));
    }
    if matches!(message, Message::Radar(_) | Message::Instrument(_)) {
        meta.text("talker", raw.get(1..3).map(String::from_utf8_lossy).as_deref());
    }
    heard::tag_block(meta, tag_block);
    heard::receiver(meta, trailer);
    meta.text("raw", Some(&String::from_utf8_lossy(raw)));
    if !parts.is_empty() {
        let earlier = parts.split(|&byte| byte == b'\n').filter(|part| !part.is_empty());
        meta.texts("parts", earlier.chain([raw]).map(String::from_utf8_lossy));
    }
}

fn message_fields(object: &mut Object<'_>, message: &Message) {
    match message {
        Message::Ais { message, .. } => ais::write(object, message),
        Message::Radar(target) => radar::write(object, target),
        Message::Instrument(said) => instrument::write(object, said),
        Message::Row(row) => position_row::write(object, row),
    }
}

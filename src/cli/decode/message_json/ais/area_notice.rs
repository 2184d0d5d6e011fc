use super::payload_fields::{direction, moment_at, number};
use crate::cli::decode::json::{Object, decimal};
use crate::cli::decode::message_json::fields::{DEGREE_PLACES, MEASURE_PLACES};
use crate::decode::ais::application::{AreaNotice, Leg, Outline, Shape, SubArea};
use crate::domain::{Metres, Position};

pub(super) fn write(object: &mut Object<'_>, m: &AreaNotice) {
    object.integer("message_linkage_id", i64::from(m.message_linkage_id));
    object.text("notice_description", m.notice_description.as_str());
    object.integer("notice_description_code", i64::from(m.notice_description.code()));
    moment_at(object, "start", m.start);
    number(object, "duration", m.duration_minutes);
    object.array("sub_areas", m.sub_areas.iter(), sub_area);
}

fn sub_area(object: &mut Object<'_>, sub_area: &SubArea) {
    match sub_area {
        SubArea::Shape(place) => shape(object, place),
        SubArea::AssociatedText(text) => {
            object.plain("shape", "text");
            object.text("text", Some(text.trim_end()));
        }
        SubArea::Reserved { code } => object.integer("shape_code", i64::from(*code)),
    }
}

/// The lengths and angles as sent, and as `geometry` what they come to on the earth.
fn shape(object: &mut Object<'_>, shape: &Shape) {
    match *shape {
        Shape::Circle { radius, .. } => {
            object.plain("shape", "circle");
            length(object, "radius", radius);
        }
        Shape::Rectangle { east, north, orientation, .. } => {
            object.plain("shape", "rectangle");
            length(object, "east_dimension", east);
            length(object, "north_dimension", north);
            direction(object, "orientation", orientation);
        }
        Shape::Sector { radius, left, right, .. } => {
            object.plain("shape", "sector");
            length(object, "radius", radius);
            direction(object, "left_boundary", left);
            direction(object, "right_boundary", right);
        }
        Shape::Polyline { ref legs, .. } => {
            object.plain("shape", "polyline");
            object.array("legs", legs.iter(), leg);
        }
        Shape::Polygon { ref legs, .. } => {
            object.plain("shape", "polygon");
            object.array("legs", legs.iter(), leg);
        }
    }
    if let Some(outline) = shape.outline() {
        object.object("geometry", |inner| geometry(inner, &outline));
    }
}

fn leg(object: &mut Object<'_>, leg: &Leg) {
    direction(object, "bearing", Some(leg.bearing));
    length(object, "distance", leg.distance);
}

fn length(object: &mut Object<'_>, name: &str, length: Metres) {
    object.decimal(name, length.get(), MEASURE_PLACES);
}

/// A geometry of GeoJSON: longitude first.
fn geometry(object: &mut Object<'_>, outline: &Outline) {
    match outline {
        Outline::Point(at) => {
            object.plain("type", "Point");
            object.written("coordinates", |out| coordinate(out, *at));
        }
        Outline::Line(points) => {
            object.plain("type", "LineString");
            object.written("coordinates", |out| coordinates(out, points));
        }
        Outline::Ring(points) => {
            object.plain("type", "Polygon");
            object.written("coordinates", |out| {
                out.push(b'[');
                coordinates(out, points);
                out.push(b']');
            });
        }
    }
}

fn coordinates(out: &mut Vec<u8>, points: &[Position]) {
    out.push(b'[');
    for (nth, &point) in points.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        coordinate(out, point);
    }
    out.push(b']');
}

fn coordinate(out: &mut Vec<u8>, at: Position) {
    out.push(b'[');
    decimal(out, at.longitude(), DEGREE_PLACES);
    out.push(b',');
    decimal(out, at.latitude(), DEGREE_PLACES);
    out.push(b']');
}

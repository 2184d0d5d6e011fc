//! The alert book as its users see it: detections and acts in, transitions out.

mod acts;
mod bounds;
mod incidents;
mod lifecycle;
mod muting;
mod news;
mod restart;
mod scene;
mod several;

use std::collections::HashMap;

use picket::domain::{Report, ReportBody, Subject};
use rstar::{AABB, RTree, RTreeObject};

/// One nautical mile in degrees of latitude.
const REACH: f64 = 1.0 / 60.0;

/// The plainest peer: every vessel in an R-tree, moved by removing and inserting, and every report
/// asks who is within a nautical mile (a square, as the fastest do it).
#[derive(Default)]
pub(crate) struct RoamingFence {
    tree: RTree<Vessel>,
    places: HashMap<u32, [f64; 2]>,
}

#[derive(PartialEq)]
struct Vessel {
    mmsi: u32,
    place: [f64; 2],
}

impl RTreeObject for Vessel {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.place)
    }
}

impl RoamingFence {
    /// Takes a report in; how many others are near.
    pub(crate) fn report(&mut self, report: &Report) -> u64 {
        let (Subject::Ais(mmsi), ReportBody::Position(position)) = (report.subject, &report.body)
        else {
            return 0;
        };
        let Some(position) = position.position else { return 0 };
        let mmsi = mmsi.get();
        let place = [position.longitude(), position.latitude()];
        if let Some(old) = self.places.insert(mmsi, place) {
            self.tree.remove(&Vessel { mmsi, place: old });
        }
        self.tree.insert(Vessel { mmsi, place });
        let wide = REACH / place[1].to_radians().cos().max(0.01);
        let near = AABB::from_corners(
            [place[0] - wide, place[1] - REACH],
            [place[0] + wide, place[1] + REACH],
        );
        self.tree.locate_in_envelope(near).filter(|other| other.mmsi != mmsi).count() as u64
    }
}

//! OGC API - Features (OGC 17-069r4, Part 1: core, GeoJSON, HTML, OpenAPI 3.0) over the same
//! questions as `/api/v1`: QGIS, GDAL and `OWSLib` open it as they are.

mod alerts;
mod api;
mod areas;
mod asked;
mod caller;
mod collection;
pub(crate) mod documents;
mod html;
pub(crate) mod items;
mod naming;
mod reply;

use serde_json::{Value, json};

use super::asked::{LIMIT_DEFAULT, LIMIT_MAX};
use super::collection::Collection;

/// The OpenAPI 3.0 document of `/ogc`.
pub(super) fn document() -> Value {
    let answer = |description: &str, media_type: &str| {
        json!({"200": {"description": description, "content": {
            media_type: {"schema": {"type": "object"}},
            "text/html": {"schema": {"type": "string"}},
        }}})
    };
    let simple = |id: &str, summary: &str| {
        json!({"get": {
            "operationId": id, "summary": summary,
            "parameters": [{"$ref": "#/components/parameters/f"}],
            "responses": answer(summary, "application/json"),
        }})
    };
    let mut paths = serde_json::Map::new();
    for (path, id, summary) in [
        ("/", "landing", "Landing page"),
        ("/conformance", "conformance", "Conformance classes"),
        ("/api", "api", "This document"),
        ("/collections", "collections", "All collections"),
    ] {
        paths.insert(path.to_owned(), simple(id, summary));
    }
    for collection in Collection::ALL {
        let (id, title) = (collection.id(), collection.title());
        let at = format!("/collections/{id}");
        let queryables = json!({"get": {
            "operationId": format!("{id}.queryables"), "summary": title,
            "responses": answer("JSON Schema", "application/schema+json"),
        }});
        paths.insert(format!("{at}/queryables"), queryables);
        let filters = collection.queryables().iter().map(|(name, text)| {
            json!({"name": name, "in": "query", "description": text, "required": false,
                "schema": {"type": "string"}, "style": "form", "explode": false})
        });
        let shared = ["bbox", "datetime", "limit", "cursor", "f"];
        let shared = shared.map(|name| json!({"$ref": format!("#/components/parameters/{name}")}));
        let parameters: Vec<Value> = shared.into_iter().chain(filters).collect();
        let items = json!({"get": {
            "operationId": format!("{id}.items"), "summary": collection.description(),
            "parameters": parameters, "responses": answer("Features", "application/geo+json"),
        }});
        let one = json!({"get": {
            "operationId": format!("{id}.item"), "summary": title,
            "parameters": [
                {"name": "featureId", "in": "path", "required": true, "schema": {"type": "string"}},
                {"$ref": "#/components/parameters/f"},
            ],
            "responses": answer("A feature", "application/geo+json"),
        }});
        paths.insert(at.clone(), simple(id, title));
        paths.insert(format!("{at}/items"), items);
        paths.insert(format!("{at}/items/{{featureId}}"), one);
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Picket: OGC API - Features", "version": env!("CARGO_PKG_VERSION")},
        "servers": [{"url": "/ogc"}],
        "paths": paths,
        "components": {"parameters": {
            "bbox": {"name": "bbox", "in": "query", "required": false, "style": "form", "explode": false,
                "description": "west,south,east,north; west above east crosses the antimeridian",
                "schema": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}},
            "datetime": {"name": "datetime", "in": "query", "required": false, "style": "form", "explode": false,
                "description": "A time, or an interval with a slash", "schema": {"type": "string"}},
            "limit": {"name": "limit", "in": "query", "required": false, "style": "form", "explode": false,
                "schema": {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT}},
            "cursor": {"name": "cursor", "in": "query", "required": false,
                "description": "As in the link to the next page", "schema": {"type": "string"}},
            "f": {"name": "f", "in": "query", "required": false,
                "schema": {"type": "string", "enum": ["json", "html"]}},
        }},
    })
}

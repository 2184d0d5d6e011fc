use std::fmt::Write as _;

use serde_json::Value;

use crate::http::pages::{Escaped, page as whole};

/// Deeper than any document here is.
const DEPTH_MAX: usize = 8;

/// A document for people: names with values, links as links.
pub(super) fn page(title: &str, document: &Value) -> String {
    let mut html = String::new();
    put(&mut html, document, 0);
    whole(title, &html)
}

fn put(html: &mut String, value: &Value, depth: usize) {
    if depth > DEPTH_MAX {
        return;
    }
    let written = match value {
        Value::Object(members) if members.contains_key("href") => {
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            let href = text("href").unwrap_or_default();
            let title = text("title").unwrap_or(href);
            write!(html, "<a href=\"{}\">{}</a>", Escaped(href), Escaped(title))
        }
        Value::Object(members) => {
            html.push_str("<dl>");
            for (name, value) in members {
                write!(html, "<dt>{}</dt><dd>", Escaped(name)).expect("a String takes every write");
                put(html, value, depth + 1);
                html.push_str("</dd>");
            }
            write!(html, "</dl>")
        }
        Value::Array(items) if items.iter().all(Value::is_number) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            write!(html, "{}", Escaped(items.join(", ")))
        }
        Value::Array(items) => {
            html.push_str("<ul>");
            for item in items {
                html.push_str("<li>");
                put(html, item, depth + 1);
                html.push_str("</li>");
            }
            write!(html, "</ul>")
        }
        Value::Null => write!(html, "-"),
        Value::String(text) => write!(html, "{}", Escaped(text)),
        other => write!(html, "{other}"),
    };
    written.expect("a String takes every write");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_vessels_say_of_themselves_stays_text() {
        let html = page("x", &json!({"name": "<script>", "links": [{"href": "/ogc?a=\"b\""}]}));
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"), "{html}");
        assert!(html.contains("href=\"/ogc?a=&quot;b&quot;\""), "{html}");
    }
}

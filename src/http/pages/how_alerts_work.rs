use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::response::Html;

use super::html::{Escaped, page};
use crate::detect::{Parameter, Phase, RULES, RuleSpec};

static PAGE: LazyLock<String> = LazyLock::new(|| page("How alerts work", &render(&RULES)));

/// Every rule with its limits, why they are what they are, and how a score comes about. Made from
/// the table that the rules themselves read.
#[utoipa::path(
    get,
    path = "/how-alerts-work",
    tag = "pages",
    responses((status = 200, description = "A page", content_type = "text/html"))
)]
pub(in crate::http) async fn how_alerts_work() -> Html<&'static str> {
    Html(PAGE.as_str())
}

const INTRODUCTION: &str = "<p>A rule looks at what was reported, never at the clock on the wall, \
    and raises an alert when its condition has held for long enough. The limits below are the \
    defaults; the configuration, and each watch area for itself, may state others, and sharper ones \
    for security level 2 or 3. Every alert shows each measured value beside the limit that \
    applied.</p>\n\
    <p>The <b>score</b> (0 to 100) is threat &times; vulnerability &times; consequence &times; area. \
    The phase of a rule is where its threat begins, from 2 to 10; escalation steps and \
    circumstances add to it. The priority follows from the score: below 40 <b>caution</b>, from 40 \
    <b>warning</b>, from 60 <b>alarm</b>, from 80 <b>emergency</b>, up to a \
    ceiling: an indicator or a suspicion is a warning at most (at security level 3 a suspicion an \
    alarm), an approach an alarm at most until it has come within half a nautical mile.</p>\n\
    <p>An alert is <b>unacknowledged</b> until an officer takes it up, then <b>acknowledged</b> \
    until its condition ends. One that ended before anybody looked stays as \
    <b>rtn-unacknowledged</b> (returned to normal). It comes back under the same id within ten \
    minutes; an escalation or a return asks for a new acknowledgement. Late data may <b>withdraw</b> \
    it. Silencing is no acknowledgement.</p>\n\
    <p>Alerts that stem from an exercise feed are marked EXERCISE throughout; real rules never see \
    its contacts.</p>\n";

fn render(rules: &[RuleSpec]) -> String {
    let mut html = INTRODUCTION.to_owned();
    html.push_str("<ul class=\"contents\">\n");
    for rule in rules {
        writeln!(html, "<li><a href=\"#{0}\">{0}</a></li>", rule.id)
            .expect("a String takes every write");
    }
    html.push_str("</ul>\n");
    for rule in rules {
        html.push_str(&section(rule));
    }
    html
}

fn section(rule: &RuleSpec) -> String {
    let mut html = format!(
        "<section id=\"{id}\"><h2><a href=\"#{id}\">{id}</a> <small>version {version}</small></h2>\n\
         <p class=\"lead\">{summary}</p>\n<dl>\n<dt>Raises</dt><dd>{raises}</dd>\n\
         <dt>Clears</dt><dd>{clears}</dd>\n<dt>Phase</dt><dd>{phase}</dd>\n\
         <dt>Source</dt><dd>{source}</dd>\n</dl>\n",
        id = rule.id,
        version = Escaped(rule.version),
        summary = marked(rule.summary),
        raises = marked(rule.raises),
        clears = marked(rule.clears),
        phase = phase(rule.phase),
        source = marked(rule.source),
    );
    if !rule.parameters.is_empty() {
        html.push_str(
            "<table><thead><tr><th>Limit</th><th class=\"number\">Default</th><th class=\"number\">From</th>\
             <th class=\"number\">To</th>\
             <th>What it limits</th></tr></thead>\n<tbody>\n",
        );
        for parameter in rule.parameters {
            html.push_str(&row(parameter));
        }
        html.push_str("</tbody></table>\n");
    }
    html.push_str("</section>\n");
    html
}

fn row(parameter: &Parameter) -> String {
    let Parameter { key, unit, default, min, max, text } = parameter;
    let mut html = format!("<tr><td><code>{}</code></td>", Escaped(key));
    for value in [default, min, max] {
        write!(html, "<td class=\"number\">{value} {}</td>", Escaped(unit))
            .expect("a String takes every write");
    }
    html + &format!("<td>{}</td></tr>\n", marked(text))
}

/// A text of the rule table, whose names of limits stand between backticks.
fn marked(text: &str) -> String {
    let mut html = String::new();
    for (nth, part) in text.split('`').enumerate() {
        let (open, close) = if nth % 2 == 1 { ("<code>", "</code>") } else { ("", "") };
        write!(html, "{open}{}{close}", Escaped(part)).expect("a String takes every write");
    }
    html
}

const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Indicator => "indicator (threat from 2)",
        Phase::Suspicious => "suspicious (threat from 4)",
        Phase::Approach => "approach (threat from 6)",
        Phase::Alongside => "alongside (threat from 8)",
        Phase::Distress => "distress or control lost (threat 10)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RuleId;

    #[test]
    fn what_stands_between_backticks_is_code_and_none_is_left_on_the_page() {
        let html = marked("at `sog_kn_min` or < `sog_kn_max`");
        assert_eq!(html, "at <code>sog_kn_min</code> or &lt; <code>sog_kn_max</code>");
        assert!(!PAGE.contains('`'));
    }

    #[test]
    fn a_rule_is_shown_with_all_it_declares() {
        static PARAMETERS: [Parameter; 1] = [Parameter {
            key: "sog_kn_min",
            unit: "kn",
            default: 15.0,
            min: 1.0,
            max: 60.0,
            text: "speed < of the craft",
        }];
        let rule = RuleSpec {
            id: RuleId::FastApproach,
            version: "3",
            phase: Phase::Approach,
            summary: "A fast craft closes.",
            raises: "it does",
            clears: "it does not",
            source: "BMP & others",
            on_in: &[],
            exempt_in: &[],
            parameters: &PARAMETERS,
        };
        let html = section(&rule);
        for part in [
            "<section id=\"fast-approach\">",
            "version 3",
            "A fast craft closes.",
            "<dd>it does</dd>",
            "<dd>it does not</dd>",
            "<dd>BMP &amp; others</dd>",
            "<code>sog_kn_min</code></td><td class=\"number\">15 kn</td>",
            "speed &lt; of the craft",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }
}

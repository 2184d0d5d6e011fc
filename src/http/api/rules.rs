use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::areas::AreaKind;
use crate::detect::{Phase, RULES, RuleSpec};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;

/// A rule with its limits.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Rule {
    /// Its name.
    id: &'static str,
    /// Raised whenever the same input may give other alerts.
    version: &'static str,
    /// `indicator`, `suspicious`, `approach`, `alongside` or `distress`.
    phase: &'static str,
    /// What it reports, in a sentence.
    text: &'static str,
    /// When it raises.
    raises: &'static str,
    /// When it clears.
    clears: &'static str,
    /// Where its figures come from.
    source: &'static str,
    /// Kinds of area in which it is on unless somebody says otherwise.
    on_in: Vec<&'static str>,
    /// Kinds of area in which nobody is judged by it.
    exempt_in: Vec<&'static str>,
    /// Its limits.
    params: Vec<Parameter>,
}

/// A limit of a rule.
#[derive(Debug, Serialize, ToSchema)]
struct Parameter {
    /// Its key in configurations and areas.
    name: &'static str,
    /// `kn`, `nm`, `s`, `deg`, `count` ...
    unit: &'static str,
    /// Value where nobody says otherwise.
    default: f64,
    /// Smallest value.
    min: f64,
    /// Largest value.
    max: f64,
    /// Where the figure comes from: the rule's source.
    source: &'static str,
    /// What it limits.
    text: &'static str,
}

/// The rule table: every rule with its limits, their units, defaults, ranges and meaning.
#[utoipa::path(
    get,
    path = "/api/v1/rules",
    tag = "watch areas",
    responses((status = 200, description = "All rules, in the order of the catalogue", body = [Rule], content_type = "application/json"))
)]
pub(in crate::http) async fn list(parameters: Parameters) -> Result<Json<Vec<Rule>>, Problem> {
    parameters.finish()?;
    Ok(Json(RULES.iter().map(Rule::from).collect()))
}

impl From<&RuleSpec> for Rule {
    fn from(spec: &RuleSpec) -> Self {
        let params = spec.parameters.iter().map(|parameter| Parameter {
            name: parameter.key,
            unit: parameter.unit,
            default: parameter.default,
            min: parameter.min,
            max: parameter.max,
            source: spec.source,
            text: parameter.text,
        });
        let kinds = |kinds: &[AreaKind]| kinds.iter().map(|kind| kind.as_str()).collect();
        Self {
            id: spec.id.as_str(),
            version: spec.version,
            phase: phase(spec.phase),
            text: spec.summary,
            raises: spec.raises,
            clears: spec.clears,
            source: spec.source,
            on_in: kinds(spec.on_in),
            exempt_in: kinds(spec.exempt_in),
            params: params.collect(),
        }
    }
}

const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Indicator => "indicator",
        Phase::Suspicious => "suspicious",
        Phase::Approach => "approach",
        Phase::Alongside => "alongside",
        Phase::Distress => "distress",
    }
}

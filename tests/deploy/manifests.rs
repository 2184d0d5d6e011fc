//! Compose file and Kubernetes manifests: read as YAML, by the schemas of Kubernetes, and held
//! against the image and the configuration that they run.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Prints every document of a YAML file as a line of JSON; with a version, after Kubernetes's own
/// schemas of that version have taken it, unknown members refused.
const READ: &str = r"
import json, sys, yaml
path, version = sys.argv[1:]
for document in yaml.safe_load_all(open(path)):
    if version:
        import kubernetes_validate
        kubernetes_validate.validate(document, version, strict=True)
    print(json.dumps(document))
";

/// The documents of a file, if the Python of the tests is here.
fn documents(file: &str, kubernetes: &str) -> Option<Vec<Value>> {
    let python = Path::new(ROOT).join("target/tools/python/bin/python3");
    let file = Path::new(ROOT).join("deploy").join(file);
    let output = Command::new(&python).args(["-c", READ]).arg(&file).arg(kubernetes).output();
    let Ok(output) = output else {
        let required = std::env::var_os("PICKET_REQUIRE_PEERS").is_some();
        assert!(!required, "{} is missing; `make test` makes it", python.display());
        eprintln!("skipped: {} is missing; `make test` makes it", python.display());
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", file.display());
    let lines = String::from_utf8(output.stdout).expect("text");
    Some(lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
}

#[test]
fn kubernetes_takes_the_manifests_and_they_fit_the_image() {
    let Some(documents) = documents("kubernetes/picket.yaml", "1.33") else { return };
    let of = |kind: &str| {
        let found = documents.iter().find(|document| document["kind"] == kind);
        found.unwrap_or_else(|| panic!("no {kind}"))
    };
    let pod = &of("StatefulSet")["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    let dockerfile = include_str!("../../deploy/Dockerfile");
    let user = pod["securityContext"]["runAsUser"].as_u64().expect("a user");
    assert!(dockerfile.contains(&format!("USER {user}:{user}\n")), "another user than the image's");
    assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(container["image"], format!("picket:{version}"), "not this version");

    // Every port that a probe or the service names is one that the image listens on.
    let ports = container["ports"].as_array().expect("ports");
    let configuration = include_str!("../../deploy/container/picket.toml");
    for port in ports {
        let listens = format!("\"0.0.0.0:{}\"", port["containerPort"]);
        assert!(configuration.contains(&listens), "nothing listens on {listens}");
    }
    let named = |name: &Value| ports.iter().any(|port| port["name"] == *name);
    for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
        assert!(named(&container[probe]["httpGet"]["port"]), "{probe}");
    }
    for port in of("Service")["spec"]["ports"].as_array().expect("ports") {
        assert!(named(&port["targetPort"]), "{port}");
    }
    for mount in container["volumeMounts"].as_array().expect("mounts") {
        let claims = of("StatefulSet")["spec"]["volumeClaimTemplates"].as_array().expect("claims");
        let volumes = pod["volumes"].as_array().expect("volumes");
        let kept = claims.iter().map(|claim| &claim["metadata"]["name"]);
        let mut mountable = kept.chain(volumes.iter().map(|volume| &volume["name"]));
        assert!(mountable.any(|name| *name == mount["name"]), "{mount}");
    }
}

#[test]
fn compose_runs_the_image_without_rights_and_mounts_what_is_there() {
    let Some(documents) = documents("compose.yaml", "") else { return };
    let services = documents[0]["services"].as_object().expect("services");
    assert_eq!(services.keys().collect::<Vec<_>>(), ["grafana", "picket", "prometheus"]);
    let deploy = Path::new(ROOT).join("deploy");
    let picket = &services["picket"];
    assert!(deploy.join(picket["build"]["context"].as_str().expect("a path")).is_dir());
    assert_eq!(picket["read_only"], true);
    assert_eq!(picket["cap_drop"][0], "ALL");
    let volumes = documents[0]["volumes"].as_object().expect("volumes");
    for (name, service) in services {
        for mount in service["volumes"].as_array().expect("volumes") {
            let source =
                mount.as_str().and_then(|mount| mount.split(':').next()).expect("a source");
            let there = volumes.contains_key(source) || deploy.join(source).exists();
            assert!(there, "{name}: nothing at {source}");
        }
        for port in service["ports"].as_array().into_iter().flatten() {
            let port = port.as_str().expect("text");
            assert!(port.starts_with("127.0.0.1:"), "{name}: {port} is open to everybody");
        }
    }
}

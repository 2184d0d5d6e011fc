use super::{folder, load_file, said};
use crate::access::{CertificateMatch, Digest, Role};
use crate::config::{Config, to_toml};

const DIGEST: &str = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn load(access: &str, rest: &str) -> (tempfile::TempDir, Result<Config, crate::config::Mistakes>) {
    let text = format!("[access]\npath = \"access.toml\"\n{rest}");
    let folder = folder(&[("picket.toml", &text), ("access.toml", access)]);
    let config = load_file(&folder.path().join("picket.toml"));
    (folder, config)
}

#[test]
fn tokens_and_certificates_are_read() {
    let access = format!(
        "[[token]]\nname = \"AB\"\nrole = \"officer\"\ndigest = \"{DIGEST}\"\nareas = [\"aden\"]\n\
         expires = 2099-01-01T00:00:00Z\n[[certificate]]\nname = \"bridge\"\nrole = \"viewer\"\n\
         dns_name = \"bridge.example\"\n"
    );
    let (_folder, config) = load(&access, "[http]\nlisten = \"0.0.0.0:8080\"\n");
    let config = config.unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let list = config.access.list.as_ref().expect("a list");
    assert_eq!((&*list.tokens[0].name, list.tokens[0].role), ("AB", Role::Officer));
    assert!(list.tokens[0].digest == Digest::of(b"abc"));
    let bridge = CertificateMatch::DnsName("bridge.example".to_owned());
    assert_eq!(list.certificates[0].matching, bridge);
    let printed = to_toml(&config);
    assert!(printed.contains("access.toml") && !printed.contains("ba7816"), "{printed}");
}

#[test]
fn every_mistake_of_the_access_file_has_its_place_and_shows_no_secret() {
    let access = "[[token]]\nname = \"AB\"\nrole = \"oficer\"\ndigest = \"picket_0123\"\nexpire = 1\n\
                  [[token]]\nname = \"AB\"\nrole = \"viewer\"\nexpires = \"soon\"\n\
                  [[certificate]]\nname = \" x\"\nrole = \"viewer\"\n[tokens]\n";
    let (folder, config) = load(access, "");
    let said = said(config, folder.path());
    assert_eq!(
        said,
        [
            "access.toml:3:8: token[0].role: \"oficer\" is none of viewer, analyst, officer, \
             administrator; did you mean \"officer\"?",
            "access.toml:4:10: token[0].digest: is no digest: expected sha256: and 64 hexadecimal \
             digits",
            "access.toml:5:1: token[0].expire: unknown key; did you mean \"expires\"?",
            "access.toml:6:1: token[1].digest: missing: what `picket token new` wrote",
            "access.toml:7:8: token[1].name: \"AB\" is already the name of an entry in \
             access.toml:2",
            "access.toml:9:11: token[1].expires: \"soon\" is no time: write it as in \
             2027-01-31T00:00:00Z",
            "access.toml:10:1: certificate[0].fingerprint: missing: fingerprint or dns_name says \
             which certificate",
            "access.toml:11:8: certificate[0].name: \" x\" is no name: write 1 to 64 characters, \
             first and last no space, without control characters",
            "access.toml:13:2: tokens: unknown key; did you mean \"token\"?",
        ],
        "{said:#?}"
    );
}

#[test]
fn beyond_this_machine_somebody_has_to_be_able_to_enter() {
    let listen = "[http]\nlisten = \"0.0.0.0:8080\"\n";
    let expired = format!(
        "[[token]]\nname = \"AB\"\nrole = \"officer\"\ndigest = \"{DIGEST}\"\n\
         expires = 2020-01-01T00:00:00Z\n"
    );
    let (folder, config) = load(&expired, listen);
    let found = said(config, folder.path());
    assert!(found[0].contains("nobody in the access file can enter"), "{found:?}");
    let folder = super::folder(&[("picket.toml", listen)]);
    let found = said(load_file(&folder.path().join("picket.toml")), folder.path());
    assert!(found[0].contains("make a token by `picket token new`"), "{found:?}");
    let missing = super::folder(&[("picket.toml", "[access]\npath = \"access.toml\"\n")]);
    let found = said(load_file(&missing.path().join("picket.toml")), missing.path());
    assert!(found[0].ends_with("`picket token new` makes it"), "{found:?}");
}

//! What is read in a `pnpm-workspace.yaml`, and what is told of it.

use super::*;

fn of(kind: LayerKind, text: &str) -> (Vec<String>, Vec<String>) {
    let path = Path::new("/p/pnpm-workspace.yaml");
    let mut yaml = Yaml::read(kind, path);
    yaml.add(path, text);
    let set = yaml.layer.settings().iter();
    let set = set.map(|one| format!("{}={}", one.key, one.value.to_text()));
    let named = yaml
        .named
        .iter()
        .map(|(registry, line)| format!("{registry} {line}"));
    let found = yaml.findings.iter().map(ToString::to_string);
    (set.chain(named).collect(), found.collect())
}

#[test]
fn registries_and_ways_are_read_under_npms_names() {
    for (text, want) in [
        ("registry: https://h", &["registry=https://h/"][..]),
        (
            "registries:\n  default: https://h/\n  '@s': https://s",
            &["registry=https://h/", "@s:registry=https://s/"],
        ),
        (
            "registries:\n  https://h/:\n    scopes: ['@', '@s']\n    prefix: w",
            &[
                "registry=https://h/",
                "@s:registry=https://h/",
                "https://h/ 4",
            ],
        ),
        ("namedRegistries:\n  w: https://w/", &["https://w/ 2"]),
        (
            "httpsProxy: http://p/\nstrictSsl: false",
            &["https-proxy=http://p/", "strict-ssl=false"],
        ),
        ("registry: ${X}", &[]),
    ] {
        assert_eq!(of(LayerKind::Project, text).0, want, "{text}");
    }
    let tokens = "_auth:\n  https://h/:\n    '@':\n      authToken: canary\n";
    assert_eq!(of(LayerKind::User, tokens).0, ["//h/:_authToken=given"]);
}

#[test]
fn what_runs_or_is_not_known_is_told() {
    for (text, want) in [
        (
            "packages:\n  - a/*\ncatalog:\n  x: ^1.0.0\noverrides:\n  y: 1\n",
            0,
        ),
        ("pnpmfile: x.cjs", 1),
        ("configDependencies:\n  x: 1.0.0", 1),
        ("pnprServer: https://e/", 1),
        ("newSetting: https://e/", 1),
        ("{packages: [a]}", 1),
        ("registries: {default: https://e/}", 1),
        ("registry: !!str https://e/", 1),
    ] {
        let (_, found) = of(LayerKind::Project, text);
        assert_eq!(found.len(), want, "{text}: {found:?}");
    }
    assert!(HARMLESS.is_sorted());
}

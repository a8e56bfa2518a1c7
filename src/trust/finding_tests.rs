//! Tests of `finding`: the findings of a project, directly and through settings that npm passes on.

use super::*;
use crate::npmrc::testing::{nested, recorded};
use crate::npmrc::{NpmVersion, Outer};

type Variables = &'static [(&'static str, &'static str)];

fn found(project: &str, user: &str, env: Variables, flags: &[&str], outer: &Outer) -> Vec<String> {
    let config = nested(project, user, NpmVersion::Npm12, env, flags, outer);
    project_findings(&config)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_variable_that_repeats_a_line_of_the_project_is_that_line() {
    let nothing = recorded(NpmVersion::Npm12, &[], &[]);
    let cases: [(&str, Variables); 6] = [
        ("proxy=http://e:1", &[("npm_config_proxy", "http://e:1/")]),
        ("cafile=./ca.pem", &[("npm_config_cafile", "/p/ca.pem")]),
        ("noproxy=a,b", &[("npm_config_noproxy", "a\n\nb")]),
        ("ca[]=A\nca[]=B", &[("npm_config_ca", "A\n\nB")]),
        ("userconfig=./u", &[("npm_config_userconfig", "/p/u")]),
        ("globalconfig=./g", &[("npm_config_globalconfig", "/p/g")]),
    ];
    for (project, env) in cases {
        for outer in [&nothing, &Outer::Unknown] {
            let found = found(project, "", env, &[], outer);
            assert_eq!(found.len(), 1, "{project} {found:?}");
            assert!(found[0].starts_with("/p/.npmrc line "), "{found:?}");
        }
    }
}

#[test]
fn options_of_node_are_a_projects_word_where_they_are_in_force() {
    let nothing = recorded(NpmVersion::Npm12, &[], &[]);
    let line = "node-options=--require ./x.cjs";
    let said: Variables = &[("npm_config_node_options", "--require ./x.cjs")];
    assert_eq!(
        found(line, "", &[], &[], &Outer::Nothing),
        [""; 0],
        "npm itself does not run with them"
    );
    let want = "/p/.npmrc line 1, node-options: loads code into the npm of scripts, where the credential is";
    for outer in [&nothing, &Outer::Unknown] {
        assert_eq!(found(line, "", said, &[], outer), [want]);
        assert_eq!(
            found(line, line, said, &[], outer),
            [""; 0],
            "the user says so too"
        );
    }
    let mine = recorded(NpmVersion::Npm12, said, &[]);
    assert_eq!(
        found("", "", said, &[], &mine),
        [""; 0],
        "exported by the user"
    );
    let harmless: Variables = &[("npm_config_node_options", "--max-old-space-size=4096")];
    assert_eq!(
        found(
            "node-options=--max-old-space-size=4096",
            "",
            harmless,
            &[],
            &nothing
        ),
        [""; 0]
    );
    // A command that may run scripts is asked about the line itself.
    let config = nested(line, "", NpmVersion::Npm12, &[], &[], &Outer::Nothing);
    let asked: Vec<String> = script_findings(&config)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(asked, [want]);
}

#[test]
fn what_a_script_sets_is_named_and_what_npm_sets_by_itself_is_nothing() {
    let nothing = recorded(NpmVersion::Npm12, &[], &[]);
    let usual: Variables = &[
        ("npm_config_userconfig", "/h/.npmrc"),
        ("npm_config_globalconfig", "/n/etc/npmrc"),
        ("npm_config_prefix", "/n"),
        ("npm_config_noproxy", ""),
        ("npm_config_registry", "https://a/"),
        ("npm_config_https_proxy", "http://mine:1/"),
        ("npm_config_strict_ssl", "true"),
    ];
    let user = "registry=https://a/\nhttps-proxy=http://mine:1\n";
    for outer in [&nothing, &Outer::Unknown] {
        assert_eq!(found("", user, usual, &[], outer), [""; 0]);
    }
    let said = found(
        "",
        user,
        &[("npm_config_https_proxy", "http://e:1")],
        &[],
        &nothing,
    );
    assert_eq!(
        said,
        ["npm_config_https_proxy, which a script set: changes the way to every registry"]
    );
}

#[test]
fn a_flag_that_a_script_sets_is_named_and_one_that_a_person_types_is_not() {
    let nothing = recorded(NpmVersion::Npm12, &[], &[]);
    let user = "registry=https://a/\nhttps-proxy=http://mine:1\n";
    let typed = found(
        "",
        user,
        &[],
        &["view", "x", "--strict-ssl=false"],
        &nothing,
    );
    assert_eq!(
        typed,
        ["--strict-ssl, which a script set: changes the way to every registry"]
    );
    let typed = found(
        "",
        user,
        &[],
        &["view", "x", "--strict-ssl=false"],
        &Outer::Nothing,
    );
    assert_eq!(typed, [""; 0], "typed by a person");
    let registry = found(
        "",
        user,
        &[],
        &["publish", "--registry=https://b/"],
        &nothing,
    );
    assert_eq!(registry, [""; 0], "a script may name a registry");
    let clear = found(
        "",
        user,
        &[],
        &["publish", "--registry=http://a/"],
        &nothing,
    );
    assert_eq!(
        clear,
        ["--registry, which a script set: sends your credential to http://a/ unencrypted"]
    );
}

#[test]
fn a_global_config_that_the_project_names_counts_beside_a_variable() {
    let image: Variables = &[("npm_config_globalconfig", "/img/npmrc")];
    assert_eq!(
        found("globalconfig=./evil", "", image, &[], &Outer::Nothing).len(),
        1
    );
    assert_eq!(found("", "", image, &[], &Outer::Nothing), [""; 0]);
}

#[test]
fn what_says_nothing_new_is_nothing() {
    for line in [
        "proxy=null",
        "noproxy=",
        "strict-ssl=true",
        "ca=null",
        "registry=https://registry.npmjs.org/",
    ] {
        assert_eq!(
            found(line, "", &[], &[], &Outer::Nothing),
            [""; 0],
            "{line}"
        );
    }
    assert_eq!(
        found(
            "https-proxy=null",
            "https-proxy=http://mine/",
            &[],
            &[],
            &Outer::Nothing
        )
        .len(),
        1
    );
}

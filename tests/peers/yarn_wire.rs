//! Which registry yarn 1 asks, and with which credential.
//!
//! Each credential is seen at its own registry alone, and what the user gave wins. A project
//! changes nothing that the user has not allowed.

use super::hostile::assert_told_of_an_unencrypted_address;
use super::settings::{assert_each_at_its_own, assert_each_leads, set};
use super::stub::Stub;
use super::wire::{heard, own, with_scopes};
use super::world::{World, YARN};

fn world() -> (World<Stub>, Stub, Stub) {
    with_scopes(World::beside(YARN, Stub::listen()))
}

#[test]
fn each_credential_is_seen_at_its_own_registry_alone() {
    let of_one = &["Bearer token-of-one"][..];
    let of_two = &["Bearer token-of-two"][..];
    let cases = [
        ("yarn info @one/x", of_one, &[][..]),
        ("yarn info @two/x", &[], of_two),
        ("yarn info x", &[], &[]),
        ("yarn add @two/x", &[], of_two),
        ("yarn tag add @one/x@1.0.0 y", of_one, &[]),
        // It would send the same to the registry of all others, whoever is asked for.
        ("yarn owner add kim @one/x", &[], &[]),
    ];
    assert_each_at_its_own(&world(), &cases);
}

#[test]
fn what_is_published_goes_where_its_manifest_says() {
    let (world, one, two) = world();
    for (config, at_one, at_two) in [
        (serde_json::json!({}), &["Bearer token-of-one"][..], &[][..]),
        (
            serde_json::json!({ "registry": two.url }),
            &[],
            &["Bearer token-of-two"],
        ),
    ] {
        let manifest = serde_json::json!({
            "name": "@one/new", "version": "1.0.0", "publishConfig": config,
        });
        let folder = world.lab.project("lib", &manifest);
        let typed = "yarn publish --non-interactive --new-version 1.0.0";
        let done = world.run(&folder, typed).run();
        let found = (heard(&one), heard(&two));
        assert_eq!(found, (own(at_one), own(at_two)), "{config}: {done}");
    }
    assert_eq!(heard(&world.lab.registry), own(&[]));
}

/// What the user says in yarn's own ways wins, and leads where it says.
#[test]
fn what_the_user_gave_wins() {
    let (world, one, _) = world();
    let folder = world.project("app", &[]);
    let (url, info) = (&*one.url, "yarn info @one/x");
    let line = |start: &str, value: &str| format!("{start}//{}/:_authToken={value}\n", one.host());
    let by_flag = format!("yarn info @none/x --registry {url}");
    let (given, whole) = (line("", "given"), line("http:", "given"));
    let (empty, open) = (line("", ""), line("", "${LAB_TOKEN}"));
    let (project, etc) = ("work/app/.npmrc", "prefix/etc/npmrc");
    let yarnrc = format!("\"@three:registry\" \"{url}\"\n");
    let scope = format!("@three:registry={url}\n");
    let (of_one, theirs) = ("Bearer token-of-one", "Bearer given");

    let three = "yarn info @three/x";
    assert_each_leads(
        &world,
        &folder,
        &one,
        &[
            set(info, &[], &[(project, &given)], theirs),
            set(info, &[], &[(project, &whole)], theirs),
            set(info, &[], &[(project, &empty)], of_one),
            set(info, &[], &[(project, &open)], of_one),
            set(info, &[("LAB_TOKEN", "given")], &[(project, &open)], theirs),
            set(info, &[], &[(project, "_authToken=given\n")], theirs),
            set(info, &[], &[(etc, &given)], theirs),
            set(info, &[], &[("work/.npmrc", &given)], theirs),
            set(three, &[], &[("home/.yarnrc", &yarnrc)], of_one),
            set(three, &[], &[(etc, &scope)], of_one),
            set(three, &[], &[(project, &scope)], of_one),
            set("yarn info @none/x", &[("YARN_REGISTRY", url)], &[], of_one),
            set(
                "yarn info @none/x",
                &[("NPM_CONFIG_REGISTRY", url)],
                &[],
                of_one,
            ),
            set(&by_flag, &[], &[], of_one),
        ],
    );
}

/// A file of the user's that a variable names is read, and is the variable's again below.
#[test]
fn the_users_file_may_be_elsewhere() {
    let (world, one, _) = world();
    let folder = world.project("app", &[]);
    let file = world
        .lab
        .write("other/npmrc", format!("registry={}\n", one.url));
    for name in ["NPM_CONFIG_USERCONFIG", "npm_config_userconfig"] {
        world
            .run(&folder, "yarn info @none/x")
            .env(name, &file)
            .run();
        assert_eq!(heard(&one), ["Bearer token-of-one"], "{name}");
    }
    world.assert_nobody_outside_was_asked();
}

#[test]
fn nothing_is_handed_over_until_the_user_has_allowed_it() {
    let (world, one, _) = world();
    let folder = world.project("app", &[]);
    let elsewhere = format!("@two:registry={}\n", one.url);
    let in_yarnrc = format!("\"--info.registry\" \"{}\"\n", one.url);
    for (file, text, said) in [
        (".npmrc", "cafile=evil.pem\n", "cafile"),
        (".npmrc", "[s]\nhttps-proxy=http://e/\n", "read alike"),
        (
            "../.npmrc",
            "https-proxy=http://127.0.0.1:1/\n",
            "https-proxy",
        ),
        (".npmrc", &*elsewhere, "@two:registry"),
        (
            ".yarnrc",
            "https-proxy \"http://127.0.0.1:1/\"\n",
            "https-proxy",
        ),
        (
            ".yarnrc",
            "--https-proxy \"http://127.0.0.1:2/\"\n",
            "https-proxy",
        ),
        (".yarnrc", "--har true\n", "--har"),
        (".yarnrc", "--mutex true\n--cwd \".\"\n", "--cwd"),
        (".yarnrc", "strict-ssl false, x y\n", "as plainly"),
        (".yarnrc", &*in_yarnrc, "registry"),
        (".pnp.js", "module.exports = {}\n", "runs as part of yarn"),
    ] {
        let path = world.lab.write(format!("work/app/{file}"), text);
        let can_be_allowed = !["read alike", "as plainly"].contains(&said);
        let scope = if text == elsewhere { "@two" } else { "@one" };
        let scope = if text == in_yarnrc { "@none" } else { scope };
        let typed = format!("yarn info {scope}/x");
        let done = world.run(&folder, &typed).run();
        assert!(done.err().contains(said), "{file} {text}: {done}");
        let all = heard(&one);
        assert!(
            all.iter().all(|one| one == "bare"),
            "{file} {text}: {all:?}"
        );
        if can_be_allowed {
            world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
            let done = world.run(&folder, &typed).run();
            assert!(!done.err().contains("npmcred:"), "{file} {text}: {done}");
        }
        heard(&one);
        std::fs::remove_file(path).unwrap();
    }
}

/// A yarn that the project brings is started, and is handed nothing until the user has allowed this
/// very file.
#[test]
fn a_yarn_of_the_projects_own_is_allowed_by_its_contents() {
    let (world, one, _) = world();
    let folder = world.project("app", &[]);
    let release = super::support::tools::folder().join("yarn/1/lib/node_modules/yarn/lib/cli.js");
    let text = std::fs::read_to_string(release).unwrap();
    let place = "work/app/.yarn/releases/yarn-1.22.22.cjs";
    world.lab.write(place, &text);
    let named = "yarn-path \".yarn/releases/yarn-1.22.22.cjs\"\n";
    world.lab.write("work/app/.yarnrc", named);
    let ask = || {
        let done = world.run(&folder, "yarn info @one/x").run();
        (heard(&one), done)
    };
    let (seen, done) = ask();
    assert_eq!(seen, ["bare"], "{done}");
    assert!(done.err().contains("runs as part of yarn"), "{done}");
    world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
    let (seen, done) = ask();
    assert_eq!(seen, ["Bearer token-of-one"], "{done}");
    world.lab.write(place, format!("{text}\n// changed\n"));
    assert_eq!(ask().0, ["bare"]);
}

/// A registry that only the project names is anonymous, unless something is stored for it.
#[test]
fn a_projects_registry_gets_nothing_of_others() {
    let (world, one, two) = world();
    let folder = world.project("app", &[]);
    let other = Stub::listen();
    for (file, text) in [
        (".npmrc", format!("registry={}\n", other.url)),
        (".npmrc", format!("@none:registry={}\n", other.url)),
        (".yarnrc", format!("--registry \"{}\"\n", other.url)),
    ] {
        let path = world.lab.write(format!("work/app/{file}"), &text);
        world.run(&folder, "yarn info @none/x").run();
        assert_eq!(heard(&other), ["bare"], "{text}");
        std::fs::remove_file(path).unwrap();
    }
    assert_eq!((heard(&one), heard(&two)), (own(&[]), own(&[])));
    world.assert_nobody_outside_was_asked();
}

/// A lockfile that says of one registry's package that it lies at another.
#[test]
fn an_address_at_another_registry_takes_no_credential_along() {
    let (world, one, two) = world();
    let folder = world.project("app", &["@one/x"]);
    let lock = format!(
        "# yarn lockfile v1\n\n\n\"@one/x@1.0.0\":\n  version \"1.0.0\"\n  resolved \"{}@one/x/-/x-1.0.0.tgz\"\n",
        two.url
    );
    world.lab.write("work/app/yarn.lock", lock);
    world.run(&folder, "yarn install --frozen-lockfile").run();
    let at_two = heard(&two);
    assert!(!at_two.is_empty(), "nobody was asked");
    let is_told = |one: &String| one.contains("token-of-one");
    assert!(!at_two.iter().any(is_told), "{at_two:?}");
    drop(one);
}

/// A lockfile that leads to the same host in plain text would take the token along.
#[test]
fn an_unencrypted_address_of_a_stored_host_is_found() {
    let world = World::beside(YARN, super::packages::registry());
    let lock = "x@1.0.0:\n  version \"1.0.0\"\n  resolved \"http://npm.acme.example/x.tgz#ab\"\n";
    assert_told_of_an_unencrypted_address(&world, "yarn", "yarn.lock", lock);
}

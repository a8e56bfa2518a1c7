//! Which registry bun asks, and with which credential.
//!
//! Each credential is seen at its own registry alone, and what the user gave wins. A project
//! changes nothing that the user has not allowed.

use super::hostile::assert_told_of_an_unencrypted_address;
use super::settings::{assert_each_at_its_own, assert_each_leads, set};
use super::stub::Stub;
use super::wire::{heard, own, with_scopes};
use super::world::{BUN, World};

fn world() -> (World<Stub>, Stub, Stub) {
    with_scopes(World::beside(BUN, Stub::listen()))
}

#[test]
fn each_credential_is_seen_at_its_own_registry_alone() {
    let cases = [
        ("bun info @one/x", &["Bearer token-of-one"][..], &[][..]),
        ("bun info @two/x", &[], &["Bearer token-of-two"]),
        ("bun info x", &[], &[]),
        ("bun add @two/x", &[], &["Bearer token-of-two"]),
    ];
    assert_each_at_its_own(&world(), &cases);
}

/// What the user says in bun's own ways wins, and leads where it says.
#[test]
fn what_the_user_gave_wins() {
    let (world, one, _) = world();
    let folder = world.project("app", &[]);
    let (url, info) = (&*one.url, "bun info @one/x");
    let key = format!("//{}/:_authToken", one.host());
    let line = |value: &str| format!("{key}={value}\n");
    let bunfig = |rest: &str| format!("[install.scopes]\none = {{ url = \"{url}\", {rest} }}\n");
    let by_flag = format!("bun info x --registry={url}");
    let (given, open) = (line("given"), line("${LAB_TOKEN}"));
    let (project, home) = ("work/app/.npmrc", "home/.config/.bunfig.toml");
    let default = format!("[install]\nregistry = \"{url}\"\n");
    let (token, unset) = (bunfig("token = \"given\""), bunfig("exact = true"));
    let (of_one, theirs) = ("Bearer token-of-one", "Bearer given");
    assert_each_leads(
        &world,
        &folder,
        &one,
        &[
            set(info, &[], &[(project, &given)], theirs),
            set(info, &[], &[(project, &open)], of_one),
            set(info, &[("LAB_TOKEN", "given")], &[(project, &open)], theirs),
            set(
                info,
                &[],
                &[(project, &open), ("work/app/.env", "LAB_TOKEN=given\n")],
                theirs,
            ),
            set(info, &[], &[(home, &token)], theirs),
            set(info, &[], &[(home, &unset)], of_one),
            set(info, &[], &[("work/app/bunfig.toml", &token)], theirs),
            set("bun info x", &[], &[(home, &default)], of_one),
            set("bun info x", &[("BUN_CONFIG_REGISTRY", url)], &[], of_one),
            set("bun info x", &[("npm_config_registry", url)], &[], of_one),
            set(
                "bun info x",
                &[("NPM_CONFIG_REGISTRY", url), ("BUN_CONFIG_TOKEN", "given")],
                &[],
                theirs,
            ),
            set(&by_flag, &[], &[], of_one),
        ],
    );
}

/// A file of the user's that a variable names is read, and is the variable's again below.
#[test]
fn the_users_file_may_be_elsewhere() {
    let (world, one, _) = world();
    let manifest = serde_json::json!({
        "name": "app", "version": "1.0.0", "scripts": { "postinstall": "echo $NPM_CONFIG_USERCONFIG" },
    });
    let folder = world.lab.project("app", &manifest);
    let file = world
        .lab
        .write("other/npmrc", format!("registry={}\n", one.url));
    for name in ["NPM_CONFIG_USERCONFIG", "npm_config_userconfig"] {
        world.run(&folder, "bun info x").env(name, &file).run();
        assert_eq!(heard(&one), ["Bearer token-of-one"], "{name}");
    }
    world.assert_nobody_outside_was_asked();
}

#[test]
fn nothing_is_handed_over_until_the_user_has_allowed_it() {
    let (world, one, _) = world();
    let folder = world.project("app", &[]);
    let proxy = format!("http://127.0.0.1:{}", world.outside.port);
    let elsewhere = format!("[install.scopes]\n\"@two\" = \"{}\"\n", one.url);
    for (file, text, said) in [
        (".npmrc", "cafile=evil.pem\n", "cafile"),
        (".npmrc", "; c\r[s]\ncafile=evil.pem\n", "read alike"),
        (".npmrc", "[s]\nx=y\u{2028}\ncafile=x\n", "read alike"),
        (
            "bunfig.toml",
            "[install]\ncafile = \"evil.pem\"\n",
            "cafile",
        ),
        (
            "bunfig.toml",
            "[install]\nsomeNewProxy = \"x\"\n",
            "someNewProxy",
        ),
        ("bunfig.toml", &*elsewhere, "@two:registry"),
        (".env", &*format!("HTTP_PROXY={proxy}\n"), "HTTP_PROXY"),
        (".env.local", "NODE_TLS_REJECT_UNAUTHORIZED=0\n", "NODE_TLS"),
        (".env", "BUN_CONFIG_NEW=1\n", "BUN_CONFIG_NEW"),
        ("bunfig.toml", "[[install]]\nregistry = \"x\"\n", "TOML"),
        (".env", "BUN_CONFIG_REGISTRY=\"\n", "BUN_CONFIG_REGISTRY"),
    ] {
        let path = world.lab.write(format!("work/app/{file}"), text);
        let can_be_allowed = !["TOML", "BUN_CONFIG_REGISTRY", "read alike"].contains(&said);
        let scope = if text == elsewhere { "@two" } else { "@one" };
        let done = world.run(&folder, &format!("bun info {scope}/x")).run();
        assert!(done.err().contains(said), "{file} {text}: {done}");
        let all = heard(&one);
        assert!(
            all.iter().all(|one| one == "bare"),
            "{file} {text}: {all:?}"
        );
        if can_be_allowed {
            world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
            let done = world.run(&folder, &format!("bun info {scope}/x")).run();
            assert!(!done.err().contains("npmcred:"), "{file} {text}: {done}");
        }
        heard(&one);
        std::fs::remove_file(path).unwrap();
    }
}

/// A registry that only the project names is anonymous, unless something is stored for it.
#[test]
fn a_projects_registry_gets_nothing_of_others() {
    let (world, one, two) = world();
    let folder = world.project("app", &[]);
    let other = Stub::listen();
    let bunfig = format!("[install]\nregistry = \"{}\"\n", other.url);
    let of_env = format!("NPM_CONFIG_REGISTRY={}\n", other.url);
    for (file, text) in [("bunfig.toml", bunfig), (".env", of_env)] {
        let path = world.lab.write(format!("work/app/{file}"), text);
        world.run(&folder, "bun info x").run();
        assert_eq!(heard(&other), ["bare"], "{file}");
        std::fs::remove_file(path).unwrap();
    }
    assert_eq!((heard(&one), heard(&two)), (own(&[]), own(&[])));
    world.assert_nobody_outside_was_asked();
}

/// A lockfile that leads to the same host in plain text would take the token along.
#[test]
fn an_unencrypted_address_of_a_stored_host_is_found() {
    let world = World::beside(BUN, super::packages::registry());
    let lock = "{\"packages\": {\"x\": [\"x@1.0.0\", \"http://npm.acme.example/x.tgz\", {},],},}";
    assert_told_of_an_unencrypted_address(&world, "bun", "bun.lock", lock);
}

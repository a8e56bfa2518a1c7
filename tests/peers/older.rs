//! What pnpm 7 to 10 do in another way than 11 and 12. They read npm's configuration, and start npm
//! for `view`, `whoami`, `login` and the end of a publish.

use std::fs;

use super::stub::Stub;
use super::wire::{heard, with_scopes};
use super::world::{OLDER, World};

fn registries(major: u32) -> (World<Stub>, Stub, Stub) {
    with_scopes(World::at(major, Stub::listen()))
}

/// A command, what a file says, and the token that a registry then sees.
type Said = (&'static str, &'static str, String, &'static str);

fn said(one: &Stub, default: &str) -> [Said; 6] {
    let given = format!("//{}/:_authToken=given\n", one.host());
    let to_one = format!("@other:registry={}\n", one.url);
    // pnpm reads nothing of such a file.
    let unset = format!("{given}x=${{NOT_SET}}\n");
    let host = one.host();
    let by_default = format!("{default}@other:registry=http://${{NOT-{host}}}/\n");
    let (project, rc) = ("work/app/.npmrc", "home/.config/pnpm/rc");
    let ours = "token-of-one";
    [
        ("pnpm add @one/x", project, given.clone(), "given"),
        ("pnpm add @one/x", rc, given.clone(), "given"),
        ("pnpm view @one/x", project, given, "given"),
        ("pnpm add @other/x", rc, to_one, ours),
        ("pnpm add @other/x", "home/.npmrc", by_default, ours),
        ("pnpm add @one/x", project, unset, ours),
    ]
}

/// What is there already is asked about no more, or was made by other settings.
fn forget(world: &World<Stub>) {
    let folder = world.project("app", &[]);
    drop(fs::remove_dir_all(folder.join("node_modules")));
    drop(fs::remove_file(folder.join("pnpm-lock.yaml")));
}

/// What the user says in the ways of pnpm and npm wins, and leads where it says.
#[test]
fn what_the_user_gave_wins() {
    for major in OLDER {
        let (world, one, _) = registries(major);
        let folder = world.project("app", &[]);
        let all = said(&one, &world.lab.user_config());
        for (at, (typed, file, text, want)) in all.into_iter().enumerate() {
            let path = world.lab.path(file);
            let before = fs::read(&path).ok();
            world.lab.write(file, &text);
            forget(&world);
            let done = world.run(&folder, &format!("{typed}{at}")).run();
            let of = format!("{major} {typed} {file}: {done}");
            assert_eq!(heard(&one), [format!("Bearer {want}")], "{of}");
            match before {
                Some(before) => fs::write(&path, before).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
        }
        forget(&world);
        let nerf = format!("//{}/:_authToken", one.host());
        let by_flag = format!("pnpm add @one/flag --config.{nerf}=given");
        world.run(&folder, &by_flag).run();
        assert_eq!(heard(&one), ["Bearer given"], "{major}");
        forget(&world);
        let run = world.run(&folder, "pnpm add x");
        run.env("npm_config_registry", &one.url).run();
        assert_eq!(heard(&one), ["Bearer token-of-one"], "{major}");
    }
}

/// The file that a company puts beside node counts for pnpm and for what it starts.
#[test]
fn the_global_file_is_not_lost() {
    for major in OLDER {
        let (world, one, _) = registries(major);
        let folder = world.project("app", &[]);
        let line = format!("@company:registry={}\n", one.url);
        world.lab.write("prefix/etc/npmrc", line);
        for typed in [
            "pnpm add @company/x",
            "pnpm view @company/x",
            "pnpm dlx @company/x",
        ] {
            world.run(&folder, typed).run();
            assert_eq!(heard(&one), ["Bearer token-of-one"], "{major} {typed}");
        }
        world.assert_nobody_outside_was_asked();
    }
}

/// npm's own shim serves what pnpm leaves to npm, under whichever node pnpm runs.
#[test]
fn who_logs_in_or_sets_a_token_keeps_it_in_the_store() {
    for major in OLDER {
        let world = World::at(major, super::packages::registry());
        let registry = world.lab.registry;
        let folder = world.project("app", &[]);
        let done = world.run(&folder, "pnpm whoami").run().expect(1);
        assert!(done.err().contains("ENEEDAUTH"), "{major}: {done}");
        let publish = "pnpm publish --no-git-checks";
        let done = world.run(&folder, publish).run().expect(3);
        assert!(
            done.err().contains("npmcred login --registry"),
            "{major}: {done}"
        );
        let (nerf, token) = (registry.nerf(), &registry.writer.token);
        let set = format!("pnpm config set {nerf}:_authToken {token}");
        world.run(&folder, &set).run().expect(0);
        let done = world.run(&folder, "pnpm whoami").run().expect(0);
        assert_eq!(done.out().trim(), registry.writer.name, "{major}: {done}");
        let files = world.lab.files_with(&world.needles());
        assert!(files.is_empty(), "{major}: {files:?}");
        let set = format!("pnpm config set --location project {nerf}:_authToken {token}");
        let done = world.run(&folder, &set).run().expect(7);
        assert!(done.err().contains("npmcred store"), "{major}: {done}");
        assert!(!folder.join(".npmrc").exists());
    }
}

/// The npm of the user's own choice is started, and no other.
#[test]
fn an_npm_that_the_user_named_stays() {
    for major in OLDER {
        let world = World::stored(major);
        let folder = world.project("app", &[]);
        let npm = world.lab.write("mine/npm", "#!/bin/sh\necho mine\n");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(&npm, mode).unwrap();
        let run = world.run(&folder, "pnpm whoami");
        let done = run.env("npm_config_npm_path", &npm).run().expect(0);
        assert_eq!(done.out(), "mine\n", "{major}: {done}");
    }
}

/// A project may not decide the way, nor run code inside pnpm.
#[test]
fn nothing_is_handed_over_until_the_user_has_allowed_it() {
    let older: [(&str, &str, &str); 3] = [
        (".npmrc", "pnpmfile=evil.cjs\n", "runs as part of pnpm"),
        (".npmrc", "lockfile-dir=evil\n", "runs as part of pnpm"),
        // A launcher may set it.
        (
            ".npmrc",
            "https-proxy=http://127.0.0.1:1/\nx=${NOT_SET}\n",
            "https-proxy",
        ),
    ];
    for major in OLDER {
        let world = World::stored(major);
        let folder = world.project("app", &[]);
        let publish = "pnpm publish --no-git-checks";
        for (file, text, said) in super::hostile::WORDS.iter().chain(&older) {
            let path = world.lab.write(format!("work/app/{file}"), text);
            let before = world.lab.registry.requests("app").len();
            let done = world.run(&folder, publish).run();
            assert_eq!(done.status.code(), Some(7), "{major} {file} {text}: {done}");
            assert!(done.err().contains(said), "{major} {text}: {done}");
            assert_eq!(world.lab.registry.requests("app").len(), before);
            fs::remove_file(path).unwrap();
        }
        let manifest = folder.join("package.json");
        let mut json: serde_json::Value =
            serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
        json["pnpm"] = serde_json::json!({ "configDependencies": { "evil": "1.0.0" } });
        fs::write(&manifest, json.to_string()).unwrap();
        let done = world.run(&folder, publish).run();
        assert_eq!(done.status.code(), Some(7), "{major}: {done}");
        let proxy = "https-proxy=http://127.0.0.1:1/\n";
        fs::write(&manifest, r#"{"name":"app","version":"1.0.0"}"#).unwrap();
        world.lab.write("work/app/.npmrc", proxy);
        let before = world.asked("allowed", 0).len();
        let asks = "pnpm add @priv/allowed";
        let done = world.run(&folder, asks).run();
        assert!(done.err().contains("https-proxy"), "{major}: {done}");
        let bare = world.asked("allowed", before);
        assert!(bare.iter().all(|one| one == "bare"), "{major}: {bare:?}");
        world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
        let before = world.asked("allowed", 0).len();
        world.run(&folder, asks).run().expect(0);
        world.assert_all_with_token("allowed", before);
        // The npm that ends a publish works in another folder, on a copy of that file.
        let done = world.run(&folder, publish).run();
        assert_eq!(done.status.code(), Some(7), "{major}: {done}");
        assert!(done.err().contains("https-proxy"), "{major}: {done}");
    }
}

//! Whatever files a secret files it where its owner meant it, and takes nobody's place without a
//! word.

use super::recorder::Recorder;
use super::support::Lab;
use super::support::pty::Session;
use super::ways::Way;
use super::world::{MAJORS, registry};

const TOKEN: &str = "npm_7fK2mQ9xLrT4vW8zBcD3nH6jPsY1aGeU5oXi";
const OTHER: &str = "npm_Zq1Xw2Ce3Vr4Bt5Ny6Mu7Ki8Lo9PaSdFgHjK";
const FOREIGN: &str = "https://evil.example/";

/// A world whose project names a foreign registry, on its second line.
fn cloned(major: u32) -> Lab {
    let lab = Lab::shimmed(major, registry());
    lab.project(
        "cloned",
        &serde_json::json!({ "name": "cloned", "version": "1.0.0" }),
    );
    lab.write(
        "work/cloned/.npmrc",
        format!("fund=false\nregistry={FOREIGN}\n"),
    );
    lab
}

fn registries(lab: &Lab) -> Vec<String> {
    lab.kept()
        .iter()
        .map(|one| one["registry"].as_str().unwrap().to_owned())
        .collect()
}

fn user_file(lab: &Lab) -> String {
    std::fs::read_to_string(lab.path("home/.npmrc")).unwrap()
}

/// What the keyring itself holds for a registry, asked by another program than ours.
fn secret(lab: &mut Lab, url: &str) -> String {
    let realm = url.trim_end_matches('/').to_owned();
    let mut command = lab.bus().command("secret-tool");
    let output = command
        .args(["lookup", "npmcred:realm", &realm])
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    json["secret"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_secret_without_an_address_does_not_follow_a_projects_word() {
    for major in [8, 12] {
        let lab = cloned(major);
        let project = lab.path("work/cloned");
        let bare = format!(
            "{}_auth=bWU6cGFzc3dvcmQ=\n",
            lab.user_config().replace("registry=", "@mine:registry=")
        );
        let typed = [
            lab.npmcred(&["store"]).stdin(TOKEN),
            lab.npmcred(&["login", "--with-token"]).stdin(TOKEN),
            lab.npmcred(&["login"]),
            lab.npmcred(&["login", "--json", "--no-browser"]),
            lab.npm(&project, &["config", "set", &format!("_authToken={TOKEN}")]),
            lab.npm(&project, &["set", "_auth=bWU6cGFzc3dvcmQ="]),
        ];
        for run in typed {
            let told = run.cwd(&project).run().expect(7);
            assert!(
                told.err().contains("only the project names"),
                "npm {major}: {told}"
            );
            assert!(
                told.err().contains("work/cloned/.npmrc line 2"),
                "npm {major}: {told}"
            );
            assert!(
                told.err().contains(&format!(" --registry {FOREIGN}")),
                "npm {major}: {told}"
            );
        }
        lab.write("home/.npmrc", &bare);
        for words in [
            &["migrate", "--yes"][..],
            &["migrate", "--yes", "--json"],
            &["setup", "--yes"],
        ] {
            let told = lab.npmcred(words).cwd(&project).run();
            assert_ne!(told.status.code(), Some(0), "npm {major}: {told}");
            assert_eq!(user_file(&lab), bare, "npm {major}: {told}");
        }
        assert_eq!(registries(&lab), [""; 0], "npm {major}");
    }
}

/// npm exports a project's lines to its scripts, where they look like the user's variables.
#[test]
fn a_projects_word_is_its_own_in_a_script_too() {
    for major in MAJORS {
        let lab = cloned(major);
        let project = lab.path("work/cloned");
        let line = format!(
            "printf {TOKEN} | {} store",
            super::support::tools::program().display()
        );
        let mut manifest = serde_json::json!({ "name": "cloned", "version": "1.0.0", "scripts": { "keep": line } });
        lab.project("cloned", &manifest);
        let told = lab.npm(&project, &["run", "keep"]).run().expect(7);
        assert!(
            told.err().contains("work/cloned/.npmrc line 2"),
            "npm {major}: {told}"
        );
        manifest["scripts"] = serde_json::json!({});
        for way in Way::ALL {
            let pair = format!("_authToken={TOKEN}");
            let told = way
                .start(&lab, &project, &manifest, &["config", "set", &pair])
                .run()
                .expect(7);
            assert!(
                told.err().contains("work/cloned/.npmrc line 2"),
                "npm {major}, {way:?}: {told}"
            );
        }
        assert_eq!(registries(&lab), [""; 0], "npm {major}");
    }
}

/// The user's own word for the same registry is enough, wherever it stands; so is a flag.
#[test]
fn what_the_user_names_is_filed() {
    let lab = cloned(12);
    let project = lab.path("work/cloned");
    lab.npmcred(&["store", "--registry", FOREIGN])
        .cwd(&project)
        .stdin(TOKEN)
        .run()
        .expect(0);
    lab.npmcred(&["remove", "--registry", FOREIGN])
        .run()
        .expect(0);
    lab.write(
        "home/.npmrc",
        format!("{}@evil:registry={FOREIGN}\n", lab.user_config()),
    );
    lab.npmcred(&["store"])
        .cwd(&project)
        .stdin(TOKEN)
        .run()
        .expect(0);
    lab.npmcred(&["remove", "--registry", FOREIGN])
        .run()
        .expect(0);
    lab.write("home/.npmrc", lab.user_config());
    let key = format!(
        "{}:_authToken={TOKEN}",
        FOREIGN.trim_start_matches("https:")
    );
    lab.npm(&project, &["config", "set", &key]).run().expect(0);
    assert_eq!(
        registries(&lab),
        [FOREIGN],
        "who types the host has said it"
    );
}

#[test]
fn a_person_is_asked_whether_the_project_is_right() {
    let lab = cloned(12);
    let project = lab.path("work/cloned");
    for (answer, kept) in [("\r", 0), ("n\r", 0), ("y\r", 1)] {
        let mut session = Session::start(&lab.npmcred(&["store"]).cwd(&project));
        session.wait_for("work/cloned/.npmrc line 2); store it for that registry? [y/N]");
        session.type_in(answer);
        if kept == 1 {
            session.wait_for("(not shown)");
            session.type_in(&format!("{TOKEN}\r"));
        }
        let (status, shown) = session.finish_tidily();
        assert_eq!(
            (status.success(), registries(&lab).len()),
            (kept == 1, kept),
            "{answer:?}: {shown}"
        );
    }
}

#[test]
fn a_person_is_asked_before_a_login_where_the_project_says() {
    let lab = cloned(12);
    let project = lab.path("work/cloned");
    // Nobody is at that address, so that a login that goes on ends as well, but elsewhere.
    lab.write(
        "work/cloned/.npmrc",
        "fund=false\nregistry=https://127.0.0.1:9/\n",
    );
    lab.write(
        "home/.npmrc",
        format!("{}fetch-retries=0\n", lab.user_config()),
    );
    for (answer, goes_on) in [("\r", false), ("n\r", false), ("y\r", true)] {
        let mut session = Session::start(&lab.npmcred(&["login", "--no-browser"]).cwd(&project));
        session.wait_for("work/cloned/.npmrc line 2); log in there? [y/N]");
        session.type_in(answer);
        let (status, shown) = session.finish_tidily();
        assert_eq!(
            status.code(),
            Some(if goes_on { 5 } else { 7 }),
            "{answer:?}: {shown}"
        );
    }
}

/// `--yes` is no answer to a question whose ENTER is no.
#[test]
fn nothing_stored_gives_way_to_a_projects_credential() {
    let mut lab = cloned(12);
    let (url, nerf) = (lab.registry.url.clone(), lab.registry.nerf().to_owned());
    lab.npmcred(&["store", "--registry", &url])
        .stdin(TOKEN)
        .run()
        .expect(0);
    let project = lab.path("work/cloned");
    let line = format!("{nerf}:_authToken={OTHER}\n");
    let (own, theirs) = (lab.user_config(), format!("registry={url}\n{line}"));
    for (user, cloned) in [(&own, &theirs), (&format!("{own}{line}"), &String::new())] {
        lab.write("home/.npmrc", user);
        lab.write("work/cloned/.npmrc", cloned);
        for words in [
            &["migrate", "--yes"][..],
            &["migrate", "--yes", "--json"],
            &["setup", "--yes"],
        ] {
            let told = lab.npmcred(words).cwd(&project).run().expect(7);
            assert_eq!(secret(&mut lab, &url), TOKEN, "{told}");
            assert!(
                told.out().contains("another one") || told.out().contains("--profile NAME"),
                "{told}"
            );
        }
        assert_eq!(&user_file(&lab), user);
        assert_eq!(
            &std::fs::read_to_string(lab.path("work/cloned/.npmrc")).unwrap(),
            cloned
        );
    }
}

/// Two scopes can come from one registry, which nobody sees who types their names.
#[test]
fn another_one_for_the_same_registry_is_not_lost() {
    let mut lab = Lab::shimmed(12, registry());
    let url = lab.registry.url.clone();
    lab.write(
        "home/.npmrc",
        format!(
            "{}@a:registry={url}\n@b:registry={url}\n",
            lab.user_config()
        ),
    );
    lab.npmcred(&["store", "--scope", "@a"])
        .stdin(TOKEN)
        .run()
        .expect(0);
    lab.npmcred(&["store", "--scope", "@a"])
        .stdin(TOKEN)
        .run()
        .expect(0);
    let told = lab
        .npmcred(&["store", "--scope", "@b"])
        .stdin(OTHER)
        .run()
        .expect(7);
    assert!(told.err().contains("it would replace the token"), "{told}");
    assert!(
        told.err().contains("--profile NAME") && told.err().contains("--yes"),
        "{told}"
    );
    let user = &lab.registry.writer;
    let told = lab
        .npmcred(&["login", "--with-token", "--scope", "@b"])
        .stdin(user.token.as_str())
        .run()
        .expect(7);
    assert!(told.err().contains("--yes"), "{told}");
    assert_eq!(secret(&mut lab, &url), TOKEN);
    let mut session = Session::start(&lab.npmcred(&["store", "--scope", "@b"]));
    session.wait_for("(not shown)");
    session.type_in(&format!("{OTHER}\r"));
    session.wait_for("is already stored for");
    session.type_in("\r");
    assert!(!session.finish_tidily().0.success());
    assert_eq!(secret(&mut lab, &url), TOKEN);
    lab.npmcred(&["store", "--scope", "@b", "--yes"])
        .stdin(OTHER)
        .run()
        .expect(0);
    assert_eq!(secret(&mut lab, &url), OTHER);
    lab.npmcred(&["store", "--scope", "@a", "--profile", "other"])
        .stdin(TOKEN)
        .run()
        .expect(0);
    assert_eq!(registries(&lab).len(), 2);
}

/// What a job writes into a file of its own is not everybody's from then on.
#[test]
fn a_jobs_token_does_not_replace_the_persons() {
    for major in [8, 12] {
        let mut lab = Lab::shimmed(major, registry());
        let url = lab.registry.url.clone();
        lab.npmcred(&["store", "--registry", &url])
            .stdin(TOKEN)
            .run()
            .expect(0);
        let project = lab.project(
            "job",
            &serde_json::json!({ "name": "job", "version": "1.0.0" }),
        );
        let (key, file) = (
            format!("{}:_authToken", lab.registry.nerf()),
            lab.path("tmp/job.npmrc"),
        );
        let pair = format!("{key}={OTHER}");
        let userconfig = format!("--userconfig={}", file.display());
        let runs = [
            lab.npm(&project, &["config", "set", &pair, &userconfig]),
            lab.npm(&project, &["config", "set", &pair])
                .env("NPM_CONFIG_USERCONFIG", &file),
            lab.npm(&project, &["config", "set", &pair, "--location=project"]),
            lab.npm(&project, &["config", "set", &pair, "-g"]),
            lab.npm(&project, &["config", "set", &pair, "--location", "global"]),
        ];
        for run in runs {
            let told = run.run().expect(7);
            assert!(
                told.err().contains("what is stored stays as it is"),
                "npm {major}: {told}"
            );
            assert!(
                told.err().contains(&format!("{key}=${{NPM_TOKEN}}")),
                "npm {major}: {told}"
            );
            assert_eq!(secret(&mut lab, &url), TOKEN, "npm {major}: {told}");
        }
        // The way that is named works.
        let placeholder = format!("{key}=${{NPM_TOKEN}}");
        lab.npm(&project, &["config", "set", &userconfig, &placeholder])
            .run()
            .expect(0);
        let user = &lab.registry.writer;
        let who = lab.npm(
            &project,
            &["whoami", &userconfig, &format!("--registry={url}")],
        );
        let who = who.env("NPM_TOKEN", user.token.as_str()).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
        // In the user's own file it is meant for every command, and what it replaces is said.
        let told = lab.npm(&project, &["config", "set", &pair]).run().expect(0);
        assert!(
            told.err().contains("it replaces the token"),
            "npm {major}: {told}"
        );
        assert_eq!(secret(&mut lab, &url), OTHER, "npm {major}");
    }
}

/// A key has no scheme: what the user configured for that host says it, and a project alone does
/// not.
#[test]
fn a_key_is_kept_for_the_address_that_is_configured() {
    let lab = Lab::shimmed(12, registry());
    let work = lab.project(
        "work",
        &serde_json::json!({ "name": "work", "version": "1.0.0" }),
    );
    let nexus = "http://nexus.acme.test:8081/repository/npm/";
    for (configured, dart, want) in [
        (nexus, "//nexus.acme.test:8081/repository/npm/", nexus),
        (
            "http://nexus.acme.test:8081/repository/npm",
            "//nexus.acme.test:8081/repository/npm/",
            nexus,
        ),
        (
            nexus,
            "//nexus.acme.test:8081/",
            "http://nexus.acme.test:8081/",
        ),
        (
            "http://nexus.acme.test:8081/",
            "//nexus.acme.test:8081/repository/npm/",
            nexus,
        ),
        (nexus, "//nexus.acme.test/", "https://nexus.acme.test/"),
        (
            nexus,
            "//nexus.acme.test:8082/",
            "https://nexus.acme.test:8082/",
        ),
    ] {
        lab.write("home/.npmrc", format!("registry={configured}\n"));
        let pair = format!("{dart}:_authToken={TOKEN}");
        let told = lab.npm(&work, &["config", "set", &pair]).run().expect(0);
        assert_eq!(
            told.err().contains("can read it on its way"),
            want.starts_with("http:"),
            "{told}"
        );
        assert_eq!(registries(&lab), [want], "{configured} {dart}");
        // It is handed over for what is configured, and only there.
        let plan = lab.npmcred(&["explain", "npm", "whoami"]).cwd(&work).run();
        let is_asked = format!("{configured}/").starts_with(want);
        assert_eq!(plan.out().contains("_authToken"), is_asked, "{plan}");
        lab.npmcred(&["remove", "--registry", want]).run().expect(0);
        lab.write("home/.npmrc", "");
        lab.write("work/work/.npmrc", format!("registry={configured}\n"));
        let told = lab.npm(&work, &["config", "set", &pair]).run();
        assert_eq!(
            told.status.code(),
            Some(if want.starts_with("http:") { 7 } else { 0 }),
            "{told}"
        );
        if want.starts_with("http:") {
            let hint = format!("npmcred store --registry {want} --insecure-http");
            assert!(
                told.err().contains(&hint) && registries(&lab).is_empty(),
                "{told}"
            );
        } else {
            lab.npmcred(&["remove", "--registry", want]).run().expect(0);
        }
        std::fs::remove_file(lab.path("work/work/.npmrc")).unwrap();
    }
}

/// An address with a secret in it is neither written nor shown, and whoever has one is told.
#[test]
fn an_address_with_a_secret_is_refused_and_found() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, before) = (lab.path("work"), user_file(&lab));
        let token = format!("https://one.example/:_authToken={TOKEN}");
        let password = format!("https://me:{OTHER}@two.example/npm/");
        for (key, url, host) in [
            ("@acme:registry", &token, "https://one.example/"),
            ("@acme:registry", &password, "https://two.example/npm/"),
            ("registry", &token, "https://one.example/"),
        ] {
            for args in [
                vec!["config", "set", key, url],
                vec!["set", &format!("{key}={url}")],
            ] {
                let told = lab.npm(&work, &args).run().expect(7);
                assert_eq!(user_file(&lab), before, "npm {major}: {told}");
                assert!(
                    told.err().contains(&format!("{key}={host}")),
                    "npm {major}: {told}"
                );
                assert!(
                    told.err()
                        .contains(&format!("npmcred store --registry {host}")),
                    "npm {major}: {told}"
                );
                assert_silent(&told);
            }
        }
        for url in [&token, &password] {
            assert_silent(
                &lab.npmcred(&["explain", "npm", "view", "x", "--registry", url])
                    .run(),
            );
            assert_silent(
                &lab.npmcred(&["explain", "--json", "npm", "view", "x", "--registry", url])
                    .run(),
            );
            lab.write("home/.npmrc", format!("@acme:registry={url}\n"));
            assert_silent(&lab.npmcred(&["explain", "npm", "view", "x"]).run());
            for words in [&["migrate", "--dry-run"][..], &["doctor"]] {
                let told = lab.npmcred(words).run();
                let (out, host) = (
                    told.out() + &told.err(),
                    if *url == token { "one" } else { "two" },
                );
                assert!(
                    out.contains(&format!("npmcred store --registry https://{host}.example/")),
                    "npm {major}: {told}"
                );
                assert_silent(&told);
            }
            lab.write("home/.npmrc", &before);
        }
    }
}

/// Nobody is asked at such an address, whichever way a login is told it.
#[test]
fn a_login_does_not_take_an_address_with_a_secret() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, before, asked) = (lab.path("work"), user_file(&lab), Recorder::listen());
        let host = asked.url();
        let at = host.trim_start_matches("http://");
        for url in [
            format!("{host}:_authToken={TOKEN}"),
            format!("http://me:{OTHER}@{at}"),
        ] {
            let runs = [
                lab.npm(&work, &["login", "--registry", &url]),
                lab.npm(
                    &work,
                    &["login", "--scope=@acme", &format!("--registry={url}")],
                ),
                lab.npm(&work, &["logout", "--registry", &url]),
                lab.npmcred(&["login", "--registry", &url, "--no-browser"]),
                lab.npmcred(&["login", "--registry", &url, "--with-token"])
                    .stdin(TOKEN),
                lab.npmcred(&["store", "--registry", &url]).stdin(TOKEN),
            ];
            for run in runs {
                let told = run.run();
                assert!(!told.status.success(), "npm {major}: {told}");
                assert_silent(&told);
                assert!(told.err().contains("secret"), "npm {major}: {told}");
                assert_eq!(user_file(&lab), before, "npm {major}: {told}");
                assert!(registries(&lab).is_empty(), "npm {major}: {told}");
            }
        }
        assert!(!asked.was_asked(), "npm {major}");
    }
}

#[track_caller]
fn assert_silent(told: &super::support::run::Outcome) {
    let shown = told.out() + &told.err();
    assert!(!shown.contains(TOKEN) && !shown.contains(OTHER), "{told}");
}

/// npm gives what it saves the mode of a private file, also where that is a device. Here it is a
/// pipe with a name: a device of the machine would be spoilt for everybody where this fails.
#[test]
fn what_is_no_file_is_no_config_file() {
    let lab = Lab::shimmed(12, registry());
    let (work, place) = (lab.path("work"), lab.path("home/no-file"));
    assert!(
        std::process::Command::new("mkfifo")
            .args(["-m", "666"])
            .arg(&place)
            .status()
            .unwrap()
            .success()
    );
    let mode = std::fs::metadata(&place).unwrap().permissions();
    for args in [
        &["config", "set", "fund=true"][..],
        &["set", "//h/:_authToken=x"],
        &["config", "delete", "fund"],
    ] {
        let run = lab
            .npm(&work, args)
            .env("NPM_CONFIG_USERCONFIG", &place)
            .deadline(std::time::Duration::from_secs(15));
        let told = run.run().expect(7);
        assert!(told.err().contains("is no file"), "{told}");
        assert_eq!(
            std::fs::metadata(&place).unwrap().permissions(),
            mode,
            "{told}"
        );
    }
}

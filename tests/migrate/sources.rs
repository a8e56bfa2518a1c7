//! Credentials in plain text in npm's own config files: which are moved to the store, and what
//! stays in the file.
//!
//! A placeholder such as `${NPM_TOKEN}` is no secret and stays. A token that is known to be dead is
//! removed, and not stored.

use serde_json::json;

use super::support::needles::base64;
use super::world::*;

fn auth() -> String {
    String::from_utf8(base64(format!("somebody:{PLAIN}").as_bytes())).unwrap()
}

#[test]
fn every_key_of_the_users_file_moves() {
    let mut world = world();
    let password = String::from_utf8(base64(PLAIN.as_bytes())).unwrap();
    let text = format!(
        "; mine\n//one.example/:_authToken={TOKEN}\n//two.example/a/:_auth={}\nfund=false\n//three.example/:username=somebody\n\
         //three.example/:_password={password}\n//three.example/:email=a@b.invalid\n//three.example/:always-auth=true\n\
         _authToken={OTHER}\nregistry=https://four.example/\n",
        auth()
    );
    world.write("home/.npmrc", text);
    let told = json(&world, &["--yes"], 0);
    assert_eq!(
        plans(&told)
            .iter()
            .filter(|one| one.ends_with("move moved"))
            .count(),
        4,
        "{told:#}"
    );
    assert_eq!(
        read(&world, "home/.npmrc"),
        "; mine\nfund=false\nregistry=https://four.example/\n"
    );
    let kept = [
        "https://four.example/",
        "https://one.example/",
        "https://three.example/",
        "https://two.example/a/",
    ];
    assert_eq!(registries(&world), kept);
    let secrets = ["four", "one", "three", "two"]
        .map(|name| secret(&mut world, &format!("https://{name}.example")).unwrap());
    assert_eq!(secrets, [OTHER, TOKEN, PLAIN, PLAIN]);
    assert_eq!(files_with_secrets(&world), Vec::<String>::new());
    assert_eq!(
        json(&world, &["--yes"], 0)["found"],
        json!([]),
        "there is nothing left to do"
    );
}

#[test]
fn what_is_no_living_secret_is_not_stored() {
    let world = world();
    let expired = "eyJhbGciOiJub25lIn0.eyJleHAiOjE2MDAwMDAwMDB9.c2ln";
    let text = format!(
        "//registry.npmjs.org/:_authToken={CLASSIC}\n//a.example/:_authToken=${{NPM_TOKEN}}\n//b.example/:_authToken=\n\
         //c.example/:_authToken={expired}\n//c.example/:certfile=/c\n"
    );
    world.write("home/.npmrc", text);
    let told = json(&world, &["--yes"], 0);
    assert_eq!(
        plans(&told),
        [
            ".npmrc //registry.npmjs.org/:_authToken remove removed",
            ".npmrc //c.example/:_authToken remove removed"
        ]
    );
    let beside: Vec<&str> = told["beside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["key"].as_str().unwrap())
        .collect();
    assert_eq!(beside, ["//a.example/:_authToken", "//c.example/:certfile"]);
    assert_eq!(
        read(&world, "home/.npmrc"),
        "//a.example/:_authToken=${NPM_TOKEN}\n//b.example/:_authToken=\n//c.example/:certfile=/c\n"
    );
    assert!(registries(&world).is_empty());
}

#[test]
fn a_projects_file_keeps_placeholders_and_a_workspaces_is_found() {
    let world = world();
    let project = world.project("p", &json!({ "name": "p", "workspaces": ["a"] }));
    world.project("p/a", &json!({ "name": "a" }));
    world.write(
        "work/p/.npmrc",
        format!(
            "//one.example/:_authToken = {TOKEN} ; ours\r\n//two.example/:_authToken={OTHER}\r\n"
        ),
    );
    world.write(
        "work/p/a/.npmrc",
        format!("//three.example/:_authToken={PLAIN}\n"),
    );
    let told = world
        .npmcred(&["migrate", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    assert_silent(&told);
    assert_eq!(
        read(&world, "work/p/.npmrc"),
        "//one.example/:_authToken = ${NPM_TOKEN} ; ours\r\n//two.example/:_authToken=${NPM_TOKEN_TWO_EXAMPLE}\r\n"
    );
    assert_eq!(
        read(&world, "work/p/a/.npmrc"),
        "//three.example/:_authToken=${NPM_TOKEN}\n"
    );
    assert_eq!(registries(&world).len(), 3);
    assert!(
        told.err()
            .contains("create a new token and revoke this one"),
        "a shared one is exposed: {told}"
    );
}

#[test]
fn of_two_for_one_registry_the_users_moves_and_the_projects_goes_on_winning() {
    let mut world = world();
    let project = world.project("p", &json!({ "name": "p" }));
    world.write(
        "work/p/.npmrc",
        format!("//one.example/:_authToken={OTHER}\n"),
    );
    world.write(
        "home/.npmrc",
        format!("//one.example/:_authToken={TOKEN}\n"),
    );
    let told = world
        .npmcred(&["migrate", "--yes"])
        .cwd(&project)
        .run()
        .expect(7);
    assert_silent(&told);
    assert!(told.err().contains("npmcred use NAME"), "{told}");
    assert_eq!(
        secret(&mut world, "https://one.example").as_deref(),
        Some(TOKEN)
    );
    assert_eq!(
        (read(&world, "home/.npmrc"), read(&world, "work/p/.npmrc")),
        (
            String::new(),
            format!("//one.example/:_authToken={OTHER}\n")
        )
    );
    // Now that the user's is gone, the other one can be given a profile.
    world
        .npmcred(&["migrate", "--yes", "--profile", "p"])
        .cwd(&project)
        .run()
        .expect(0);
    assert_eq!(
        read(&world, "work/p/.npmrc"),
        "//one.example/:_authToken=${NPM_TOKEN}\n"
    );
    assert_eq!(stored(&world).len(), 2);
}

#[test]
fn the_same_secret_in_two_files_is_stored_once() {
    let world = world();
    world.write("work/package.json", "{}");
    for file in ["home/.npmrc", "work/.npmrc", "prefix/etc/npmrc"] {
        world.write(
            file,
            format!("//one.example/:_authToken={TOKEN}\nfund=false\n"),
        );
    }
    let told = json(&world, &["--yes"], 0);
    assert_eq!(
        plans(&told)
            .iter()
            .filter(|one| one.ends_with("move moved"))
            .count(),
        3,
        "{told:#}"
    );
    assert!(
        told.to_string().contains("every user of this machine"),
        "{told:#}"
    );
    assert_eq!(registries(&world).len(), 1);
    assert_eq!(files_with_secrets(&world), Vec::<String>::new());
    assert_eq!(
        (
            read(&world, "home/.npmrc"),
            read(&world, "prefix/etc/npmrc")
        ),
        ("fund=false\n".into(), "fund=false\n".into())
    );
}

#[test]
fn a_registry_in_clear_is_refused_and_one_on_this_machine_is_not() {
    let world = world();
    let text = format!(
        "registry=http://far.example/\n//far.example/:_authToken={TOKEN}\n//127.0.0.1:4873/:_authToken={OTHER}\n@s:registry=http://127.0.0.1:4873/\n"
    );
    world.write("home/.npmrc", text);
    let told = migrate(&world, &["--yes"], 7);
    assert!(told.err().contains("--insecure-http"), "{told}");
    assert_eq!(registries(&world), ["http://127.0.0.1:4873/"]);
    assert!(read(&world, "home/.npmrc").contains(&format!("//far.example/:_authToken={TOKEN}")));
}

#[test]
fn without_somebody_to_agree_nothing_changes() {
    let world = world();
    let text = format!("//one.example/:_authToken={TOKEN}\n");
    world.write("home/.npmrc", &text);
    for (words, status) in [
        (&[] as &[&str], 2),
        (&["--json"], 2),
        (&["--dry-run"], 0),
        (&["--dry-run", "--json"], 0),
    ] {
        let told = migrate(&world, words, status);
        assert!(
            told.out().contains("//one.example/:_authToken"),
            "the plan is shown: {told}"
        );
        assert!(
            status == 0 || told.err().contains("npmcred migrate --yes"),
            "{told}"
        );
    }
    assert_eq!(
        (read(&world, "home/.npmrc"), registries(&world).len()),
        (text, 0)
    );
}

#[test]
fn named_folders_are_looked_into_and_what_was_left_out_is_said() {
    let world = world();
    for (at, file) in [
        "repo/.npmrc",
        "repo/sub/.npmrc",
        "repo/node_modules/x/.npmrc",
    ]
    .iter()
    .enumerate()
    {
        world.write(
            format!("work/{file}"),
            format!("//h{at}.example/:_authToken={TOKEN}\n"),
        );
    }
    let told = migrate(&world, &["--yes", "repo"], 0);
    assert_eq!(
        registries(&world),
        ["https://h0.example/", "https://h1.example/"]
    );
    assert!(
        told.err().contains("node_modules: files of other users"),
        "{told}"
    );
    let told = world.npmcred(&["migrate", "nowhere"]).run().expect(2);
    assert!(told.err().contains("is not a folder"), "{told}");
}

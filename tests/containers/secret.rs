//! `npmcred exec --secret`: every step of a build can read it, and nothing has it afterwards.

use super::engine::{build, build_by, built, lab, left_behind, turn, with_secret};
use super::support::needles::Needles;

/// Two steps that show what they are given by its length and its last line.
const TWO_STEPS: &str = r#"FROM scratch
COPY root /
RUN --mount=type=secret,id=npmrc,required=true grep -c _authToken /run/secrets/npmrc
RUN --mount=type=secret,id=npmrc,required=true,target=/home/node/.npmrc grep registry= /home/node/.npmrc
"#;

#[test]
fn every_step_reads_the_secret_and_nothing_keeps_it() {
    let _turn = turn();
    for client in ["buildah", "podman"] {
        let lab = lab(TWO_STEPS);
        let needles = Needles::of(&lab.registry.reader);
        let url = &lab.registry.url;
        let flags = ["--secret", "npmrc", "--registry", url, "--scope", "@priv"];
        let build = build_by(client, &lab, &[]);
        let built = built(&with_secret(&lab, &flags, build)).expect(0);
        let lines: Vec<String> = built.out().lines().map(str::to_owned).collect();
        assert!(lines.contains(&"1".to_owned()), "{built}");
        assert!(lines.contains(&format!("@priv:registry={url}")), "{built}");
        assert!(needles.find(&built.stdout).is_none(), "{built}");
        assert!(needles.find(&built.stderr).is_none(), "{built}");
        assert!(built.said().is_empty(), "{built}");
        assert_eq!(left_behind(&lab, &needles), [], "{client}");
    }
}

/// The search above finds what the usual recipe leaves, although it removes the file.
#[test]
fn the_recipe_that_everybody_copies_leaves_the_token() {
    let _turn = turn();
    let lab = lab("FROM scratch\nCOPY root /\nARG NPM_TOKEN\n\
         RUN echo \"//h/:_authToken=${NPM_TOKEN}\" > .npmrc\nRUN grep -c h .npmrc\nRUN rm -f .npmrc\n");
    let user = &lab.registry.reader;
    let needles = Needles::of(user);
    let argument = format!("NPM_TOKEN={}", user.token);
    let mut words = build(&lab, &["--layers=true", "--build-arg", &argument]);
    let program = words.remove(0);
    built(&lab.run(&program).args(words)).expect(0);
    assert_ne!(left_behind(&lab, &needles), []);
}

#[test]
fn a_variable_holds_the_token_alone_and_that_is_said() {
    let _turn = turn();
    let lab = lab(TWO_STEPS);
    let url = &lab.registry.url;
    let script = "test \"$NPM_TOKEN\" = \"$(cat)\" && echo same";
    let told = lab
        .npmcred(&["exec", "--env", "NPM_TOKEN", "--registry", url, "--"])
        .args(["sh", "-c", script])
        .stdin(lab.registry.reader.token.as_bytes())
        .run()
        .expect(0);
    assert_eq!(told.out().trim(), "same", "{told}");
    assert_eq!(
        told.err().trim(),
        "note: while sh runs, every program of yours can read NPM_TOKEN, and so can all that it starts",
        "{told}"
    );
}

/// A compose file, a bake file or a script names the file by a variable.
#[test]
fn what_is_no_client_finds_the_file_by_a_variable() {
    let _turn = turn();
    let lab = lab(TWO_STEPS);
    let url = &lab.registry.url;
    let script = "cat \"$NPMCRED_SECRET\" \"$NPMCRED_SECRET\" | grep -c _authToken";
    let told = lab
        .npmcred(&["exec", "--secret", "npmrc", "--registry", url, "--"])
        .args(["sh", "-c", script])
        .run()
        .expect(0);
    assert_eq!(told.out().trim(), "2", "{told}");
}

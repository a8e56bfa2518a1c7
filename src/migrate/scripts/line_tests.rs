//! Tests of `line`: tables of lines of scripts.

use super::*;

fn found(text: &str, sort: Sort, project: bool) -> Vec<(usize, FileUse)> {
    let texts = Texts::new(
        Path::new("/home/u/.npmrc"),
        Some(Path::new("/home/u")),
        project,
        String::new(),
    );
    find(text, sort, &texts)
        .into_iter()
        .map(|one| (one.line, one.way))
        .collect()
}

/// Lines that read the file, where they stand, and how they do it.
const READERS: [(&str, Sort, FileUse); 28] = {
    use FileUse::{Asks, BuildSecret, Copy, Mount, Wants};
    use Sort::{Compose, DevContainer, Image, Make, Manifest, Server, Start};
    [
        (
            "export NPM_TOKEN=$(grep _authToken ~/.npmrc | sed 's/.*=//')",
            Start,
            Asks,
        ),
        (
            "export NPM_TOKEN=`sed -n 's/.*_authToken=//p' \"$HOME/.npmrc\"`",
            Start,
            Asks,
        ),
        (
            "export NPM_TOKEN=$(awk -F'=' '/_authToken/ {print $2}' ${HOME}/.npmrc)",
            Start,
            Asks,
        ),
        (
            "export NPM_TOKEN=$(npm config get //registry.npmjs.org/:_authToken)",
            Start,
            Asks,
        ),
        (
            "set -gx NPM_TOKEN (string replace -r '.*=' '' < ~/.npmrc)",
            Start,
            Asks,
        ),
        (
            "set -gx NPM_TOKEN (cat ~/.npmrc | string split -f2 _authToken=)",
            Start,
            Asks,
        ),
        ("NPMRC=\"$HOME\"/.npmrc", Start, Asks),
        (". ~/.npmrc", Start, Asks),
        (
            "grep -q _authToken /home/u/.npmrc || npm login",
            Start,
            Asks,
        ),
        ("if grep -q _auth ~/.npmrc; then", Start, Asks),
        (
            "NPM_TOKEN := $(shell cat $(HOME)/.npmrc | cut -d= -f2)",
            Make,
            Asks,
        ),
        (
            "\t@docker build --secret id=npmrc,src=$(HOME)/.npmrc .",
            Make,
            BuildSecret,
        ),
        (
            "\tdocker build --secret id=npmrc,src=$$HOME/.npmrc .",
            Make,
            BuildSecret,
        ),
        (
            "\"img\": \"docker build --secret \\\"id=npmrc,src=$HOME/.npmrc\\\" .\",",
            Manifest,
            BuildSecret,
        ),
        ("\"token\": \"cat ~/.npmrc\",", Manifest, Asks),
        (
            "docker run -v ~/.npmrc:/home/node/.npmrc:ro node npm ci",
            Start,
            Mount,
        ),
        (
            "docker run --volume=$HOME/.npmrc:/home/node/.npmrc node npm ci",
            Start,
            Mount,
        ),
        (
            "docker run --mount type=bind,source=\"$HOME/.npmrc\",target=/x node",
            Start,
            Mount,
        ),
        ("scp ~/.npmrc host:", Start, Copy),
        ("cp ~/.npmrc ./build/", Start, Copy),
        ("rsync -a \"$HOME/.npmrc\" host:.npmrc", Start, Copy),
        (
            "kubectl create secret generic npmrc --from-file=.npmrc=$HOME/.npmrc",
            Start,
            Copy,
        ),
        ("docker cp ~/.npmrc box:/home/node/", Start, Copy),
        ("      - ~/.npmrc:/home/node/.npmrc:ro", Compose, Mount),
        ("    file: ${HOME}/.npmrc", Compose, Mount),
        (
            "  \"mounts\": [\"source=${localEnv:HOME}/.npmrc,target=/home/node/.npmrc,type=bind\"]",
            DevContainer,
            Mount,
        ),
        (
            "RUN --mount=type=secret,id=npmrc,target=/home/node/.npmrc npm ci",
            Image,
            Wants,
        ),
        ("      - run: cat ~/.npmrc", Server, FileUse::Server),
    ]
};

#[test]
fn what_reads_the_file_is_seen() {
    for (text, sort, way) in READERS {
        assert_eq!(found(text, sort, false), [(1, way)], "{text}");
    }
}

#[test]
fn what_does_not_read_it_is_passed_over() {
    use Sort::{Compose, DevContainer, Image, Make, Server, Start};
    for (text, sort) in [
        ("# grep _authToken ~/.npmrc", Start),
        (
            "echo \"//registry.npmjs.org/:_authToken=${NPM_TOKEN}\" > ~/.npmrc",
            Start,
        ),
        ("echo x >> \"$HOME/.npmrc\"", Start),
        ("printf x | tee -a ~/.npmrc", Start),
        ("[ -f ~/.npmrc ] && echo there", Start),
        ("if [[ -s $HOME/.npmrc ]]; then", Start),
        ("rm -f ~/.npmrc", Start),
        ("cp build/npmrc ~/.npmrc", Start),
        ("ln -s ~/dotfiles/npmrc ~/.npmrc", Start),
        ("sed -i '/_authToken/d' ~/.npmrc", Start),
        ("npm --userconfig ~/.npmrc ci", Start),
        ("lerna publish --userconfig ~/.npmrc", Start),
        ("export NPM_CONFIG_USERCONFIG=~/.npmrc", Start),
        ("cat ~/.npmrc.example", Start),
        ("cat src/.npmrc .npmrc", Start),
        ("npm config get registry", Start),
        ("npm config set //h/:_authToken x", Start),
        ("alias e='vim ~/.npmrc'", Start),
        ("\tdocker run -v $(PWD)/npmrc:~/.npmrc node", Make),
        ("      - ./npmrc:~/.npmrc", Compose),
        ("  \"postCreateCommand\": \"cat ~/.npmrc\"", DevContainer),
        ("RUN cat ~/.npmrc", Image),
        ("COPY .npmrc .", Image),
        (
            "RUN --mount=type=secret,id=github cat /run/secrets/github",
            Image,
        ),
        ("      - run: echo x > ~/.npmrc", Server),
    ] {
        assert_eq!(found(text, sort, false), [], "{text}");
    }
}

#[test]
fn the_projects_own_file_counts_where_it_is_emptied() {
    for (text, sort, way) in [
        ("COPY .npmrc .", Sort::Image, FileUse::Copy),
        ("COPY package.json .npmrc ./", Sort::Image, FileUse::Copy),
        (
            "docker build --secret id=npmrc,src=.npmrc .",
            Sort::Start,
            FileUse::BuildSecret,
        ),
        (
            "      - ./.npmrc:/app/.npmrc",
            Sort::Compose,
            FileUse::Mount,
        ),
        ("grep _authToken .npmrc", Sort::Start, FileUse::Asks),
    ] {
        assert_eq!(found(text, sort, true), [(1, way)], "{text}");
    }
    assert_eq!(found("COPY app/.npmrc .", Sort::Image, true), []);
}

#[test]
fn a_line_that_goes_on_is_one_and_each_is_told_once() {
    let text =
        "docker build \\\n  --secret \\\n  id=npmrc,src=~/.npmrc \\\n  .\ncat ~/.npmrc ~/.npmrc\n";
    assert_eq!(
        found(text, Sort::Start, false),
        [(3, FileUse::BuildSecret), (5, FileUse::Asks)]
    );
}

#[test]
fn a_file_that_the_user_chose_is_known_by_its_path() {
    let home = Path::new("/home/u");
    let texts = Texts::new(
        Path::new("/home/u/.config/npm/npmrc"),
        Some(home),
        false,
        String::new(),
    );
    let lines = "cat ~/.config/npm/npmrc\ncat /home/u/.config/npm/npmrc\ncat ~/.npmrc\n";
    let found: Vec<usize> = find(lines, Sort::Start, &texts)
        .iter()
        .map(|one| one.line)
        .collect();
    assert_eq!(found, [1, 2]);
}

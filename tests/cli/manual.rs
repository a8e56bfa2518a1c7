//! Man pages, completions and the settings reference: what lies in the repository is what the
//! program makes, and the programs that read it take it.

use super::{Home, Said};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The manual as the program writes it, in a folder of this home.
fn written(home: &Home) -> PathBuf {
    let folder = home.path().join("manual");
    let said = home.npmcred(["manual", folder.to_str().unwrap()]);
    assert_eq!((said.status, said.err.as_str()), (0, ""), "{said:?}");
    folder
}

/// Every file below these parts of a folder, by its path in there.
fn tree(folder: &Path) -> BTreeMap<PathBuf, String> {
    let parts = ["man", "completions", "settings.md"].map(|part| folder.join(part));
    let files = parts.iter().flat_map(|part| {
        if part.is_dir() {
            super::walk(part)
        } else {
            vec![part.clone()]
        }
    });
    files
        .map(|file| {
            (
                file.strip_prefix(folder).unwrap().to_owned(),
                fs::read_to_string(&file).unwrap(),
            )
        })
        .collect()
}

/// `NPMCRED_MANUAL=write` puts it there; otherwise it must be there already.
#[test]
fn the_manual_in_the_repository_is_the_one_that_is_made() {
    let install = Path::new(env!("CARGO_MANIFEST_DIR")).join("install");
    let made: BTreeMap<PathBuf, String> = super::making::pages()
        .into_iter()
        .map(|page| (page.path, page.text))
        .collect();
    assert!(made.len() > 25, "{:?}", made.keys());
    if std::env::var_os("NPMCRED_MANUAL").is_some_and(|word| word == "write") {
        for part in ["man", "completions"] {
            for file in super::walk(&install.join(part)) {
                fs::remove_file(file).unwrap();
            }
        }
        for (path, text) in &made {
            fs::write(install.join(path), text).unwrap();
        }
    }
    assert_same(&made, &tree(&install));
}

#[test]
fn the_program_carries_the_manual_in_the_repository() {
    let home = Home::new();
    assert_same(
        &tree(&written(&home)),
        &tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("install")),
    );
}

#[track_caller]
fn assert_same(made: &BTreeMap<PathBuf, String>, kept: &BTreeMap<PathBuf, String>) {
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        kept.keys().collect::<Vec<_>>(),
        "write it anew: tests/cli/write_manual"
    );
    for (path, text) in made {
        // Not `assert_eq`, which would show both.
        assert!(
            *text == kept[path],
            "{} differs; write it anew: tests/cli/write_manual",
            path.display()
        );
    }
}

#[test]
fn readers_of_man_pages_have_nothing_to_complain_about() {
    let home = Home::new();
    let folder = written(&home);
    let pages = super::walk(&folder.join("man"));
    assert!(pages.len() > 20, "{pages:?}");
    for page in &pages {
        let shown = Said::of(
            &home
                .command("man")
                .args(["--warnings", "-E", "UTF-8", "-l"])
                .arg(page)
                .output()
                .unwrap(),
        );
        assert_eq!(
            (shown.status, shown.err.as_str()),
            (0, ""),
            "{}",
            page.display()
        );
        assert!(
            shown.out.contains("SEE ALSO"),
            "{}: {}",
            page.display(),
            shown.out
        );
        let lint = Said::of(
            &home
                .command("mandoc")
                .args(["-Tlint", "-W", "warning"])
                .arg(page)
                .output()
                .unwrap(),
        );
        assert_eq!(
            (lint.status, lint.out.as_str()),
            (0, ""),
            "{}",
            page.display()
        );
    }
}

#[test]
fn a_page_is_found_by_its_name() {
    let home = Home::new();
    let folder = written(&home).join("man");
    for (words, page) in [
        (&["npmcred"][..], "man1/npmcred.1"),
        (&["npmcred-token-create"], "man1/npmcred-token-create.1"),
        (&["5", "npmcred-config"], "man5/npmcred-config.5"),
        (&["npmcred-shim"], "man7/npmcred-shim.7"),
        (&["npmcred-json"], "man7/npmcred-json.7"),
    ] {
        let mut man = home.command("man");
        let said = Said::of(
            &man.arg("-w")
                .args(words)
                .env("MANPATH", &folder)
                .output()
                .unwrap(),
        );
        assert_eq!(
            said.out.trim_end(),
            folder.join(page).to_str().unwrap(),
            "{said:?}"
        );
    }
}

/// A command of each sort is written into the page of its name, with its flags and examples.
#[test]
fn pages_say_what_help_says() {
    let home = Home::new();
    let folder = written(&home);
    for (page, texts) in [
        (
            "man1/npmcred.1",
            &[
                "npmcred\\-login",
                "NPMCRED_RENEW",
                "settings.json",
                "EXIT STATUS",
            ][..],
        ),
        (
            "man1/npmcred-login.1",
            &[
                "\\-\\-with\\-token",
                "EXAMPLES",
                "npmcred login \\-\\-profile work",
            ],
        ),
        ("man1/npmcred-token.1", &["npmcred\\-token\\-create"]),
        ("man5/npmcred-config.5", &["renew", "ask, always, never"]),
        (
            "man7/npmcred-shim.7",
            &[
                "COMMANDS OF NPM",
                "whoami",
                "dist\\-tag add",
                "COMMANDS OF NPX",
                "COMMANDS OF PNPM",
                "COMMANDS OF BUN",
                "COMMANDS OF BUNX",
            ],
        ),
    ] {
        let text = fs::read_to_string(folder.join("man").join(page)).unwrap();
        for wanted in texts {
            assert!(text.contains(wanted), "{page} lacks {wanted}:\n{text}");
        }
    }
}

#[test]
fn completions_are_scripts_that_their_shells_accept() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = home.path().join(shell);
        let said = home.npmcred(["completions", shell]);
        assert!(
            said.out.contains("store") && !said.out.contains("manual"),
            "{said:?}"
        );
        fs::write(&script, said.out).unwrap();
        let checked = Said::of(&home.command(shell).arg("-n").arg(&script).output().unwrap());
        assert_eq!((checked.status, checked.err.as_str()), (0, ""), "{shell}");
    }
    for shell in ["elvish", "nushell", "nu", "powershell", "pwsh"] {
        let said = home.npmcred(["completions", shell]);
        assert!(
            said.status == 0 && said.out.contains("migrate"),
            "{shell}: {said:?}"
        );
    }
}

/// What a shell itself answers to a half typed word.
#[test]
fn completions_complete() {
    let home = Home::new();
    for (shell, script, wanted) in [
        ("bash", bash("mi"), "migrate"),
        ("bash", bash("token cr"), "create"),
        ("bash", bash("store --regi"), "--registry"),
        ("bash", bash("completions fi"), "fish"),
        (
            "fish",
            "source $argv[1]; complete -C 'npmcred mi' | string split -f1 \\t".to_owned(),
            "migrate",
        ),
        (
            "fish",
            "source $argv[1]; complete -C 'npmcred login --with' | string split -f1 \\t".to_owned(),
            "--with-token",
        ),
    ] {
        let file = home.path().join(format!("completions for {shell}"));
        fs::write(&file, home.npmcred(["completions", shell]).out).unwrap();
        let mut command = home.command(shell);
        command.arg("-c").arg(&script);
        // bash takes the first word behind the script for the script's name.
        command.args((shell == "bash").then_some("bash")).arg(&file);
        let said = Said::of(&command.output().unwrap());
        assert_eq!(
            (said.out.trim_end(), said.err.as_str()),
            (wanted, ""),
            "{shell}: {script}: {said:?}"
        );
    }
}

/// What bash does when somebody types these words behind `npmcred`, and then TAB.
fn bash(typed: &str) -> String {
    format!(
        "source \"$1\"; COMP_WORDS=(npmcred {typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=(); \
         _npmcred npmcred \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"; echo \"${{COMPREPLY[@]}}\""
    )
}

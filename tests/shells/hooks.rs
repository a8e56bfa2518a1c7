//! The prompt hook beside hooks of the user's own. Lines come from a pipe here: an interactive
//! shell runs its hooks all the same.

use crate::world::{BARE, SHIMMED, World};

/// What bash runs before a prompt, in every form that people have it; each says MINE.
#[test]
fn bash_keeps_what_the_user_has_in_prompt_command() {
    for (mine, times) in [
        ("", 0),
        ("PROMPT_COMMAND='echo MINE'", 1),
        ("PROMPT_COMMAND='echo MINE; '", 1),
        ("PROMPT_COMMAND='echo MINE ;\n'", 1),
        ("PROMPT_COMMAND='echo MINE # remark'", 1),
        ("PROMPT_COMMAND=('echo MINE')", 1),
        ("PROMPT_COMMAND=('echo MINE' 'echo MINE;')", 2),
        ("export PROMPT_COMMAND='echo MINE'", 1),
        ("set -eu; PROMPT_COMMAND='echo MINE'", 1),
        ("set -u", 0),
        ("set -eu; unset PROMPT_COMMAND", 0),
    ] {
        let world = World::new();
        let lines = "PS1=; PS2=\neval $(npmcred env)\neval $(npmcred env)\nPATH=$HOME/../manager:$PATH\nnpm\n\
                     false || echo status=$?\necho hooks=$(declare -p PROMPT_COMMAND | grep -o __npmcred_hook | wc -l)\n\
                     echo BEFORE\necho AFTER\nexit 0\n";
        let told = world
            .run(&["bash", "--norc", "-i"])
            .stdin(format!("{mine}\n{lines}"))
            .run()
            .expect(0);
        let out = told.out();
        assert!(
            out.contains(SHIMMED) && out.contains("status=1") && out.contains("hooks=1"),
            "{mine}: {told}"
        );
        let between = out
            .split("BEFORE")
            .nth(1)
            .unwrap()
            .split("AFTER")
            .next()
            .unwrap();
        assert_eq!(between.matches("MINE").count(), times, "{mine}: {told}");
        for complaint in ["unbound", "not found", "syntax"] {
            assert!(!told.err().contains(complaint), "{mine}: {told}");
        }
    }
}

/// A PROMPT_COMMAND that is exported reaches shells that know nothing of us.
#[test]
fn an_exported_prompt_command_does_no_harm_in_another_bash() {
    let world = World::new();
    let lines = "PS1=\nexport PROMPT_COMMAND='echo MINE'\neval $(npmcred env)\nbash --norc -i <<<'echo INSIDE $PROMPT_COMMAND'\n";
    let told = world
        .run(&["bash", "--norc", "-i"])
        .stdin(lines)
        .run()
        .expect(0);
    assert!(
        told.out()
            .contains("INSIDE echo MINE \"${__npmcred_hook-:}\""),
        "{told}"
    );
    assert!(!told.err().contains("not found"), "{told}");
}

/// The status that a prompt shows is the last command's, whatever stands around our hook.
#[test]
fn hooks_before_and_behind_ours_see_the_status() {
    let world = World::new();
    let lines = "PS1=\nPROMPT_COMMAND='echo first=$?'\neval $(npmcred env)\nPROMPT_COMMAND+='\necho last=$?'\n(exit 7)\nexit 0\n";
    let told = world
        .run(&["bash", "--norc", "-i"])
        .stdin(lines)
        .run()
        .expect(0);
    assert!(told.out().contains("first=7"), "{told}");
    let lines = "PS1=\neval $(npmcred env)\nPROMPT_COMMAND+='\necho last=$?'\n(exit 7)\nexit 0\n";
    let told = world
        .run(&["bash", "--norc", "-i"])
        .stdin(lines)
        .run()
        .expect(0);
    assert!(told.out().contains("last=7"), "{told}");
}

/// A version manager that acts on a change of folder does so in the middle of a line.
#[test]
fn zsh_is_in_front_again_within_the_line() {
    let world = World::new();
    let lines = "PROMPT=\nchpwd() { PATH=$HOME/../manager:$PATH }\neval $(npmcred env)\neval $(npmcred env)\ncd /; npm\n\
                 print hooks=$precmd_functions,$chpwd_functions\nfalse || print status=$?\nexit 0\n";
    let told = world.run(&["zsh", "-f", "-i"]).stdin(lines).run().expect(0);
    let out = told.out();
    assert!(out.contains(SHIMMED) && out.contains("status=1"), "{told}");
    assert!(
        out.contains("hooks=__npmcred_prompt,__npmcred_prompt\n"),
        "{told}"
    );
}

/// tcsh without a precmd of the user's, and with one of several commands.
#[test]
fn tcsh_keeps_the_users_precmd() {
    for (mine, want) in [("", 0), ("alias precmd 'echo MINE; echo \"MINE  TOO\"'", 2)] {
        let world = World::new();
        let lines = "set prompt = ''\neval \"`npmcred env tcsh`\"\neval \"`npmcred env tcsh`\"\n\
                     setenv PATH ${HOME}/../manager:${PATH}\nnpm\necho BEFORE\necho AFTER\nexit 0\n";
        let told = world
            .run(&["tcsh", "-f", "-i"])
            .stdin(format!("{mine}\n{lines}"))
            .run()
            .expect(0);
        assert!(
            told.out().contains(SHIMMED) && !told.err().contains("not found"),
            "{told}"
        );
        let between = told
            .out()
            .split("BEFORE")
            .nth(1)
            .unwrap()
            .split("AFTER")
            .next()
            .unwrap()
            .to_owned();
        assert_eq!(between.matches("MINE").count(), want, "{told}");
    }
}

/// A prompt costs no process, also where the folder has to come to the front again.
#[test]
fn the_hook_starts_no_process() {
    let world = World::new();
    // bash tells of every child that ends; a control shows that it does.
    let lines = "PS1=\neval $(npmcred env)\nset -m\ntrap 'echo CHILD' CHLD\n(exit 0)\necho CONTROL\n\
                 PATH=/x:$PATH\nPATH=/y:$PATH\necho DONE\ntrap - CHLD\necho \"$PATH\"\nexit 0\n";
    let told = world
        .run(&["bash", "--norc", "-i"])
        .stdin(lines)
        .run()
        .expect(0);
    let out = told.out();
    let (control, rest) = out.split_once("CONTROL").unwrap();
    let (hooks, path) = rest.split_once("DONE").unwrap();
    assert!(
        control.contains("CHILD") && !hooks.contains("CHILD"),
        "{told}"
    );
    assert!(
        path.trim()
            .starts_with(&format!("{}:/y:/x:", world.folder().display())),
        "{told}"
    );
}

const USUAL: &str = "npm() { unset -f npm npx; PATH=$HOME/../manager:$PATH; npm \"$@\"; }";
const ZSH_NVM: &str = "_load() { PATH=$HOME/../manager:$PATH }\nfor cmd in node npm npx; do eval \"$cmd(){ unset -f node npm npx > /dev/null 2>&1; _load; $cmd \\\"\\$@\\\" }\"; done";
const OMZ: &str = "function node npm npx { for func in node npm npx; do if (( $+functions[$func] )); then unfunction $func; fi; done; \
                   PATH=$HOME/../manager:$PATH; \"$0\" \"$@\" }";
const STAYS: &str = "npm() { load_nvm; command npm \"$@\"; }\nload_nvm() { PATH=$HOME/../manager:$PATH; load_nvm() { :; }; }";
const FISH: &str =
    "function npm; functions --erase npm; set -gx PATH $HOME/../manager $PATH; npm $argv; end";

/// How version managers that are slow to load are put off until npm is first called, before our
/// text and behind it: nvm's usual snippet, zsh-nvm, the nvm plugin of oh-my-zsh (which calls
/// itself by `$0`), a function for fish. What is called first is the shim.
#[test]
fn a_function_that_loads_a_manager_goes_on_with_the_shim() {
    let posix = "eval \"$(npmcred env)\"";
    let fish = "npmcred env fish | source";
    for (shell, words, lazy, evaluate) in [
        ("bash", &["bash", "--norc", "-i"][..], USUAL, posix),
        ("bash, no prompt", &["bash", "-s"], USUAL, posix),
        ("bash", &["bash", "--norc", "-i"], STAYS, posix),
        ("zsh", &["zsh", "-f", "-i"], USUAL, posix),
        ("zsh", &["zsh", "-f", "-i"], ZSH_NVM, posix),
        ("zsh", &["zsh", "-f", "-i"], OMZ, posix),
        (
            "zsh, strict",
            &["zsh", "-f", "-i", "-o", "warncreateglobal", "-o", "nounset"],
            USUAL,
            posix,
        ),
        ("fish", &["fish", "--no-config"], FISH, fish),
    ] {
        let ours_last = format!("{lazy}\n{evaluate}\n{evaluate}");
        goes_on_with_the_shim(&format!("{shell}, ours last"), words, &ours_last);
        // Without a prompt nobody looks at what comes later.
        if words.contains(&"-i") {
            let ours_first = format!("{evaluate}\n{lazy}");
            goes_on_with_the_shim(&format!("{shell}, ours first"), words, &ours_first);
        }
    }
}

#[track_caller]
fn goes_on_with_the_shim(name: &str, shell: &[&str], begin: &str) {
    let told = World::new()
        .run(shell)
        .stdin(format!("{begin}\necho BEGIN\nnpm a b\nnpm\nexit 0\n"))
        .run()
        .expect(0);
    let out = told.out();
    let said = out.split_once("BEGIN").unwrap().1;
    assert_eq!(said.matches(SHIMMED).count(), 2, "{name}: {told}");
    assert!(!said.contains(BARE), "{name}: {told}");
    for complaint in [
        "unbound",
        "not found",
        "syntax",
        "parse error",
        "created globally",
    ] {
        assert!(!told.err().contains(complaint), "{name}: {told}");
    }
}

/// What is no such function is as it was: it is called once, with its own words.
#[test]
fn other_functions_named_npm_are_left_alone() {
    for words in [&["bash", "--norc", "-i"][..], &["zsh", "-f", "-i"]] {
        let world = World::new();
        let lines = "npm() { echo \"mine $*\"; command npm \"$@\"; }\nalias npx='echo other'\neval \"$(npmcred env)\"\necho BEGIN\nnpm a\nexit 0\n";
        let told = world.run(words).stdin(lines).run().expect(0);
        let said = told.out().split_once("BEGIN").unwrap().1.to_owned();
        assert!(
            said.matches("mine").count() == 1 && said.contains("mine a") && said.contains(SHIMMED),
            "{told}"
        );
    }
}

const ALIASES: &str = "for w in test hash export return break continue : typeset alias complete unset autoload; do \
                       alias $w='echo ODD'; done";
const FUNCTIONS: &str = "test() { echo ODD; }; hash() { echo ODD; }; typeset() { echo ODD; }; \
                         complete() { echo ODD; return 1; }; alias() { echo ODD; }";

/// A shell, what its user does to it, and whether PATH can still be changed then.
const ODD: [(&str, &str, bool); 13] = [
    ("bash", "trap 'echo ODD >&2' ERR", true),
    ("bash", "set -E; trap 'echo ODD >&2' ERR", true),
    ("bash", "IFS=npmcredPATH_/", true),
    ("bash", ALIASES, true),
    ("bash", FUNCTIONS, true),
    ("bash", "readonly PATH", false),
    ("bash", "readonly PROMPT_COMMAND=true", true),
    ("zsh", ALIASES, true),
    ("zsh", FUNCTIONS, true),
    ("zsh", "IFS=npmcredPATH_/; setopt shwordsplit", true),
    ("zsh", "readonly PATH", false),
    ("zsh", "readonly precmd_functions", true),
    (
        "zsh",
        "typeset -ga precmd_functions chpwd_functions; readonly precmd_functions chpwd_functions",
        true,
    ),
];

/// What people do to their shells, before our text and behind it: at no prompt is there a word of
/// it, the status stays, and where PATH may be changed the folder is in front again.
#[test]
fn nothing_of_the_users_own_makes_a_prompt_speak() {
    let world = World::new();
    let text = world.npmcred(&["env"]).run().expect(0).out();
    world.write("text", text);
    for row in ODD {
        for before in [true, false] {
            speaks_at_no_prompt(&world, row, before);
        }
    }
}

#[track_caller]
fn speaks_at_no_prompt(world: &World, (shell, mine, changes): (&str, &str, bool), before: bool) {
    let evaluate = "eval \"$(cat ~/text)\"";
    let lines = if before {
        [mine, evaluate]
    } else {
        [evaluate, mine]
    };
    // With the manager in front only where a hook is to be seen at work.
    let is_hooked = changes && !mine.contains("readonly");
    let moved = if is_hooked { "PATH=/x:$PATH" } else { "cd ." };
    let lines = format!(
        "PS1=; PS2=; PROMPT=\n{}\n{}\n{moved}\nprintf 'path=%s\\n' \"$PATH\" SAID\nfalse || printf 'is=%s\\n' $?\n\
         (exit 3) || printf 'sta%s\\n' tus=$? >&2\nexit 0\n",
        lines[0], lines[1]
    );
    let words: &[&str] = if shell == "bash" {
        &["bash", "--norc", "-i"]
    } else {
        &["zsh", "-f", "-i"]
    };
    let told = world.run(words).stdin(lines).run().expect(0);
    let (out, err) = (told.out(), told.err());
    let at = format!("{shell}, {mine}, before: {before}");
    let front = format!("path={}:", world.folder().display());
    assert_eq!(out.contains(&front), changes || !before, "{at}: {told}");
    assert!(
        out.contains("is=1") && err.contains("status=3"),
        "{at}: {told}"
    );
    let typed = |line: &&str| line.contains("ODD") && !line.contains("echo ODD");
    assert!(
        !out.lines().chain(err.lines()).any(|line| typed(&line)),
        "{at}: {told}"
    );
    let complaints = [
        "readonly variable",
        "read-only variable",
        "not found",
        "syntax error",
        "parse error",
    ];
    assert!(
        !complaints.iter().any(|words| err.contains(words)),
        "{at}: {told}"
    );
    let said = err.matches("cannot be changed in this shell").count();
    assert_eq!(said, usize::from(!changes && before), "{at}: {told}");
}

/// A script goes on, also in shells in which a change of what is read-only would end it.
#[test]
fn a_path_that_nobody_may_change_ends_no_script() {
    let world = World::new();
    for shell in crate::posix::SHELLS {
        let script = "npmcred env >~/text; IFS=; text=$(cat ~/text); readonly PATH; eval \"$text\"; echo goes on; npm";
        let told = world.run(shell).args(["-c", script]).run().expect(0);
        assert_eq!(told.out(), format!("goes on\n{BARE}\n"), "{told}");
        assert!(
            told.err().contains("PATH cannot be changed in this shell"),
            "{told}"
        );
        assert_eq!(told.err().lines().count(), 1, "{told}");
    }
}

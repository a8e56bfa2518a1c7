//! Completions: read when they are first asked for, and only where their file is.

use crate::screen::Screen;
use crate::world::World;
use npmcred::manual::pages;
use std::path::Path;

/// A half typed line, and the word that it ends with after TAB: what only npmcred knows.
const VALUES: [(&str, &str); 5] = [
    ("npmcred use wo", "work"),
    ("npmcred explain npm publi", "publish"),
    ("npmcred login --scope @ac", "@acme"),
    (
        "npmcred login --registry https://npm.ac",
        "https://npm.acme.example/",
    ),
    ("npmcred config re", "renew"),
];

/// A world with the completions where setup puts them, a profile, and a scope with its registry.
fn world() -> World {
    let world = World::new();
    world.make_shims();
    world.write(".npmrc", "@acme:registry=https://npm.acme.example/\n");
    world.npmcred(&["use", "work"]).run().expect(0);
    for page in pages()
        .iter()
        .filter(|page| page.path.starts_with("completions"))
    {
        world.write(
            Path::new(".local/share/npmcred").join(&page.path),
            &page.text,
        );
    }
    world
}

#[test]
fn bash_completes_at_a_prompt() {
    let world = world();
    world.write(".bashrc", "PS1='READY> '\neval $(npmcred env)\n");
    let mut screen = Screen::start(&world.run(&["bash", "-i"]));
    screen.line("complete -p npmcred", "-F __npmcred_complete npmcred");
    screen.type_in("npmcred logo\t");
    screen.wait_for("npmcred logout");
    screen.type_in("\x15");
    assert_values(&mut screen);
    assert_not_run(&world, &mut screen);
    // Its own completions stand in the loader's place from now on, also after our text is evaluated
    // again.
    screen.line(
        "eval $(npmcred env); complete -p npmcred | grep -c __npmcred_comp''lete; echo o''ver",
        "0\r\nover",
    );
}

/// Each line is written out, and then taken back.
fn assert_values(screen: &mut Screen) {
    for (typed, word) in VALUES {
        let (before, begun) = typed.rsplit_once(' ').unwrap();
        screen.type_in(&format!("{before} {begun}\t"));
        screen.wait_for(&word[begun.len()..]);
        screen.type_in("\x15");
    }
}

/// A program of that name in the working folder is no more than typed: nobody has said that it is
/// to be run.
fn assert_not_run(world: &World, screen: &mut Screen) {
    world.script("work/npmcred", "echo >\"$0.ran\"");
    screen.type_in("./npmcred use wo\t");
    screen.wait_for("rk");
    screen.type_in("\x15");
    assert!(!world.path("work/npmcred.ran").exists());
}

/// Under `set -u`, with completions of the user's own, and where the file is broken or gone since.
#[test]
fn bash_survives_what_is_wrong_with_the_file() {
    let world = world();
    let file = ".local/share/npmcred/completions/npmcred.bash";
    let interactive = |script: &str| world.run(&["bash", "--norc", "-ic", script]).run();
    let own =
        interactive("complete -W mine npmcred; eval $(npmcred env); complete -p npmcred").expect(0);
    assert_eq!(own.out().trim(), "complete -W 'mine' npmcred");
    let ask = "set -u; eval $(npmcred env); __npmcred_complete; echo $?";
    assert_eq!(interactive(ask).expect(0).out().trim(), "124");
    for text in ["return 3", "if"] {
        world.write(file, text);
        let told = interactive(ask).expect(0);
        assert_ne!(told.out().trim(), "124", "{told}");
    }
    std::fs::remove_file(world.home(file)).unwrap();
    let none =
        interactive("eval $(npmcred env); complete -p npmcred 2>/dev/null; echo $?").expect(0);
    assert_eq!(none.out().trim(), "1", "{none}");
}

/// Before `compinit` and after it.
#[test]
fn zsh_completes_at_a_prompt() {
    for rc in [
        "autoload -Uz compinit; compinit -u; eval $(npmcred env)",
        "eval $(npmcred env); autoload -Uz compinit; compinit -u",
    ] {
        let world = world();
        world.write(".zshrc", format!("PROMPT='READY> '\n{rc}\n"));
        let mut screen = Screen::start(&world.run(&["zsh", "-i"]));
        screen.line(
            "eval $(npmcred env); print -l $fpath | grep -c npmcred/compl''etions; echo o''ver",
            "1\r\nover",
        );
        screen.type_in("npmcred logo\t");
        screen.wait_for("ut");
        screen.type_in("--he\t");
        screen.wait_for("lp");
        screen.type_in("\x15");
        assert_values(&mut screen);
        assert_not_run(&world, &mut screen);
    }
}

#[test]
fn fish_completes() {
    let world = world();
    let script = "npmcred env fish | source; npmcred env fish | source; complete -C 'npmcred logo'; \
                  string match -- '*npmcred/completions' $fish_complete_path";
    let told = world.run(&["fish", "-c", script]).run().expect(0);
    let lines: Vec<String> = told.out().lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("logout") && lines.len() == 2, "{told}");
    for (typed, word) in VALUES {
        let script = format!(
            "npmcred env fish | source; complete -C '{typed}' | string split -f1 \\t; true"
        );
        let told = world.run(&["fish", "-c", &script]).run().expect(0);
        assert_eq!(told.out().trim_end(), word, "{typed}: {told}");
    }
}

#[test]
fn nushell_knows_the_command() {
    let world = world();
    let text = world.npmcred(&["env", "nu"]).run().expect(0);
    std::fs::write(world.path("work/npmcred.nu"), text.stdout).unwrap();
    let script =
        "source npmcred.nu\nprint (scope externs | where name =~ '^npmcred logout' | length)\n";
    std::fs::write(world.path("work/script.nu"), script).unwrap();
    let count = world
        .run(&["nu", "--no-config-file", "script.nu"])
        .run()
        .expect(0)
        .out();
    assert_ne!(count.trim(), "0");
    for (typed, word) in VALUES {
        let script = format!("source npmcred.nu\n{typed}");
        std::fs::write(world.path("work/typed.nu"), &script).unwrap();
        let at = script.len().to_string();
        let words = ["nu", "--no-config-file", "--ide-complete", &at, "typed.nu"];
        let told = world.run(&words).run().expect(0);
        assert!(
            told.out().contains(&format!("\"{word}\"")),
            "{typed}: {told}"
        );
    }
    std::fs::remove_dir_all(world.home(".local/share/npmcred/completions")).unwrap();
    let count = world
        .run(&["nu", "--no-config-file", "script.nu"])
        .run()
        .expect(0)
        .out();
    assert_eq!(count.trim(), "0");
}

#[test]
fn elvish_completes_at_a_prompt() {
    let world = world();
    world.write(
        ".config/elvish/rc.elv",
        "set edit:prompt = { put 'READY> ' }\neval (npmcred env elvish | slurp)\n",
    );
    let mut screen = Screen::start(&world.run(&["elvish"]));
    screen.line(
        "echo ha''s (has-key $edit:completion:arg-completer npmcred)",
        "has $true",
    );
    assert_values(&mut screen);
}

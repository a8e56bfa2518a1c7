//! At a prompt: in front again where a version manager put itself there, and nothing else is
//! changed.

use crate::screen::Screen;
use crate::world::World;

/// A shell at a terminal, with lines in its language. In each, `''` keeps what is typed from
/// looking like the answer.
struct Shell<'a> {
    name: &'a str,
    words: &'a [&'a str],
    /// A start file that makes the prompt show `READY>`, and what it says.
    start: (&'a str, &'a str),
    /// Evaluates our text by hand.
    evaluate: &'a str,
    /// Puts the manager's folder in front.
    manager: &'a str,
    /// Asks npm who it is, and tells that this is over.
    npm: &'a str,
    /// Ends with 7, and tells what the status was, at the next prompt.
    status: Option<[&'a str; 2]>,
}

const OVER: &str = "is-over";

fn check(shell: &Shell<'_>) {
    let world = World::new();
    world.make_shims();
    world.write(shell.start.0, shell.start.1);
    for file in world
        .start_files(shell.name)
        .iter()
        .filter(|file| file.reader.name.starts_with(shell.name))
    {
        world.put(file);
    }
    let mut screen = Screen::start(&world.run(shell.words).env("SHELL", shell.name));
    for _ in 0..2 {
        screen.line(shell.npm, "npm, depth 1");
        screen.line(shell.manager, OVER);
        screen.line(shell.npm, "npm, depth 1");
        if let Some([end, tell]) = shell.status {
            screen.line(end, OVER);
            screen.line(tell, "status=7");
            screen.line(end, OVER);
            screen.line(shell.manager, OVER);
        }
        screen.line(shell.evaluate, OVER);
    }
}

const POSIX_EVALUATE: &str = "eval $(npmcred env); echo is''-over";
const POSIX_MANAGER: &str = "PATH=$HOME/../manager:$PATH; echo is''-over";
const POSIX_STATUS: Option<[&str; 2]> =
    Some(["sh -c 'echo is\"\"-over; exit 7'", "echo stat''us=$?"]);

#[test]
fn bash() {
    check(&Shell {
        name: "bash",
        words: &["bash", "-i"],
        start: (".bashrc", "PS1='READY> '\nPROMPT_COMMAND='true;'\n"),
        evaluate: POSIX_EVALUATE,
        manager: POSIX_MANAGER,
        npm: "npm",
        status: POSIX_STATUS,
    });
}

#[test]
fn zsh() {
    check(&Shell {
        name: "zsh",
        words: &["zsh", "-i"],
        start: (
            ".zshrc",
            "PROMPT='READY> '\nsetopt warncreateglobal nounset\nprecmd() { true }\n",
        ),
        evaluate: POSIX_EVALUATE,
        manager: POSIX_MANAGER,
        npm: "npm",
        status: POSIX_STATUS,
    });
}

#[test]
fn yash() {
    check(&Shell {
        name: "yash",
        words: &["yash", "-i"],
        start: (".yashrc", "PS1='READY> '\nPROMPT_COMMAND='true'\n"),
        evaluate: POSIX_EVALUATE,
        manager: POSIX_MANAGER,
        npm: "npm",
        status: POSIX_STATUS,
    });
}

#[test]
fn fish() {
    check(&Shell {
        name: "fish",
        words: &["fish", "-i"],
        start: (
            ".config/fish/config.fish",
            "function fish_prompt\n  echo -n 'READY> '\nend\n",
        ),
        evaluate: "npmcred env fish | source; echo is''-over",
        manager: "set -gx PATH $HOME/../manager $PATH; echo is''-over",
        npm: "npm",
        status: Some(["sh -c 'echo is\"\"-over; exit 7'", "echo stat''us=$status"]),
    });
}

#[test]
fn nushell() {
    check(&Shell {
        name: "nushell",
        words: &["nu"],
        start: (
            ".config/nushell/config.nu",
            "$env.config.show_banner = false\n$env.PROMPT_COMMAND = {|| 'READY>' }\n$env.PROMPT_INDICATOR = ' '\n\
             $env.PROMPT_COMMAND_RIGHT = ''\n",
        ),
        evaluate: "source ~/.config/nushell/autoload/npmcred.nu; print ('is' + '-over')",
        manager: "$env.PATH = ($env.PATH | prepend ($env.HOME + '/../manager')); print ('is' + '-over')",
        npm: "npm",
        status: Some([
            "try { sh -c 'exit 7' }; print ('is' + '-over')",
            "print ('status' + '=7')",
        ]),
    });
}

#[test]
fn elvish() {
    check(&Shell {
        name: "elvish",
        words: &["elvish"],
        start: (
            ".config/elvish/rc.elv",
            "set edit:prompt = { put 'READY> ' }\nset edit:rprompt = { }\n",
        ),
        evaluate: "eval ((external npmcred) env elvish | slurp); echo is''-over",
        manager: "set paths = [$E:HOME/../manager $@paths]; echo is''-over",
        npm: "npm",
        status: None,
    });
}

#[test]
fn xonsh() {
    check(&Shell {
        name: "xonsh",
        words: &["xonsh", "-i", "--shell-type", "readline"],
        start: (".xonshrc", "$PROMPT = 'READY> '\n$TITLE = ''\n"),
        evaluate: "execx($(npmcred env xonsh)); print('is' + '-over')",
        manager: "$PATH.insert(0, $HOME + '/../manager'); print('is' + '-over')",
        npm: "npm",
        status: None,
    });
}

#[test]
fn tcsh() {
    check(&Shell {
        name: "tcsh",
        words: &["tcsh", "-i"],
        start: (".tcshrc", "set prompt = 'READY> '\nalias precmd 'true'\n"),
        evaluate: "eval \"`npmcred env tcsh`\"; echo is''-over",
        manager: "setenv PATH ${HOME}/../manager:${PATH}; echo is''-over",
        npm: "npm",
        status: Some(["sh -c 'echo is\"\"-over; exit 7'", "echo stat''us=$status"]),
    });
}

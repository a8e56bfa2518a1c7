//! What the manual says about each command beyond its flags: a paragraph, and examples that work as
//! they are typed.
//!
//! The words of an example are parsed in a test, so one that a changed flag breaks is noticed.

/// An example: what is typed, and what it does.
pub type Example = (&'static str, &'static str);

/// What is said of one command.
pub struct Entry {
    /// The words behind `npmcred`; empty for the program itself.
    pub command: &'static str,
    /// A paragraph or two, one empty line between.
    pub prose: &'static str,
    /// What one types, most useful first.
    pub examples: &'static [Example],
}

/// The commands as help lists them.
pub const GROUPS: [(&str, &[&str]); 4] = [
    ("Moving in", &["setup", "migrate", "doctor"]),
    (
        "Every day",
        &[
            "login", "logout", "store", "list", "status", "rotate", "remove",
        ],
    ),
    (
        "Projects and accounts",
        &["use", "trust", "config", "token"],
    ),
    (
        "For scripts and shells",
        &["explain", "exec", "env", "completions"],
    ),
];

/// What is said of the command of this path.
#[must_use]
pub fn entry(command: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.command == command)
}

/// All of it.
pub const ENTRIES: &[Entry] = &[
    Entry {
        command: "",
        prose: "\
npm keeps its tokens in clear text, in ~/.npmrc. npmcred keeps them in your system's own store \
and stands in front of npm and npx: a command that talks to a registry is handed its \
credential through a pipe that can be read once. It is never in a file, in an argument, or in \
the environment that scripts see. Everything else runs as if npmcred were not there.\n\n\
Once it is set up, you go on as before: npm login, npm ci, npm publish, npx.",
        examples: &[
            (
                "npmcred setup",
                "move in: shims, shells, plaintext out of ~/.npmrc, first login",
            ),
            ("npmcred doctor", "see whether all is well"),
            ("npmcred setup --undo", "move out, and leave nothing behind"),
        ],
    },
    Entry {
        command: "setup",
        prose: "\
Makes the shims, adds what puts them first on PATH to the start files of the shells that you \
have, writes the manual and the completions, offers to move plaintext credentials and to log \
in, and then runs the new shim once to prove that it answers. What is written is recorded.\n\n\
Run again it repairs what is missing and changes nothing else. With --undo every byte that it \
wrote is taken back, also out of files that you have edited since.",
        examples: &[
            ("npmcred setup", "do it, and ask where there is a choice"),
            ("npmcred setup --dry-run", "only show what would be done"),
            ("npmcred setup --yes", "do it without asking"),
            ("npmcred setup --undo", "take all of it back"),
        ],
    },
    Entry {
        command: "migrate",
        prose: "\
Finds credentials in clear text where npm keeps them: your own, the global and the project's \
npmrc, and variables. Each is put into the store, read back and compared, and only then is \
that entry removed; every other byte of the file stays. What it finds in start files, .env \
files, Dockerfiles and compose files it shows, and leaves to you.\n\n\
Whatever reads that file itself goes on without a credential. Lines of start files, makefiles, scripts \
of the project, Dockerfiles and the like that do so are named, each with what to write instead. A \
variable that such a line leaves empty hides nothing: npm is handed what is stored.\n\n\
A file that a project shares keeps a placeholder. A classic token for the public registry is \
dead since December 2025: it is removed and not kept.",
        examples: &[
            ("npmcred migrate --dry-run", "only show what would be moved"),
            ("npmcred migrate", "show the plan, ask, and move"),
            (
                "npmcred migrate --check ~/code/shop",
                "look at that project too, and ask the registries what still works",
            ),
        ],
    },
    Entry {
        command: "doctor",
        prose: "\
Looks at the store, the shims, your shells, your version managers and npm's files, asks each \
shell and a real npm run which npm they find, and says what is wrong, each with the command that cures it. The exit status is 0 only when all is \
well. With --prove it sends a made-up token through the shim to a listener on this machine, \
shows that it arrives, and searches for it afterwards.",
        examples: &[
            ("npmcred doctor", "see whether all is well"),
            (
                "npmcred doctor --prove",
                "prove that a credential arrives and is left nowhere",
            ),
            (
                "npmcred doctor --json",
                "the same as data, for a fleet of machines",
            ),
        ],
    },
    Entry {
        command: "login",
        prose: "\
Logs in as npm login does, in the browser or by password, and keeps what that gives in the \
store. The registry is the one that npm is configured for. A token of the same registry that \
stands in your ~/.npmrc is taken out of it.\n\n\
npm login through the shim does the same, in npm's own words.",
        examples: &[
            (
                "npmcred login",
                "to the registry that npm is configured for",
            ),
            (
                "npmcred login --scope=@acme --registry=https://npm.example.com/",
                "and have npm use that one for @acme",
            ),
            (
                "npmcred login --profile work",
                "as somebody else, beside the first",
            ),
            (
                "printf %s \"$TOKEN\" | npmcred login --with-token",
                "with a token from a pipe, asked about first",
            ),
        ],
    },
    Entry {
        command: "logout",
        prose: "\
Has the registry revoke what is kept for it, and removes it from the store. Where the registry \
cannot be reached it is removed here all the same, and you are told that it still works there.",
        examples: &[
            (
                "npmcred logout",
                "from the registry that npm is configured for",
            ),
            (
                "npmcred logout --scope=@acme",
                "from the one of a scope, which is then forgotten",
            ),
        ],
    },
    Entry {
        command: "store",
        prose: "\
Keeps a token or password that you have from elsewhere. It is read from standard input, or \
asked for without showing it; never an argument, which other programs could read. No registry \
is asked about it: npmcred login --with-token does that.",
        examples: &[
            (
                "npmcred store --registry https://npm.example.com/",
                "ask for the token without showing it",
            ),
            (
                "printf %s \"$TOKEN\" | npmcred store --scope @acme --use read --expires 90d",
                "from a pipe, for reading",
            ),
            (
                "npmcred store --registry https://npm.example.com/ --basic --username bob",
                "a password",
            ),
        ],
    },
    Entry {
        command: "list",
        prose: "\
Shows each credential by registry, use, kind, owner and end. No secret is shown, and there is \
no flag to show one.",
        examples: &[
            ("npmcred list", "what is kept"),
            ("npmcred list --profile work", "what is kept in one profile"),
            ("npmcred list --json", "the same as data"),
        ],
    },
    Entry {
        command: "status",
        prose: "\
Shows the state of the store, what is kept in it and for how long, which profile holds here, \
where the shims are, and which npm they lead to. Nobody is asked anything, and registries only \
with --check. The exit status tells whether the store can be used.\n\n\
A registry may answer 403 to a token that it has revoked, and refuse even public packages with it (Verdaccio does). \
Then npm install fails until the token is gone: npmcred logout, or npmcred remove.",
        examples: &[
            ("npmcred status", "how things stand"),
            (
                "npmcred status --check",
                "ask each registry whether it still takes what is kept",
            ),
        ],
    },
    Entry {
        command: "rotate",
        prose: "\
Has the registry make a token with the rights of the stored one, tries it, keeps it, and only \
then revokes the old one. Killed in between, the next command says what was left undone.",
        examples: &[
            (
                "npmcred rotate",
                "the one for the registry that npm is configured for",
            ),
            (
                "npmcred rotate --use write --expires 30",
                "the one that is kept for writing, for 30 days",
            ),
        ],
    },
    Entry {
        command: "remove",
        prose: "\
Removes a credential from the store and asks no registry: it goes on working there. \
npmcred logout revokes it too.",
        examples: &[
            (
                "npmcred remove --registry https://npm.example.com/",
                "all that is kept for it",
            ),
            (
                "npmcred remove --registry https://npm.example.com/ --use read",
                "only the one for reading",
            ),
        ],
    },
    Entry {
        command: "use",
        prose: "\
A profile is an account of yours under a name. What is chosen for a folder holds below it too; \
the nearest one wins, and NPMCRED_PROFILE or --profile win over all. The choice is recorded in \
your own configuration and not in the project, so a project cannot choose for you.",
        examples: &[
            ("npmcred use", "who is used here, and why"),
            ("npmcred use work", "use this profile here and below"),
            (
                "npmcred use work --in ~/work",
                "the same for another folder",
            ),
            ("npmcred use --forget", "take the choice back"),
        ],
    },
    Entry {
        command: "trust",
        prose: "\
A project that sets a proxy, certificates or another registry, or extends npm, could send your \
credential somewhere else. Until you allow such a line, nothing is handed over. What is \
allowed is exactly that line in that folder: changed, it is asked about again.",
        examples: &[
            ("npmcred trust", "show what the project does, and ask"),
            ("npmcred trust --json", "only show it, as data"),
            ("npmcred trust --forget", "take back what was allowed here"),
        ],
    },
    Entry {
        command: "config",
        prose: "\
Without a key it shows every setting, what holds, and where that was chosen. Each can be set \
for one command by its variable; npmcred-config(5) lists them.",
        examples: &[
            ("npmcred config", "show all settings"),
            (
                "npmcred config renew never",
                "never log in in the middle of a command",
            ),
            ("npmcred config renew --unset", "go back to the default"),
        ],
    },
    Entry {
        command: "token",
        prose: "\
Has the registry make a token that goes straight into the store, shows the tokens of the \
account, or revokes one.",
        examples: &[
            ("npmcred token create", "one that only reads"),
            ("npmcred token list", "those of the account"),
        ],
    },
    Entry {
        command: "token create",
        prose: "\
The token is kept in the store and not shown. The flags are npm's own of npm token create.",
        examples: &[
            ("npmcred token create", "one that only reads"),
            (
                "npmcred token create --permission read-write --scopes @acme --expires 30",
                "one that publishes in a scope, for 30 days",
            ),
        ],
    },
    Entry {
        command: "token list",
        prose: "Shows the tokens of the account as the registry lists them; sessions are not among them.",
        examples: &[
            ("npmcred token list", "those of the account"),
            ("npmcred token list --json", "the same as data"),
        ],
    },
    Entry {
        command: "token revoke",
        prose: "Has the registry revoke a token, and removes it from the store where it is kept here.",
        examples: &[(
            "npmcred token revoke 1f2e3d",
            "by the id that npmcred token list shows",
        )],
    },
    Entry {
        command: "explain",
        prose: "\
Says what the shim would do with a command: which registries are in play, whether each gets a \
credential, which one, from where, and what stands in the way. Nothing is run, no registry is \
asked, and no secret is shown.",
        examples: &[
            (
                "npmcred explain npm publish",
                "what npm publish would be given here",
            ),
            ("npmcred explain --json npm ci", "the same as data"),
        ],
    },
    Entry {
        command: "exec",
        prose: "\
Becomes the tool, with a hand-over like npm's: once, in the place of ~/.npmrc. For tools that read npm's \
configuration themselves and have no shim of their own, such as lerna and npm-check-updates. Flags behind \
the tool are the tool's. Below a script of npm it refuses, because a script could print what it is given; and \
a tool that the project brings has to be named by its path. It does not start npx or npm run: they would \
read what is for the tool.\n\n\
Tools that start npm from PATH need no npmcred exec: changesets, np, release-it, beachball.\n\n\
semantic-release starts the npm in node_modules/.bin, which is handed nothing. Set 'npmPublish' of its npm \
plugin to false, let @semantic-release/exec publish with 'publishCmd': 'npm publish', and start \
./node_modules/.bin/semantic-release by its path, not by npx or in a script.\n\n\
nx release starts the npm beside node, which is handed nothing either. Type nx release --skip-publish, and then \
npm publish --workspaces.\n\n\
A shim is a program, not a script of node: 'node $(which npm) ci', and pm2 with 'interpreter: node', \
cannot run it. There, start npm itself ('npm ci', 'interpreter: none'); 'npmcred doctor' finds such lines.\n\n\
A launcher of your own that is called npm, and stands behind the shim, must leave descriptors open. Python's \
subprocess closes them unless it is told 'close_fds=False'; npm then has no credential, and says E401 or ENEEDAUTH.\n\n\
What the tool is handed lies in the file that $npm_config_userconfig names: your own lines, and to be read once \
the credentials. \
So a build that wants an npm config file as its secret can be given that one, from 'npmcred exec -- sh -c': \
docker build --secret id=npmrc,src=$npm_config_userconfig",
        examples: &[
            (
                "npmcred exec -- ./node_modules/.bin/lerna publish",
                "with what may write",
            ),
            (
                "npmcred exec --use read -- ./node_modules/.bin/ncu",
                "with what only reads",
            ),
        ],
    },
    Entry {
        command: "env",
        prose: "\
For the start file of a shell, behind whatever else changes PATH; setup puts it there. It holds \
no secret, opens no store, and may be evaluated any number of times.\n\n\
Where a function named npm loads a version manager when it is first called, as with nvm, that call \
starts npm twice: once to load, and then by the shim.",
        examples: &[
            (
                "eval \"$(npmcred env)\"",
                "in sh, bash, zsh, ksh and their like",
            ),
            ("npmcred env fish | source", "in fish"),
            ("npmcred env --json", "the same as data"),
        ],
    },
    Entry {
        command: "completions",
        prose: "\
Prints the completions for a shell. setup has already put them where your shells find them.",
        examples: &[
            (
                "npmcred completions fish | source",
                "in fish, for this session",
            ),
            (
                "source <(npmcred completions bash)",
                "in bash, for this session",
            ),
        ],
    },
];

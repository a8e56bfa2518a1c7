//! The manual's text for each command: a paragraph or more, and examples that work as typed.
//!
//! A test parses the words of each example, so a changed flag that breaks one is noticed.

mod entry;
mod programs;

pub use entry::{Example, GuideEntry};

/// What is said of the command of this path.
#[must_use]
pub fn entry(command: &str) -> Option<&'static GuideEntry> {
    entries().find(|entry| entry.command == command)
}

/// All of it.
pub fn entries() -> impl Iterator<Item = &'static GuideEntry> {
    ENTRIES.iter().chain(programs::ENTRIES)
}

const ENTRIES: &[GuideEntry] = &[
    GuideEntry {
        command: "",
        prose: "\
npm keeps its tokens in plain text, in ~/.npmrc. npmcred keeps them in your system's own store \
and stands in front of npm and npx: a command that talks to a registry is handed its credential \
through a pipe that can be read once. It is never in a file, in an argument, or in the \
environment that scripts see. Everything else runs as if npmcred were not there.\n\n\
Once it is set up, you go on as before: npm login, npm ci, npm publish, npx.",
        examples: &[
            (
                "npmcred setup",
                "install: shims, shells, tokens out of ~/.npmrc, first login",
            ),
            ("npmcred doctor", "check the installation"),
            ("npmcred setup --undo", "uninstall"),
        ],
    },
    GuideEntry {
        command: "setup",
        prose: "\
Makes the shims, and puts them first on PATH in the start files of your shells. Where PATH does \
not lead to npmcred itself, it is linked beside them, or copied there out of a package of npm's or \
a folder that is no place for programs, such as one of downloads. Run it from a newer download to \
renew the copy. Writes the manual and the \
completions, offers to move plaintext credentials and to log in, and runs the new shim once to \
test it. Every change is recorded.\n\n\
On Windows it writes no start file. The shims (npm.exe, and npm.cmd for programs that ask by that \
name) come first in the user's PATH in the registry. An npm on the PATH of the machine, where \
node's own installer puts it, comes before that: an administrator then runs npmcred setup \
--machine, which puts a copy into the folder of programs, where no user may write, and that folder \
first on the machine's PATH. npmcred setup --undo --machine takes it back.\n\n\
On macOS the Keychain knows a program that nobody has signed by its bytes: after an update of \
npmcred it asks once for each credential whether the new program may read it.\n\n\
Run again, it repairs what is missing and changes nothing else. With --undo it removes every byte \
that it wrote, also from files that you have edited since. A copy of npmcred stays until \
you have said whether stored credentials go: --remove-credentials, or --keep-credentials.",
        examples: &[
            ("npmcred setup", "do it, and ask where there is a choice"),
            ("npmcred setup --dry-run", "only show what would be done"),
            ("npmcred setup --yes", "do it without asking"),
            ("npmcred setup --undo", "uninstall"),
        ],
    },
    GuideEntry {
        command: "migrate",
        prose: "\
Finds plaintext credentials where npm keeps them: your own, the global and the project's npmrc, \
and variables. Each is put into the store, read back and compared. Only then is that entry \
removed; every other byte of the file stays. Credentials in start files, .env files, Dockerfiles, \
compose files and the settings of yarn, bun and pnpm are shown and left to you.\n\n\
Afterwards, a program that reads such a file itself finds no credential there. The plan names \
such lines of start files, makefiles, scripts of the project, Dockerfiles and the like, each with \
a replacement. A variable that such a line leaves empty does no harm: npm is handed the stored \
credential.\n\n\
A file that a project shares keeps a placeholder. Classic tokens for the public registry were \
revoked in December 2025: they are removed and not stored.",
        examples: &[
            ("npmcred migrate --dry-run", "only show what would be moved"),
            ("npmcred migrate", "show the plan, ask, and move"),
            (
                "npmcred migrate --check ~/code/shop",
                "search that project too, and ask registries which ones work",
            ),
        ],
    },
    GuideEntry {
        command: "doctor",
        prose: "\
Checks the store, the shims, your shells, your version managers and npm's files, and asks each \
shell and a real npm run which npm they find. Each problem is shown with the command that fixes \
it, where there is one. The exit status is 0 only if there is no problem. With --prove it sends a \
made-up token through the shim to a listener on this machine, shows that it arrives, and searches \
for copies afterwards.",
        examples: &[
            ("npmcred doctor", "check the installation"),
            (
                "npmcred doctor --prove",
                "test that a credential arrives and leaks nowhere",
            ),
            ("npmcred doctor --json", "the same as data"),
        ],
    },
    GuideEntry {
        command: "unlock",
        prose: "\
Unlocks GNOME Keyring with its password where no desktop asks for it, as on a server over SSH. If \
there is no keyring yet, it makes one with the password that you type twice. The password is read \
without showing it, or from one line of standard input. KeePassXC and KWallet are unlocked in their \
own windows.\n\n\
Without a session bus it starts one, and a shell on it. The keyring stays unlocked until you leave \
that shell. A desktop session unlocks its keyring when you log in, and needs none of this.\n\n\
After npmcred config store pass, pass keeps your credentials, and GnuPG asks for the passphrase of \
its key: unlock has it ask now, so that what runs unattended finds them as long as gpg-agent \
remembers. Where pass has git, its history keeps what is removed, encrypted.",
        examples: &[
            ("npmcred unlock", "unlock the keyring, or start one"),
            (
                "npmcred unlock --shell",
                "the same, and start a shell afterwards",
            ),
        ],
    },
    GuideEntry {
        command: "login",
        prose: "\
Logs in as npm login does, in the browser or by password, and stores the credential. The registry \
is the one that npm is configured for; after a login in the browser it is asked once whose that \
is. A token for the same registry is removed from your ~/.npmrc. Where only the kernel keyring is \
there, which stores what expires within 12 hours, a login that may give more is refused before \
anybody types a password; at a terminal you may go on.\n\n\
npm login through the shim does the same, in npm's own words.",
        examples: &[
            ("npmcred login", "to the registry that npm uses"),
            (
                "npmcred login --scope=@acme --registry=https://npm.example.com/",
                "and make npm use that registry for @acme",
            ),
            (
                "npmcred login --profile work",
                "with another account, in addition to the first",
            ),
            (
                "printf %s \"$TOKEN\" | npmcred login --with-token",
                "with a token from a pipe, checked at the registry",
            ),
        ],
    },
    GuideEntry {
        command: "logout",
        prose: "\
Asks the registry to revoke the session, and removes it from the store. It is removed from the \
store even if the registry cannot be reached; you are then told that it still works there. A token \
that was made to last and a password are no session: they stay, and are named, unless --all is \
given.",
        examples: &[
            ("npmcred logout", "from the registry that npm uses"),
            (
                "npmcred logout --scope=@acme",
                "from the registry of a scope; npm then forgets it",
            ),
            ("npmcred logout --all", "tokens and passwords, too"),
        ],
    },
    GuideEntry {
        command: "store",
        prose: "\
Stores a token or password that you already have. It is read from standard input or from a hidden \
prompt, never from an argument, which other programs could read. No registry is asked about it: \
npmcred login --with-token does that.\n\n\
What is replaced in the store is named, here as by a login, npm config set and npmcred migrate. A \
token goes on working at its registry: at a terminal you are asked whether to revoke it there, \
elsewhere the command is named that does it. A session goes on where the next one of the same \
account replaces it, because another command may be running with it.",
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
    GuideEntry {
        command: "list",
        prose: "\
Shows the registry, use, kind, owner and expiry of each credential. No secret is shown, and there \
is no flag to show one.",
        examples: &[
            ("npmcred list", "all stored credentials"),
            ("npmcred list --profile work", "those of one profile"),
            ("npmcred list --json", "the same as data"),
        ],
    },
    GuideEntry {
        command: "status",
        prose: "\
Shows the state of the store, its credentials and their expiry, the profile used here, the shims, \
and the npm behind them. It never prompts, and asks registries only with --check. The exit status \
tells whether the store can be used; with --check also whether a credential no longer works (3), or \
a registry could not be asked (5).\n\n\
A registry may answer 403 to a token that it has revoked, and refuse even public packages with it \
(Verdaccio does). Then npm install fails until the token is gone: npmcred logout, or npmcred \
remove.",
        examples: &[
            ("npmcred status", "show the current state"),
            (
                "npmcred status --check",
                "ask each registry whether it still accepts its credential",
            ),
        ],
    },
    GuideEntry {
        command: "rotate",
        prose: "\
Creates a token with the rights of the stored one, tries it, stores it, and only then revokes the \
old one. If it is interrupted, the next command says what was left undone.",
        examples: &[
            (
                "npmcred rotate",
                "the one for the registry that npm is configured for",
            ),
            (
                "npmcred rotate --use write --expires 30",
                "the one for writing, for 30 days",
            ),
        ],
    },
    GuideEntry {
        command: "remove",
        prose: "\
Removes a credential from the store without asking the registry, where it goes on working. \
npmcred logout also revokes it.",
        examples: &[
            (
                "npmcred remove --registry https://npm.example.com/",
                "all credentials for it",
            ),
            (
                "npmcred remove --registry https://npm.example.com/ --use read",
                "only the one for reading",
            ),
        ],
    },
    GuideEntry {
        command: "use",
        prose: "\
A profile is one of your accounts under a name. A choice for a folder also applies to the folders \
below it. The nearest choice wins, and NPMCRED_PROFILE or --profile win over all. The choice is \
recorded in your own configuration and not in the project, so a project cannot choose for you.\n\n\
A registry may be one for which the folder's profile has nothing. Commands that only read then use \
the profile of everywhere else. Commands that publish, or ask who you are, do not. A profile that \
NPMCRED_PROFILE or --profile names is used alone.",
        examples: &[
            ("npmcred use", "show which profile is used here, and why"),
            ("npmcred use work", "use this profile here and below"),
            ("npmcred use work --in ~/work", "the same for that folder"),
            ("npmcred use --forget", "forget the choice"),
        ],
    },
    GuideEntry {
        command: "trust",
        prose: "\
A project that sets a proxy, certificates or another registry, or extends npm, could send your \
credential somewhere else. Until you allow such a line, nothing is handed over. Exactly that line \
in that folder is allowed; if it changes, you are asked again.",
        examples: &[
            ("npmcred trust", "show what the project does, and ask"),
            ("npmcred trust --json", "only show it, as data"),
            ("npmcred trust --forget", "forget what was allowed here"),
        ],
    },
    GuideEntry {
        command: "config",
        prose: "\
Without a key it shows every setting, its value, and where that was chosen. A variable sets it \
for one command; npmcred-config(5) lists them.",
        examples: &[
            ("npmcred config", "show all settings"),
            (
                "npmcred config renew never",
                "never log in in the middle of a command",
            ),
            ("npmcred config renew --unset", "go back to the default"),
        ],
    },
    GuideEntry {
        command: "token",
        prose: "\
Creates a token that goes straight into the store or to a command, lists the tokens of the account, or revokes \
one.",
        examples: &[
            ("npmcred token create", "one that only reads"),
            ("npmcred token list", "those of the account"),
        ],
    },
    GuideEntry {
        command: "token create",
        prose: "\
The token is stored and not shown. The flags are those of npm token create.\n\n\
A token for another machine goes to the standard input of the command behind --, and is not stored. \
Where the command fails, the token is revoked again. With --show it is printed once, at a terminal \
and after a question.",
        examples: &[
            ("npmcred token create", "one that only reads"),
            (
                "npmcred token create --name ci -- gh secret set NPM_TOKEN",
                "a secret of GitHub Actions, seen by nobody",
            ),
            (
                "npmcred token create --permission read-write --scopes @acme --expires 30",
                "one that publishes in a scope, for 30 days",
            ),
        ],
    },
    GuideEntry {
        command: "token list",
        prose: "Shows the tokens of the account as the registry lists them, without sessions.",
        examples: &[
            ("npmcred token list", "those of the account"),
            ("npmcred token list --json", "the same as data"),
        ],
    },
    GuideEntry {
        command: "token revoke",
        prose: "Revokes a token at the registry, and removes it from the store if it is there.",
        examples: &[(
            "npmcred token revoke 1f2e3d",
            "by the id that npmcred token list shows",
        )],
    },
    GuideEntry {
        command: "explain",
        prose: "\
Shows what the shim would do with a command: which registries it uses, which credential each gets \
and from where, or why it gets none. Nothing is run, no registry is asked, and no secret is \
shown.",
        examples: &[
            (
                "npmcred explain npm publish",
                "what npm publish would be given here",
            ),
            ("npmcred explain --json npm ci", "the same as data"),
        ],
    },
    GuideEntry {
        command: "env",
        prose: "\
For the start file of a shell, after everything else that changes PATH; setup puts it there. It \
holds no secret, opens no store, and may be evaluated any number of times. At a terminal it is text to \
read; eval gets the same packed into one line, which needs no quotes.\n\n\
Where a function named npm loads a version manager when it is first called, as with nvm, that \
call starts npm twice: once to load, and then by the shim.\n\n\
With --ci, for a job of a build server whose variables hold npm tokens. npm is handed them by the \
pipe where its files name them, as in ${NODE_AUTH_TOKEN}. The scripts that npm install, ci and \
publish run see neither these variables nor the shell's. npm run, npm exec and npx see them: a \
release script may publish. In a GitHub workflow it is a step behind actions/setup-node; elsewhere \
the job's shell evaluates it. It needs Linux 5.19 for all of that, and npmcred says so where it is missing.",
        examples: &[
            (
                "eval \"$(npmcred env)\"",
                "in sh, bash, zsh, ksh and their like",
            ),
            ("npmcred env fish | source", "in fish"),
            ("npmcred env --ci", "in a step of a GitHub workflow"),
            ("npmcred env --json", "the same as data"),
        ],
    },
    GuideEntry {
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

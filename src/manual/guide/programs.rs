//! The commands that start other programs with a credential, and those for containers.

use super::entry::GuideEntry;

/// What is said of them.
pub(super) const ENTRIES: &[GuideEntry] = &[
    GuideEntry {
        command: "exec",
        prose: "\
Runs a tool that reads npm's configuration itself and has no shim, such as lerna or \
npm-check-updates. It hands the tool credentials as npm gets them: once, in place of ~/.npmrc. \
Flags after the tool are the tool's. It refuses to run in a script of npm, because a script could \
print the credentials. A tool that the project brings has to be named by its path. It does not \
start npx or npm run: they would read the credentials before the tool does.\n\n\
Tools that start npm from PATH need no npmcred exec: changesets, np, release-it, turbo, beachball. \
Started by pnpm 11 or 12, changesets asks the public registry, with npmcred or without, unless \
'publishConfig' of the package names another.\n\n\
semantic-release starts the npm in node_modules/.bin, which gets no credentials. Set 'npmPublish' \
of its npm plugin to false, let @semantic-release/exec publish with 'publishCmd': 'npm publish', \
and start ./node_modules/.bin/semantic-release by its path, not by npx or in a script.\n\n\
nx release starts the npm next to node, which gets none either. Type nx release --skip-publish, \
and then npm publish --workspaces.\n\n\
A shim is a program, not a script of node: 'node $(which npm) ci', and pm2 with 'interpreter: \
node', cannot run it. There, start npm itself ('npm ci', 'interpreter: none'); 'npmcred doctor' \
finds such lines.\n\n\
A launcher of your own that is called npm and is after the shim on PATH must leave descriptors \
open. Python's subprocess closes them without 'close_fds=False'; npm then has no credential, and \
says E401 or ENEEDAUTH.\n\n\
With --secret, the tool is the client of a container engine (docker, podman, buildah, nerdctl), and \
gets the lines of an .npmrc as a build secret: in memory, for every step of the build, and only for \
the registries that are named. Nothing of it stays in the image, its history or the builder's record. \
In a compose or bake file, and in a script, the variable NPMCRED_SECRET names the file. While the \
client runs, your other programs can read the file.\n\n\
With --env, the tool finds the token of one registry in a variable, and so does everything that it \
starts. 'npmcred docker' shows the lines of a Dockerfile.",
        examples: &[
            (
                "npmcred exec -- ./node_modules/.bin/lerna publish",
                "with credentials that may write",
            ),
            (
                "npmcred exec --use read -- ./node_modules/.bin/ncu",
                "with credentials for reading",
            ),
            (
                "npmcred exec --secret npmrc --scope @acme -- docker build .",
                "give the steps of a build the token of @acme's registry",
            ),
        ],
    },
    GuideEntry {
        command: "source",
        prose: "\
Some registries have no login: a command of their maker's makes a token that lives for minutes or \
hours. npmcred runs that command for you, whenever a token is needed and the stored one is near \
its end. The token is stored and handed over like any other. Of many commands that need it at \
once, one runs it. Where it fails, npm is not started.",
        examples: &[
            (
                "npmcred source add --registry https://npm.pkg.github.com/",
                "by the command that npmcred knows for this host",
            ),
            ("npmcred source list", "see which commands make tokens"),
        ],
    },
    GuideEntry {
        command: "source add",
        prose: "\
Runs the command once, stores its token, and remembers the command. It is run without a shell and \
without a terminal, in your home folder, by the path of the program as PATH leads to it now. \
Nothing in a project can name or change it. Its arguments are kept in plain text, so they must hold \
no secret.\n\n\
It prints the token alone, or JSON, at most 16 KiB. A token's end is what the JSON or the token \
itself (a JWT) says, and at most --expires; a token that tells no end is kept for 15 minutes, and \
none for more than 12 hours. The next is made when five minutes are left, or a tenth of its life.\n\n\
Without a command it is the one for the host: aws for CodeArtifact, gcloud for Google's Artifact \
Registry, az for Azure Artifacts, gh for GitHub Packages, jf for JFrog's cloud. You have to be \
logged in with that program.",
        examples: &[
            (
                "npmcred source add --registry https://npm.pkg.github.com/",
                "the token of gh, asked for every hour",
            ),
            (
                "npmcred source add --registry https://h.example/ -- vault read -field=t npm",
                "a program that prints the token",
            ),
            (
                "npmcred source add --registry https://h.example/ --field token -- x token",
                "a program that prints JSON",
            ),
        ],
    },
    GuideEntry {
        command: "source list",
        prose: "Shows the registries whose tokens a command makes, and the commands. It runs none.",
        examples: &[
            ("npmcred source list", "those of all profiles"),
            ("npmcred source list --json", "the same as data"),
        ],
    },
    GuideEntry {
        command: "source remove",
        prose: "\
Forgets the command of a registry. A token that it made stays in the store until it ends; npmcred \
remove takes it out.",
        examples: &[(
            "npmcred source remove --registry https://npm.pkg.github.com/",
            "no more tokens from gh",
        )],
    },
    GuideEntry {
        command: "helper",
        prose: "\
Answers a program that asks for a credential in a protocol of its own, with what is stored for the \
very registry that it names, and for no other. It is off until 'npmcred config helpers on': any \
program that you run may ask it then, and reads the token. The shim needs it not. It logs in \
nobody, asks for no password, and answers nobody below a script of npm. Each answer is kept in \
helper.json, in npmcred's data folder: when, in which protocol, for which registry, and in which folder.\n\n\
pnpm, from 11 on, in ~/.npmrc: //HOST/:tokenHelper=/usr/bin/npmcred helper pnpm https://HOST/\n\n\
git: git config --global credential.helper '!npmcred helper git'. It asks about the host, unless \
credential.useHttpPath is set.\n\n\
cargo, in ~/.cargo/config.toml, in the table of the registry: \
credential-provider = \"npmcred\". A sparse registry is stored by its address \
without sparse+.\n\n\
docker: a script docker-credential-npmcred on PATH that says exec npmcred helper docker \"$@\", and \
\"credHelpers\": {\"HOST\": \"npmcred\"} in ~/.docker/config.json.\n\n\
Bazel: a script that says exec npmcred helper bazel \"$@\", named by --credential_helper. It asks about \
files, and is answered with what covers their address.",
        examples: &[(
            "npmcred helper pnpm https://npm.acme.example/",
            "what pnpm types, to try it",
        )],
    },
    GuideEntry {
        command: "run",
        prose: "\
For a step of a container build: reads the lines of an .npmrc that are mounted as a secret below \
/run/secrets, hides the file, and becomes npm or npx, which is handed its credential as by the \
shim. The scripts of packages can neither read the file nor look into the processes that had it. \
That needs Landlock, which Linux has since 5.19; where it is missing, the command refuses to run. \
What is newly made directly in / or /run cannot be read in such a step.\n\n\
'npmcred docker' prints the whole step for this project.",
        examples: &[(
            "npmcred run --from /run/secrets/npmrc -- npm ci",
            "in a RUN of a Dockerfile that mounts the secret",
        )],
    },
    GuideEntry {
        command: "docker",
        prose: "\
Prints the lines for a Dockerfile and the command that builds, for the registries that npm is \
configured for here. With --check, it names each line of the Dockerfiles and compose files of a \
folder that leaves a token in an image, its history, or the builder's record, or in reach of scripts, \
and what to put in its place. Whatever was built with such a line has leaked its token: only another \
token cures that.",
        examples: &[
            ("npmcred docker", "what to write, and what to type"),
            ("npmcred docker --check", "look at this project"),
        ],
    },
];

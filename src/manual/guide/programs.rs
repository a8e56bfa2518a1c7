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
Tools that start npm from PATH need no npmcred exec: changesets, np, release-it, beachball.\n\n\
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

//! Which variables of a build server npm's scripts do not see, and the tokens in them.
//!
//! npm's files name such a variable as `${NODE_AUTH_TOKEN}` (actions/setup-node), `${NPM_TOKEN}` or
//! `${CI_JOB_TOKEN}`; any other that stands in a secret's place counts as well. The variables of
//! trusted publishing are for the commands that use it (npm 11 `lib/utils/oidc.js`).

use crate::context::Context;
use crate::credential::{is_dummy, literal, variables_in};
use crate::npmrc::{Config, Layer, Setting};
use crate::tool::as_npm::config::with_flags;
use crate::tool::withheld::Withheld;
use std::ffi::{OsStr, OsString};

/// Tokens of npm's by their very names, whether or not a file names them.
const TOKENS: [&str; 2] = ["NODE_AUTH_TOKEN", "NPM_TOKEN"];

/// What npm changes for a token of the registry, at GitHub and at GitLab.
const TRUSTED: [&str; 4] = [
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "NPM_ID_TOKEN",
    "SIGSTORE_ID_TOKEN",
];

/// The commands that do.
const USING_TRUST: [&str; 3] = ["publish", "dist-tag", "stage"];

/// What these start is named by who types them, and may be there to publish: semantic-release, for
/// instance. So it sees what the job has, as it does in `npm run`.
const STARTING_OTHERS: [&str; 2] = ["exec", "init"];

/// What is taken out of the environment of this command.
pub(super) fn withheld(context: &Context, args: &[OsString], command: Option<&str>) -> Withheld {
    let Some(command) = command.filter(|name| !STARTING_OTHERS.contains(name)) else {
        return Withheld::default();
    };
    let (config, _) = with_flags(context, args);
    let mut needed = elsewhere(&config);
    let tokens = tokens(&config, &needed);
    let pairs: Vec<literal::Pair> = tokens.iter().map(|(pair, _)| pair.clone()).collect();
    let made = literal::understand(context.now(), &config, &pairs).credentials;
    let is_made = |key: &String| made.iter().any(|(_, keys)| keys.contains(key));
    let mut variables: Vec<String> = Vec::new();
    for ((key, _), names) in tokens {
        if is_made(&key) {
            variables.extend(names);
        } else {
            needed.extend(names);
        }
    }
    let holds = |name: &&str| {
        let value = context.env.filled(name).and_then(OsStr::to_str);
        value.is_some_and(|text| !is_dummy(text))
    };
    let is_taken = |name: &&str| !TRUSTED.contains(name) || !USING_TRUST.contains(&command);
    let known = TOKENS.into_iter().chain(TRUSTED);
    variables.extend(known.filter(holds).filter(is_taken).map(str::to_owned));
    variables.retain(|name| !needed.contains(name));
    variables.sort_unstable();
    variables.dedup();
    Withheld {
        variables,
        credentials: made.into_iter().map(|(one, _)| one).collect(),
    }
}

/// The secrets that files take from variables, by npm's keys, and the names of these. What is
/// `needed` elsewhere stays a variable.
fn tokens(config: &Config, needed: &[String]) -> Vec<(literal::Pair, Vec<String>)> {
    let files = config.layers.iter().filter(|layer| layer.path.is_some());
    let is_token = |setting: &&Setting| {
        let names = variables_in(&setting.raw);
        let text = setting.value.to_text();
        literal::is_secret_key(&setting.key)
            && !names.is_empty()
            && !names.iter().any(|name| needed.contains(name))
            && setting.unresolved.is_empty()
            && !text.is_empty()
            && !is_dummy(&text)
            && (config.get(&setting.key)).is_some_and(|(_, one)| one == *setting)
    };
    let settings = files.flat_map(Layer::settings);
    settings
        .filter(is_token)
        .map(|one| {
            let pair = (one.key.clone(), one.value.to_text());
            (pair, variables_in(&one.raw))
        })
        .collect()
}

/// Variables that other settings need as well: without them npm would go another way.
fn elsewhere(config: &Config) -> Vec<String> {
    let settings = config.layers.iter().flat_map(Layer::settings);
    let others = settings.filter(|setting| !literal::is_secret_key(&setting.key));
    others
        .flat_map(|setting| variables_in(&setting.raw))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::{StoreError, files};
    use std::path::Path;

    /// What is taken from a command in a home with this `.npmrc`, where these are set.
    fn taken(home: &Path, file: &str, set: &[(&str, &str)], command: &str) -> (String, usize) {
        files::write_private(&home.join(".npmrc"), file.as_bytes()).unwrap();
        let mut variables = vec![("HOME".into(), OsString::from(home))];
        variables.extend(
            set.iter()
                .map(|(name, value)| ((*name).into(), (*value).into())),
        );
        let open = |_: &Env, _| Err(StoreError::Denied);
        let context = Context::invented(Env::new(variables), Box::new(open), || 0);
        let context = context.at(Some(home));
        let held = withheld(&context, &[], Some(command));
        (held.variables.join(" "), held.credentials.len())
    }

    #[test]
    fn what_files_make_of_variables_is_taken_and_nothing_that_npm_needs() {
        let home = tempfile::tempdir().unwrap();
        let home = files::canonical(home.path()).unwrap();
        let named = |name: &str| format!("//h.example/:_authToken=${{{name}}}\n");
        let (node, job) = (named("NODE_AUTH_TOKEN"), named("CI_JOB_TOKEN"));
        let token = ("NODE_AUTH_TOKEN", "npm_x");
        let dummy = ("NODE_AUTH_TOKEN", "XXXXX-XXXXX-XXXXX-XXXXX");
        let trust = ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "x");
        let password = "//h.example/:_password=${CI_JOB_TOKEN}\n";
        let elsewhere = format!("{job}registry=https://h.example/${{CI_JOB_TOKEN}}/\n");
        type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str, usize);
        let cases: [Case<'_>; 13] = [
            (&node, &[token], "ci", "NODE_AUTH_TOKEN", 1),
            (&node, &[token], "publish", "NODE_AUTH_TOKEN", 1),
            (&node, &[token], "exec", "", 0),
            (&node, &[], "ci", "", 0),
            (&node, &[("NODE_AUTH_TOKEN", "")], "ci", "", 0),
            (&node, &[dummy], "ci", "", 0),
            (
                "",
                &[("NPM_TOKEN", "x"), ("CI_JOB_TOKEN", "y")],
                "ci",
                "NPM_TOKEN",
                0,
            ),
            (&job, &[("CI_JOB_TOKEN", "y")], "ci", "CI_JOB_TOKEN", 1),
            (&elsewhere, &[("CI_JOB_TOKEN", "y")], "ci", "", 0),
            (password, &[("CI_JOB_TOKEN", "y")], "ci", "", 0),
            ("", &[trust], "ci", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", 0),
            ("", &[trust], "publish", "", 0),
            ("", &[trust], "dist-tag", "", 0),
        ];
        for (file, set, command, names, count) in cases {
            let got = taken(&home, file, set, command);
            assert_eq!(got, (names.to_owned(), count), "{file} {set:?} {command}");
        }
    }
}

//! What a command of npm takes from its surroundings: addresses and code of the project, and the
//! identity of a build server.

/// What a command takes from the project besides its configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::tool) enum Uses {
    /// Nothing.
    Nothing,
    /// The addresses of its dependencies.
    Addresses,
    /// Those, and with npm 12 code that runs inside npm. Some commands (`publish`, `outdated`,
    /// `exec`) run it only while `node_modules/.package-lock.json` is missing or older than what it
    /// tells of; that is the project's to decide.
    Code,
}

/// What this command takes from the project. Those that take nothing or no code are listed, each
/// tried on npm 12 (`tests/hostile/extension.rs`).
#[must_use]
pub(in crate::tool) fn uses(command: &str, operands: &[&str]) -> Uses {
    match command {
        "access" | "bugs" | "cache" | "deprecate" | "dist-tag" | "docs" | "doctor" | "hook"
        | "org" | "owner" | "ping" | "profile" | "repo" | "search" | "star" | "stars" | "team"
        | "token" | "trust" | "undeprecate" | "unpublish" | "unstar" | "view" | "whoami" => {
            Uses::Nothing
        }
        "stage" if operands.first() != Some(&"publish") => Uses::Nothing,
        "ci" | "install-ci-test" => Uses::Addresses,
        "audit" if operands.is_empty() => Uses::Addresses,
        _ => Uses::Code,
    }
}

/// Whether a command takes the addresses of its dependencies from the project.
pub(in crate::tool) fn uses_addresses(command: &str, operands: &[&str]) -> bool {
    uses(command, operands) >= Uses::Addresses
}

/// Whether npm exchanges the identity of a build server for a token of its own before this command
/// (npm 12 `lib/utils/oidc.js`); an older npm says itself that it is not logged in. `is_set` knows
/// the environment.
#[must_use]
pub(in crate::tool) fn has_identity(
    command: &str,
    operands: &[&str],
    is_set: &dyn Fn(&str) -> bool,
) -> bool {
    let exchanges = match command {
        "publish" | "dist-tag" => true,
        "stage" => operands.first() == Some(&"publish"),
        _ => false,
    };
    let on_github = is_set("GITHUB_ACTIONS");
    let on_server = on_github || is_set("GITLAB_CI") || is_set("CIRCLECI");
    let may_ask = on_github
        && is_set("ACTIONS_ID_TOKEN_REQUEST_URL")
        && is_set("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
    exchanges && on_server && (is_set("NPM_ID_TOKEN") || may_ask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_servers_identity_is_seen() {
        let github = [
            "GITHUB_ACTIONS",
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        ];
        let cases: [(&str, &[&str], &[&str], bool); 7] = [
            ("publish", &[], &github, true),
            ("stage", &["publish"], &github, true),
            ("unpublish", &[], &github, false),
            ("publish", &[], &github[..2], false),
            ("publish", &[], &["GITLAB_CI", "NPM_ID_TOKEN"], true),
            ("publish", &[], &["NPM_ID_TOKEN"], false),
            ("publish", &[], &[], false),
        ];
        for (command, operands, set, want) in cases {
            assert_eq!(
                has_identity(command, operands, &|name| set.contains(&name)),
                want,
                "{command} {set:?}"
            );
        }
    }
}

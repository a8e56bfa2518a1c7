//! Which registry npm asks for a command about one package, one team or the account. `tests/wire`
//! holds this to npm itself.
//!
//! A scope's own registry counts only where npm tells its HTTP client the package of the request.
//! Where npm does not, the request goes to the default registry, although its address names a
//! package.

use crate::npmrc::NpmVersion;
use crate::registry::Registry;
use crate::tool::grant::Reach;
use crate::tool::target::Part;

/// A request of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tool) struct Question<'a> {
    /// Whose registry it goes to.
    pub about: About<'a>,
    /// What it is to the command.
    pub part: Part,
}

/// What a request is about, as far as the choice of the registry goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tool) enum About<'a> {
    /// No package: the default registry.
    Nothing,
    /// This package.
    Package(&'a str),
    /// This package, or if it has no scope of its own, one of this scope.
    Team(&'a str, &'a str),
    /// The package of the working folder.
    Own,
}

/// What a command asks that acts on published packages or on the account; of one that only reads,
/// nothing in particular.
#[must_use]
pub(in crate::tool) fn questions<'a>(
    command: &str,
    operands: &[&'a str],
    npm: NpmVersion,
) -> Vec<Question<'a>> {
    let main = |about| Question {
        about,
        part: Part::Main,
    };
    let named = |at: usize| operands.get(at).and_then(|spec| package_name(spec));
    let package = |at: usize| named(at).map_or(About::Own, About::Package);
    let all_packages = || {
        operands
            .iter()
            .filter_map(|spec| package_name(spec))
            .map(About::Package)
            .map(main)
    };
    let identity = Question {
        about: About::Nothing,
        part: Part::Identity,
    };
    let first = operands.first().copied().unwrap_or_default();
    match command {
        "publish" => all_packages().take(1).collect(),
        "stage" if first == "publish" => {
            named(1).map(About::Package).map(main).into_iter().collect()
        }
        "unpublish" => {
            // npm 8 looks which versions there are, without saying of which package.
            let looks = npm == NpmVersion::Npm8 && !operands.is_empty();
            let versions = looks.then_some(Question {
                about: About::Nothing,
                part: Part::Beside,
            });
            std::iter::once(main(package(0))).chain(versions).collect()
        }
        "deprecate" | "undeprecate" => vec![main(package(0))],
        "star" | "unstar" => std::iter::once(identity).chain(all_packages()).collect(),
        "dist-tag" => vec![main(package(1))],
        "owner" => owner(package(2), npm),
        "access" => access(first, operands),
        _ => vec![main(About::Nothing)],
    }
}

/// Where a reading command may be led besides.
#[must_use]
pub(in crate::tool) fn reach(command: &str, operands: &[&str]) -> Reach {
    let address = |word: &&str| {
        // `name@https://…` is an address as well.
        let from = word.find("http")?;
        Registry::parse_any(&word[from..]).ok()
    };
    Reach {
        anywhere: fetches(command, operands),
        named: operands.iter().filter_map(address).collect(),
    }
}

/// Whether a command fetches tarballs, from wherever metadata and lockfiles say.
fn fetches(command: &str, operands: &[&str]) -> bool {
    match command {
        "ci" | "dedupe" | "diff" | "exec" | "find-dupes" | "init" | "install"
        | "install-ci-test" | "install-test" | "link" | "outdated" | "pack" | "patch" | "prune"
        | "uninstall" | "update" | "birthday" => true,
        "audit" => operands.first() == Some(&"fix"),
        "cache" => operands.first() == Some(&"add"),
        _ => false,
    }
}

/// Whether npm looks which versions there are before it sends one (npm 11
/// `lib/commands/publish.js`, `#registryVersions`).
#[must_use]
pub(in crate::tool) fn looks_for_versions(command: &str, npm: NpmVersion) -> bool {
    npm >= NpmVersion::Npm11 && matches!(command, "publish" | "stage")
}

/// npm 11 says for which package it looks up the new owner, its predecessors do not.
fn owner(package: About<'_>, npm: NpmVersion) -> Vec<Question<'_>> {
    let person = (npm < NpmVersion::Npm11).then_some(Question {
        about: About::Nothing,
        part: Part::Beside,
    });
    std::iter::once(Question {
        about: package,
        part: Part::Main,
    })
    .chain(person)
    .collect()
}

fn access<'a>(first: &str, operands: &[&'a str]) -> Vec<Question<'a>> {
    let named = |at: usize| operands.get(at).and_then(|spec| package_name(spec));
    let main = |about| {
        vec![Question {
            about,
            part: Part::Main,
        }]
    };
    let package = |at| named(at).map_or(About::Own, About::Package);
    let team = |scope_at: usize, package_at| {
        let scope = operands
            .get(scope_at)
            .and_then(|team| team.split(':').next())
            .unwrap_or_default();
        named(package_at).map_or(About::Own, |name| About::Team(name, scope))
    };
    match first {
        // npm 8.
        "public" | "restricted" | "2fa-required" | "2fa-not-required" => main(package(1)),
        "grant" => main(team(2, 3)),
        "revoke" => main(team(1, 2)),
        "set" => {
            let mut all = main(package(2));
            // It reads the status again, without saying of which package.
            all.push(Question {
                about: About::Nothing,
                part: Part::Beside,
            });
            all
        }
        _ => main(About::Nothing),
    }
}

/// The name in `name`, `name@version` or `@scope/name@version`; of a path or an address, nothing.
pub(in crate::tool) fn package_name(spec: &str) -> Option<&str> {
    let from = usize::from(spec.starts_with('@'));
    let name = spec[from..].find('@').map_or(spec, |at| &spec[..from + at]);
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '/' | '-' | '_' | '.' | '~');
    let is_file = [".tgz", ".tar", ".tar.gz"]
        .iter()
        .any(|end| spec.ends_with(end));
    let is_path = is_file || name.starts_with('.') || name.split('/').count() != 1 + from;
    (!name.is_empty() && !is_path && name.chars().all(plain)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_asked_for_what_npm_says_that_it_is_about() {
        use About::{Nothing, Own, Package, Team};
        use Part::{Beside, Identity, Main};
        let cases: [(&str, &[(About<'_>, Part)]); 17] = [
            ("whoami", &[(Nothing, Main)]),
            ("trust list @a/x", &[(Nothing, Main)]),
            ("stage list @a/x", &[(Nothing, Main)]),
            ("stage publish", &[]),
            ("publish @a/x@1.0.0", &[(Package("@a/x"), Main)]),
            ("publish ./x.tgz", &[]),
            ("unpublish", &[(Own, Main)]),
            ("deprecate @a/x@1 no", &[(Package("@a/x"), Main)]),
            (
                "star @a/x y",
                &[
                    (Nothing, Identity),
                    (Package("@a/x"), Main),
                    (Package("y"), Main),
                ],
            ),
            ("dist-tag add @a/x@1 next", &[(Package("@a/x"), Main)]),
            ("owner add bob @a/x", &[(Package("@a/x"), Main)]),
            ("owner add bob", &[(Own, Main)]),
            ("access get status @a/x", &[(Nothing, Main)]),
            (
                "access set status=public @a/x",
                &[(Package("@a/x"), Main), (Nothing, Beside)],
            ),
            ("access grant read-only a:devs x", &[(Team("x", "a"), Main)]),
            ("access revoke a:devs", &[(Own, Main)]),
            ("access public @a/x", &[(Package("@a/x"), Main)]),
        ];
        for (typed, want) in cases {
            let words: Vec<&str> = typed.split(' ').collect();
            let all: Vec<(About<'_>, Part)> = questions(words[0], &words[1..], NpmVersion::Npm12)
                .iter()
                .map(|one| (one.about, one.part))
                .collect();
            assert_eq!(all, want, "{typed}");
        }
        assert_eq!(
            questions("owner", &["add", "bob", "x"], NpmVersion::Npm10).len(),
            2
        );
    }

    #[test]
    fn package_names_are_told_from_paths() {
        let cases = [
            ("@s/a@1.x", Some("@s/a")),
            ("a@1", Some("a")),
            ("a", Some("a")),
            ("../x y", None),
            ("./a", None),
            ("a/b", None),
            ("@s", None),
            ("a-1.0.0.tgz", None),
            ("https://h/a", None),
            ("", None),
        ];
        for (spec, want) in cases {
            assert_eq!(package_name(spec), want, "{spec}");
        }
    }
}

//! Every command of npm 8 to 12 that asks a registry, each with a package of C and with one of A.

use super::answers::STAGE_ID;
use super::world::Folder;

/// One command line; `{x}` is `x` or `@acme/x`, and the folder's own package is `here` or
/// `@acme/here`.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) typed: String,
    pub(crate) majors: &'static [u32],
    pub(crate) folder: Folder,
    /// Whether nothing is handed over, because what is published cannot be read beforehand.
    pub(crate) refused: bool,
}

const ALL: &[u32] = &[8, 9, 10, 11, 12];
const OLD: &[u32] = &[8];
const MODERN: &[u32] = &[9, 10, 11, 12];
const TO_10: &[u32] = &[8, 9, 10];
const TO_11: &[u32] = &[8, 9, 10, 11];
const FROM_11: &[u32] = &[11, 12];
const ONLY_12: &[u32] = &[12];

fn case(typed: &str, majors: &'static [u32], folder: Folder) -> Case {
    Case {
        typed: typed.to_owned(),
        majors,
        folder,
        refused: false,
    }
}

impl Case {
    /// The words, filled in.
    pub(crate) fn words(&self, scoped: bool) -> Vec<String> {
        let filled = |word: &str| word.replace("{x}", if scoped { "@acme/x" } else { "x" });
        let words = self.typed.split(' ').map(filled);
        words
            .map(|word| word.replace("{id}", STAGE_ID).replace('_', " "))
            .collect()
    }

    /// Whether it is about the account alone, so that no word names a package: one folder shows it,
    /// that of a scope's package.
    pub(crate) fn is_about_the_account(&self) -> bool {
        let word = self.typed.split(' ').next().unwrap_or_default();
        let of_account = [
            "whoami", "ping", "doctor", "profile", "token", "org", "team", "hook",
        ];
        of_account.contains(&word) && !self.typed.contains("{x}")
    }

    /// As the table shows it.
    pub(crate) fn title(&self) -> String {
        let place = match self.folder {
            Folder::Elsewhere => ", `publishConfig` names the other",
            Folder::Package | Folder::Declared | Folder::Locked | Folder::Installed => "",
        };
        let refused = if self.refused { " (refused)" } else { "" };
        format!(
            "`{}`{place}{refused}",
            self.typed.replace("{x}", "X").replace("{id}", "ID")
        )
    }
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    [
        trees(),
        packages(),
        owners(),
        publishing(),
        rights(),
        accounts(),
        staged(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Those that build a tree.
fn trees() -> Vec<Case> {
    use Folder::{Declared, Installed, Locked, Package};
    vec![
        case("install", ALL, Locked),
        case("install {x}", ALL, Package),
        case("install -g {x}", ALL, Package),
        case("install-test", ALL, Locked),
        case("ci", ALL, Locked),
        case("install-ci-test", ALL, Locked),
        case("update", ALL, Locked),
        case("dedupe", ALL, Locked),
        case("find-dupes", ALL, Declared),
        case("prune", ALL, Locked),
        case("uninstall other", ALL, Locked),
        case("link {x}", ALL, Package),
        case("outdated", ALL, Installed),
        case("audit", ALL, Locked),
        case("audit fix", ALL, Locked),
        // From npm 9 on it asks another host for its keys first.
        case("audit signatures", OLD, Installed),
        case("query :outdated", MODERN, Installed),
        case("patch {x}", ONLY_12, Installed),
    ]
}

/// Those that look at packages.
fn packages() -> Vec<Case> {
    use Folder::{Installed, Package};
    vec![
        case("exec --yes {x}", ALL, Package),
        case("init --yes {x}", ALL, Package),
        case("pack {x}", ALL, Package),
        case("cache add {x}", ALL, Package),
        case("diff --diff={x}@1.0.0 --diff={x}@2.0.0", ALL, Package),
        case("diff --diff={x}@2.0.0", ALL, Installed),
        case("diff", ALL, Package),
        case("view {x}", ALL, Package),
        case("bugs {x}", ALL, Package),
        case("docs {x}", ALL, Package),
        case("repo {x}", ALL, Package),
        case("fund {x}", ALL, Package),
        case("search {x}", ALL, Package),
    ]
}

fn owners() -> Vec<Case> {
    use Folder::Package;
    vec![
        case("owner ls {x}", ALL, Package),
        case("owner ls", ALL, Package),
        case("owner add bob {x}", ALL, Package),
        case("owner add bob", ALL, Package),
        case("owner rm eve {x}", ALL, Package),
        case("dist-tag ls {x}", ALL, Package),
        case("dist-tag ls", ALL, Package),
        case("dist-tag add {x}@1.0.0 beta", ALL, Package),
        case("dist-tag rm {x} next", ALL, Package),
        case("star {x}", TO_11, Package),
        case("unstar {x}", TO_11, Package),
        case("stars", TO_11, Package),
    ]
}

fn publishing() -> Vec<Case> {
    use Folder::{Elsewhere, Package};
    vec![
        case("publish", ALL, Package),
        case("publish", ALL, Elsewhere),
        Case {
            refused: true,
            ..case("publish --force {x}@1.0.0", ALL, Package)
        },
        case("unpublish {x}@1.0.0", ALL, Package),
        case("unpublish --force", ALL, Package),
        case("unpublish --force", ALL, Elsewhere),
        case("deprecate {x}@1.0.0 no", ALL, Package),
        case("undeprecate {x}@1.0.0", FROM_11, Package),
    ]
}

fn rights() -> Vec<Case> {
    use Folder::Package;
    vec![
        case("access ls-packages", OLD, Package),
        case("access ls-packages lab", OLD, Package),
        case("access ls-collaborators {x}", OLD, Package),
        case("access public {x}", OLD, Package),
        case("access restricted {x}", OLD, Package),
        case("access 2fa-required {x}", OLD, Package),
        case("access 2fa-not-required {x}", OLD, Package),
        case("access list packages", MODERN, Package),
        case("access list packages lab", MODERN, Package),
        case("access list packages @acme:devs", MODERN, Package),
        case("access list collaborators {x}", MODERN, Package),
        case("access get status {x}", MODERN, Package),
        case("access get status", MODERN, Package),
        case("access set status=public {x}", MODERN, Package),
        case("access set status=public", MODERN, Package),
        case("access set mfa=none {x}", MODERN, Package),
        case("access grant read-only acme:devs {x}", ALL, Package),
        case("access revoke acme:devs {x}", ALL, Package),
        case("trust list {x}", FROM_11, Package),
        case("trust list", FROM_11, Package),
        case(
            "trust github {x} --file a.yml --repo a/b --yes --allow-publish",
            FROM_11,
            Package,
        ),
        case("trust revoke {x} --id 1", FROM_11, Package),
    ]
}

fn accounts() -> Vec<Case> {
    use Folder::Package;
    vec![
        case("whoami", ALL, Package),
        case("ping", ALL, Package),
        case("doctor ping", MODERN, Package),
        case("profile get", ALL, Package),
        case("profile set fullname lab", ALL, Package),
        case("token list", ALL, Package),
        case("token revoke abcdef", ALL, Package),
        case("org ls acme", ALL, Package),
        case("org set acme bob", ALL, Package),
        case("org rm acme bob", ALL, Package),
        case("team ls acme", ALL, Package),
        case("team ls acme:devs", ALL, Package),
        case("team create acme:new", ALL, Package),
        case("team destroy acme:new", ALL, Package),
        case("team add acme:devs bob", ALL, Package),
        case("team rm acme:devs bob", ALL, Package),
        case("hook ls {x}", TO_10, Package),
        case("hook add {x} http://127.0.0.1/ s", TO_10, Package),
        case("hook update 1 http://127.0.0.1/ s", TO_10, Package),
        case("hook rm 1", TO_10, Package),
    ]
}

fn staged() -> Vec<Case> {
    use Folder::{Elsewhere, Package};
    vec![
        case("stage publish", FROM_11, Package),
        case("stage publish", FROM_11, Elsewhere),
        case("stage list", FROM_11, Package),
        case("stage list {x}", FROM_11, Package),
        case("stage view {id}", FROM_11, Package),
        case("stage download {id}", FROM_11, Package),
        case("stage approve {id}", FROM_11, Package),
        case("stage reject {id}", FROM_11, Package),
    ]
}

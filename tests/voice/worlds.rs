//! What situations have in common before something is typed.

use super::stage::{FOLDER, Stage};
use super::support::fixture::{Endpoint, Fault};
use super::support::secret_service::PrivateBus;

/// The public registry, which no test asks.
pub(crate) const PUBLIC: &str = "https://registry.npmjs.org/";

/// A session that is over for an hour, and one with time left: 90 minutes and some seconds, so that
/// the minutes are the same at every run.
const GONE: i64 = -3600;
const LEFT: i64 = 90 * 60 + 50;

/// Nobody is logged in, and the keyring is open.
pub(crate) fn nobody() -> Stage {
    let mut stage = Stage::new();
    stage.lab.start_keyring();
    stage.put_shims();
    stage
}

fn with_session(seconds: i64) -> Stage {
    let stage = nobody();
    let token = stage.lab.registry.user.token.clone();
    stage.lab.store_ending(&stage.url(), &token, "any", seconds);
    stage
}

/// A session with an hour and a half left.
pub(crate) fn session() -> Stage {
    with_session(LEFT)
}

/// A session that is over, at the registry too.
pub(crate) fn over() -> Stage {
    let stage = with_session(GONE);
    stage.lab.registry.kill(&stage.lab.registry.user.token);
    stage
}

/// The same, and reading needs nobody: what is private hides behind a 404.
pub(crate) fn over_and_open() -> Stage {
    let stage = over();
    stage.lab.registry.manners(|it| it.closed = false);
    stage
}

/// A session with five minutes left.
pub(crate) fn five_minutes() -> Stage {
    with_session(5 * 60 + 50)
}

/// A session with a minute left.
pub(crate) fn one_minute() -> Stage {
    with_session(60 + 50)
}

/// A session that the registry has ended: logged out on another machine.
pub(crate) fn refused() -> Stage {
    let stage = session();
    stage.lab.registry.kill(&stage.lab.registry.user.token);
    stage
}

/// A token that lasts, of which nothing is known but that it is there.
pub(crate) fn token() -> Stage {
    let stage = nobody();
    let user = stage.lab.registry.user.clone();
    stage.lab.store(&stage.url(), &user, &[]);
    stage
}

/// A session, and a token for reading that was made with it.
pub(crate) fn session_and_token() -> Stage {
    let stage = nobody();
    stage.lab.npmcred(&["login"]).run().expect(0);
    let password = stage.lab.registry.user.password.clone();
    let words = ["token", "create", "--name", "ci", "--use", "read"];
    stage.lab.npmcred(&words).stdin(password).run().expect(0);
    stage
}

/// Four scopes with registries of their own, where each session is over. Nobody listens there.
pub(crate) fn four_scopes() -> Stage {
    let stage = nobody();
    let mut config = stage.lab.user_config();
    for (at, scope) in ["acme", "blue", "cobo", "delt"].iter().enumerate() {
        let url = format!("https://127.0.0.1:9/{at}/");
        config.push_str(&format!("@{scope}:registry={url}\n"));
        stage.lab.store_ending(&url, "npm_dead", "any", GONE);
    }
    stage.lab.registry.manners(|it| it.closed = false);
    stage.write(".npmrc", &config);
    let name = "semver";
    stage.lab.registry.add_package(name, "semver");
    stage
}

/// npm as it comes: packages are the public registry's, whose session is over.
pub(crate) fn public_over() -> Stage {
    let stage = nobody();
    stage.write(".npmrc", "update-notifier=false\naudit=false\nfund=false\n");
    stage.lab.store_ending(PUBLIC, "npm_dead", "any", GONE);
    stage
}

/// A fresh clone: its `.npmrc` names the registry of a scope, where nothing is stored.
pub(crate) fn fresh_clone() -> Stage {
    let stage = nobody();
    stage.write(".npmrc", "update-notifier=false\naudit=false\nfund=false\n");
    clone_of_acme(&stage);
    stage.lab.registry.manners(|it| it.closed = false);
    stage
}

/// A project with a private package, of a registry that its `.npmrc` names.
pub(crate) fn clone_of_acme(stage: &Stage) {
    let url = stage.url();
    stage.write("app/.npmrc", &format!("@priv:registry={url}\n"));
    needs_private(stage);
}

/// The project needs a private package of the registry, and has a lockfile.
pub(crate) fn needs_private(stage: &Stage) {
    let url = stage.url();
    stage.lab.registry.add_package("@priv/lib", "lib");
    stage.lab.write(
        format!("{FOLDER}/package.json"),
        r#"{ "name": "app", "version": "1.0.0", "dependencies": { "@priv/lib": "1.0.0" } }"#,
    );
    let lock = format!(
        r#"{{ "name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {{
  "": {{ "name": "app", "version": "1.0.0", "dependencies": {{ "@priv/lib": "1.0.0" }} }},
  "node_modules/@priv/lib": {{ "version": "1.0.0", "resolved": "{url}@priv/lib/-/lib-1.0.0.tgz" }} }} }}"#
    );
    stage.lab.write(format!("{FOLDER}/package-lock.json"), lock);
}

/// The default account, and another one in the profile `work`.
pub(crate) fn two_profiles() -> Stage {
    let stage = session();
    let user = stage.lab.registry.user.clone();
    stage.lab.store(&stage.url(), &user, &["--profile", "work"]);
    stage
}

/// The folder uses the profile `work`, which has a credential for a registry of a scope alone.
pub(crate) fn bound() -> Stage {
    let stage = session();
    stage.lab.registry.manners(|it| it.closed = false);
    stage.lab.registry.add_package("lodash", "lodash");
    let (below, user) = (stage.lab.registry.below(), stage.lab.registry.user.clone());
    let config = format!("{}@work:registry={below}\n", stage.lab.user_config());
    stage.write(".npmrc", &config);
    stage.lab.store(&below, &user, &["--profile", "work"]);
    let folder = stage.lab.path(FOLDER);
    let bind = ["use", "work", "--in", folder.to_str().unwrap()];
    stage.lab.npmcred(&bind).run().expect(0);
    stage
}

/// A session in a keyring that is locked meanwhile.
pub(crate) fn locked() -> Stage {
    let mut stage = session();
    stage.lab.bus().lock();
    stage
}

/// A session in a keyring that answers no more.
pub(crate) fn frozen() -> Stage {
    let mut stage = session();
    stage.lab.bus().freeze_daemon();
    stage
}

/// npm as it comes, in a folder that uses the profile `work`, which has a credential for a scope.
pub(crate) fn bound_and_public() -> Stage {
    let mut stage = bound();
    let below = stage.lab.registry.below();
    let config =
        format!("update-notifier=false\naudit=false\nfund=false\n@work:registry={below}\n");
    stage.write(".npmrc", &config);
    stage.lab.store_ending(PUBLIC, "npm_alive", "any", LEFT);
    stage.secrets.push("npm_alive".to_owned());
    stage
}

/// A session bus with nobody on it: tokens can be in the kernel keyring at most.
pub(crate) fn no_keyring() -> Stage {
    let mut stage = Stage::new();
    stage.lab.set_bus(PrivateBus::bare());
    stage.put_shims();
    stage
}

/// The registry is not there: it closes each connection.
pub(crate) fn dead_registry() -> Stage {
    let mut stage = session();
    for endpoint in [Endpoint::LoginStart, Endpoint::Logout, Endpoint::Whoami] {
        stage.lab.registry.fault(endpoint, Fault::Status(503));
    }
    stage.set_fetch_retries();
    stage
}

/// Somebody with a shell, npm on PATH and a token in `~/.npmrc`, who has not set up yet.
pub(crate) fn newcomer() -> Stage {
    let mut stage = Stage::with_a_shell();
    stage.lab.start_keyring();
    let token = stage.lab.registry.user.token.clone();
    let nerf = stage.lab.registry.nerf().to_owned();
    let config = format!("{}{nerf}:_authToken={token}\n", stage.lab.user_config());
    stage.write(".npmrc", &config);
    stage
}

/// Somebody who has set up, and has nothing stored.
pub(crate) fn settled() -> Stage {
    let mut stage = Stage::with_a_shell();
    stage.lab.start_keyring();
    stage.run("npmcred setup --yes").run().expect(0);
    stage
}

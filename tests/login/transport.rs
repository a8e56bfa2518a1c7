//! Behind a proxy and a company's authority: we reach a registry where npm does, and nowhere else.

use super::support::fixture::Fixture;
use super::support::front::{Authority, Proxy, https};
use super::support::run::Run;
use super::support::{Front, Lab};
use super::world::assert_no_leak;

/// `user:p@ss` as HTTP Basic has it, and as a URL does.
const PASSWORD: (&str, &str) = ("dXNlcjpwQHNz", "user:p%40ss@");

struct Case {
    /// Lines of the user's file; `{ca}` is the authority's file, `{proxy}` and `{closed}` are
    /// proxies.
    user: String,
    env: Vec<(&'static str, String)>,
    /// Which of the three doors: the good one, the expired one, the one of another name.
    door: usize,
    /// Whether npm gets through.
    through: bool,
    /// Whether the proxy was asked for a tunnel.
    proxied: bool,
}

fn case(user: &str, env: &[(&'static str, &str)], through: bool) -> Case {
    let env = env
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    Case {
        user: user.to_owned(),
        env,
        door: 0,
        through,
        proxied: false,
    }
}

const OPENSSL: (&str, &str) = ("NODE_OPTIONS", "--use-openssl-ca");
const SYSTEM: (&str, &str) = ("NODE_OPTIONS", "--use-system-ca");
const SYSTEM_TOO: (&str, &str) = ("NODE_USE_SYSTEM_CA", "1");
const FILE: (&str, &str) = ("SSL_CERT_FILE", "{ca}");
const EXTRA: (&str, &str) = ("NODE_EXTRA_CA_CERTS", "{ca}");
const HASHED: (&str, &str) = ("SSL_CERT_DIR", "{folder}");
const UNHASHED: (&str, &str) = ("SSL_CERT_DIR", "{unhashed}");
const SECOND: (&str, &str) = ("SSL_CERT_DIR", "/nonexistent:{folder}");

fn cases() -> Vec<Case> {
    let mut cases = by_authority();
    cases.extend(by_door());
    cases.extend(by_proxy());
    cases
}

/// Who says which authorities are trusted: npm's own configuration, or node's variables.
fn by_authority() -> Vec<Case> {
    vec![
        case("", &[], false),
        case("cafile={ca}", &[], true),
        case("cafile={ca}.gone", &[], false),
        case("", &[EXTRA], true),
        case("cafile={other}", &[EXTRA], false),
        case("", &[FILE], false),
        case("", &[OPENSSL, FILE], true),
        case("", &[OPENSSL, EXTRA], true),
        case("", &[OPENSSL], false),
        case("cafile={other}", &[OPENSSL, FILE], false),
        case("", &[SYSTEM, FILE], true),
        case("", &[SYSTEM_TOO, FILE], true),
        case("", &[HASHED], false),
        case("", &[SYSTEM_TOO, HASHED], true),
        // OpenSSL takes a list of folders, node's own reader one.
        case("", &[OPENSSL, SECOND], true),
        case("", &[SYSTEM, SECOND], false),
        case("", &[SYSTEM, UNHASHED], true),
        case("", &[OPENSSL, HASHED], true),
        case("", &[OPENSSL, UNHASHED], false),
        case("", &[("NODE_USE_SYSTEM_CA", "0"), FILE], false),
    ]
}

/// Whether the certificate is looked at, and whether it has expired or has another name.
fn by_door() -> Vec<Case> {
    let behind = |door: usize, case: Case| Case { door, ..case };
    vec![
        case("strict-ssl=false", &[], true),
        case("", &[("NODE_TLS_REJECT_UNAUTHORIZED", "0")], false),
        behind(1, case("cafile={ca}", &[], false)),
        behind(1, case("strict-ssl=false", &[], true)),
        behind(2, case("cafile={ca}", &[], false)),
    ]
}

fn by_proxy() -> Vec<Case> {
    let proxied = |case: Case| Case {
        proxied: true,
        ..case
    };
    vec![
        proxied(case("cafile={ca}\nproxy=http://{proxy}", &[], true)),
        proxied(case(
            "cafile={ca}\nhttps-proxy=http://{proxy}\nproxy=http://{closed}",
            &[],
            true,
        )),
        proxied(case(
            "cafile={ca}",
            &[("HTTPS_PROXY", "http://{proxy}")],
            true,
        )),
        case("cafile={ca}", &[("HTTP_PROXY", "http://{closed}")], true),
        case("cafile={ca}\nproxy=http://{closed}", &[], false),
        case(
            "cafile={ca}\nproxy=http://{closed}\nnoproxy=example,localhost",
            &[],
            true,
        ),
        case(
            "cafile={ca}\nproxy=http://{closed}",
            &[("NO_PROXY", "localhost")],
            true,
        ),
        proxied(case("cafile={ca}\nproxy=http://{pw}{guarded}", &[], true)),
        proxied(case("cafile={ca}\nproxy=http://{guarded}", &[], false)),
    ]
}

/// A lab with the authority's certificates, and three doors with certificates of its own.
struct Place {
    lab: Lab<Fixture>,
    doors: [u16; 3],
    open: Proxy,
    guarded: Proxy,
}

impl Place {
    fn new(major: u32, authority: &Authority, other: &Authority) -> Self {
        let lab = Lab::shimmed(major, Fixture::start());
        let doors = [
            ("localhost", 2100),
            ("localhost", 2001),
            ("other.example", 2100),
        ]
        .map(|(name, year)| https(authority, name, year, &lab.registry.url));
        lab.write("home/ca.pem", authority.pem());
        lab.write("home/other.pem", other.pem());
        // OpenSSL looks for a certificate under the digest of its subject (`openssl x509
        // -subject_hash`), node's own reader at every file.
        lab.write("home/hashed/5819946c.0", authority.pem());
        lab.write("home/unhashed/ca.pem", authority.pem());
        let (open, guarded) = (Proxy::start(None), Proxy::start(Some(PASSWORD.0)));
        Place {
            lab,
            doors,
            open,
            guarded,
        }
    }

    fn fill(&self, text: &str) -> String {
        let home = |name: &str| {
            let path = self.lab.path("home").join(name);
            path.to_str().unwrap().to_owned()
        };
        text.replace("{ca}", &home("ca.pem"))
            .replace("{folder}", &home("hashed"))
            .replace("{unhashed}", &home("unhashed"))
            .replace("{other}", &home("other.pem"))
            .replace("{proxy}", &format!("127.0.0.1:{}", self.open.port))
            .replace("{guarded}", &format!("127.0.0.1:{}", self.guarded.port))
            .replace("{closed}", "127.0.0.1:9")
            .replace("{pw}", PASSWORD.1)
    }

    /// How often a proxy was asked for a tunnel.
    fn tunnels(&self) -> usize {
        self.open.asked().len() + self.guarded.asked().len()
    }

    fn with(&self, case: &Case, run: Run) -> Run {
        let env = case.env.iter();
        env.fold(run, |run, (name, value)| run.env(*name, self.fill(value)))
    }
}

#[test]
fn we_get_through_where_npm_does() {
    let (authority, other) = (Authority::new(), Authority::new());
    for major in [8, 12] {
        let place = Place::new(major, &authority, &other);
        // The node of npm 8 here is too old to know the system's own store.
        let is_known = |case: &Case| {
            major > 8
                || !format!("{:?}", case.env)
                    .to_lowercase()
                    .replace('_', "-")
                    .contains("use-system-ca")
        };
        for (nth, case) in cases().into_iter().filter(is_known).enumerate() {
            we_get_through_as_npm_does(&place, nth, &case);
        }
    }
}

#[track_caller]
fn we_get_through_as_npm_does(place: &Place, nth: usize, case: &Case) {
    let lab = &place.lab;
    let url = format!("https://localhost:{}/", place.doors[case.door]);
    let user = place.fill(&case.user);
    let config = format!("registry={url}\nfetch-retries=0\n{user}\n");
    let token = format!(
        "{}:_authToken={}\n",
        url.trim_start_matches("https:"),
        lab.registry.user.token
    );

    let before = place.tunnels();
    lab.put(Front::Bare);
    lab.write("home/.npmrc", format!("{config}{token}"));
    // A cache of its own: npm would answer from it where it does not get through.
    let cache = lab.path(format!("tmp/cache-{nth}"));
    let npm = place
        .with(case, lab.npm(&lab.path("work"), &["whoami"]))
        .env("npm_config_cache", cache)
        .run();
    let at = format!("npm {}: {} {:?}", lab.major, case.user, case.env);
    assert_eq!(
        (npm.status.success(), place.tunnels() > before),
        (case.through, case.proxied),
        "{at}: {npm}"
    );

    let before = place.tunnels();
    lab.write("home/.npmrc", &config);
    lab.npmcred(&["store", "--registry", &url])
        .stdin(lab.registry.user.token.clone())
        .run()
        .expect(0);
    let ours = place.with(case, lab.npmcred(&["token", "list"])).run();
    assert_eq!(
        (ours.status.success(), place.tunnels() > before),
        (case.through, case.proxied),
        "{at}: {ours}"
    );
    assert!(
        case.through || ours.status.code() == Some(5),
        "{at}: {ours}"
    );
    assert!(!ours.to_string().contains("p%40ss"), "{at}: {ours}");
    lab.npmcred(&["remove", "--registry", &url]).run().expect(0);
}

/// A cloned repository cannot choose who reads a login.
#[test]
fn a_project_does_not_choose_the_way() {
    let (authority, lab) = (Authority::new(), Lab::shimmed(12, Fixture::start()));
    let url = format!(
        "https://localhost:{}/",
        https(&authority, "localhost", 2100, &lab.registry.url)
    );
    let ca = lab.write("work/ca.pem", authority.pem());
    let proxy = Proxy::start(None);
    lab.write("home/.npmrc", format!("registry={url}\nfetch-retries=0\n"));
    lab.write("work/package.json", "{}");
    let line = |text: String| lab.write("work/.npmrc", format!("\n{text}\n"));
    for (text, key) in [
        (format!("cafile={}", ca.display()), "cafile"),
        ("strict-ssl=false".to_owned(), "strict-ssl"),
        (format!("proxy=http://127.0.0.1:{}", proxy.port), "proxy"),
    ] {
        let file = line(text);
        for run in [
            lab.npmcred(&["login"]),
            lab.npm(&lab.path("work"), &["login"]),
        ] {
            let refused = run.run();
            assert!(
                !refused.status.success() && refused.err().contains("not trusted"),
                "{refused}"
            );
            let note = format!("{}, line 2 ({key}): ignored here", file.display());
            assert!(refused.err().contains(&note), "{refused}");
        }
        assert!(proxy.asked().is_empty() && lab.registry.seen().is_empty());
    }
    // The user's own word makes it work.
    line(String::new());
    lab.write(
        "home/.npmrc",
        format!(
            "registry={url}\ncafile={}\nproxy=http://127.0.0.1:{}\nnoproxy=127.0.0.1\n",
            ca.display(),
            proxy.port
        ),
    );
    let login = lab.npm(&lab.path("work"), &["login"]).run().expect(0);
    assert!(
        proxy
            .asked()
            .iter()
            .any(|line| line.starts_with("CONNECT localhost:")),
        "{login}"
    );
    assert_no_leak(&lab, &login.to_string());
}

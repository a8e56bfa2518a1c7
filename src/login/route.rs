//! npm's configuration as the way to a registry: which proxy, which roots of trust, which certificate of ours.
//!
//! Not all of it is in the files that npm reads: the proxy agent looks at `HTTPS_PROXY` and its like in any case of their
//! letters, and node at `NODE_EXTRA_CA_CERTS`. And two settings do not do what they seem to: `https-proxy` serves `http:` URLs
//! too, and `proxy=false` turns nothing off. Versions 10 to 12 are followed, also where npm is older: 8 and 9 differ in what an
//! empty variable hides, and take the setting `noproxy` instead of the variable, not both.
//!
//! A project has no say: a cloned repository would otherwise choose who reads the login. That covers the files that a
//! project makes npm read in place of the user's.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Identity, Retries, Roots, Route};
use crate::npmrc::{Config, Layer, LayerKind, Setting, Value};
use crate::registry::{NerfDart, Registry};
use npmcred_platform::Secret;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use url::Url;

/// The way to a registry, as npm would go with this configuration in this environment. What is left out, and why, is said.
///
/// # Errors
/// `File` for a certificate or key that is there and cannot be read; `Network` for a proxy that is none.
pub fn route(context: &Context, config: &Config, registry: &Registry) -> Result<Route> {
    let world = World {
        env: context.env.variables(),
        cwd: context.cwd.as_deref().unwrap_or(Path::new("/")),
        read: &|path| context.read(path),
    };
    let (route, notes) = read(&world, config, registry)?;
    for note in notes {
        context.report.note(&note);
    }
    Ok(route)
}

/// What decides a way, apart from npm's configuration.
pub struct World<'a> {
    /// The environment, in its order.
    pub env: &'a [(OsString, OsString)],
    /// The working folder.
    pub cwd: &'a Path,
    /// The contents of a file; `None` where there is none.
    pub read: &'a dyn Fn(&Path) -> Result<Option<Vec<u8>>>,
}

/// [`route`], with what there is to say about it.
///
/// # Errors
/// Those of [`route`].
pub fn read(world: &World, config: &Config, registry: &Registry) -> Result<(Route, Vec<String>)> {
    let mut reader = Reader { world, layers: own_layers(config), notes: ignored(config).into_iter().collect() };
    let proxies = reader.proxies()?;
    let route = Route {
        https_proxy: proxies.0,
        http_proxy: proxies.1,
        no_proxy: reader.no_proxy(),
        roots: reader.roots()?,
        strict_ssl: reader.strict_ssl(),
        identity: reader.identity(registry)?,
        retries: reader.retries(),
        ..Route::default()
    };
    Ok((route, reader.notes))
}

/// Settings of a project that would change the way, if it had a say.
const IGNORED: [&str; 11] = [
    "ca",
    "cafile",
    "cert",
    "globalconfig",
    "https-proxy",
    "key",
    "noproxy",
    "prefix",
    "proxy",
    "strict-ssl",
    "userconfig",
];

/// The layers that the user answers for, highest first.
pub(super) fn own_layers(config: &Config) -> Vec<&Layer> {
    let decider = |key| config.get(key).map(|(layer, _)| layer.kind);
    let is_user_moved = decider("userconfig") == Some(LayerKind::Project);
    let is_foreign = |kind| kind == LayerKind::Project || (kind == LayerKind::User && is_user_moved);
    let is_global_moved = config.global_path_from.or_else(|| decider("prefix")).is_some_and(is_foreign);
    let is_left_out = |kind| is_foreign(kind) || (kind == LayerKind::Global && is_global_moved);
    config.layers.iter().filter(|layer| !is_left_out(layer.kind)).collect()
}

/// What to say of a project's lines that npm would follow.
fn ignored(config: &Config) -> Option<String> {
    let project = config.layer(LayerKind::Project)?;
    let is_certificate = |key: &str| key.ends_with(":certfile") || key.ends_with(":keyfile");
    let has_effect = |setting: &&Setting| {
        config.get(&setting.key).is_some_and(|(layer, _)| layer.kind == LayerKind::Project)
            && !(setting.key == "strict-ssl" && setting.value == Value::Bool(true))
    };
    let lines: Vec<_> = project
        .settings()
        .iter()
        .filter(|setting| IGNORED.contains(&setting.key.as_str()) || is_certificate(&setting.key))
        .filter(has_effect)
        .map(|setting| match setting.line {
            Some(line) => format!("line {line} ({})", setting.key),
            None => setting.key.clone(),
        })
        .collect();
    let file = project.path.as_deref()?.display();
    (!lines.is_empty()).then(|| {
        format!("{file}, {}: ignored here, because a project does not decide how a login travels", lines.join(", "))
    })
}

struct Reader<'a> {
    world: &'a World<'a>,
    layers: Vec<&'a Layer>,
    notes: Vec<String>,
}

impl Reader<'_> {
    fn get(&self, key: &str) -> Option<&Value> {
        self.layers.iter().find_map(|layer| layer.get(key)).map(|setting| &setting.value)
    }

    /// The text of a setting that JavaScript takes for true.
    fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text().filter(|text| !text.is_empty())
    }

    /// A variable's value if it is not empty.
    fn variable(&self, name: &str) -> Option<&OsString> {
        self.world.env.iter().find(|(key, _)| key == name).map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    /// A variable for the proxy agent: its name in any case, and the last one counts, even where it is empty.
    fn proxy_variable(&self, name: &str) -> Option<(String, String)> {
        let is_it = |key: &OsString| key.to_str().is_some_and(|key| key.eq_ignore_ascii_case(name));
        let (key, value) = self.world.env.iter().rev().find(|(key, _)| is_it(key))?;
        let value = value.to_string_lossy().into_owned();
        (!value.is_empty()).then(|| (key.to_string_lossy().into_owned(), value))
    }

    /// For `https:` and for `http:` URLs (npm-registry-fetch `lib/index.js`, `@npmcli/agent` `lib/proxy.js`).
    fn proxies(&self) -> Result<(Option<Url>, Option<Url>)> {
        let setting = |key: &str| self.text(key).map(|text| (format!("npm's setting {key}"), text.to_owned()));
        let set = setting("https-proxy").or_else(|| setting("proxy"));
        let https = set.or_else(|| self.proxy_variable("https_proxy"));
        let first = |name| self.proxy_variable(name);
        let http = https.clone().or_else(|| first("http_proxy")).or_else(|| first("proxy"));
        let parse = |found: Option<(String, String)>| found.map(|(name, text)| proxy(&name, &text)).transpose();
        Ok((parse(https)?, parse(http)?))
    }

    /// The setting *and* the variable: npm passes the setting on to one of the two places that ask.
    fn no_proxy(&self) -> Vec<String> {
        let set = match self.get("noproxy") {
            Some(Value::List(items)) => items.iter().map(Value::to_text).collect::<Vec<_>>().join(","),
            Some(value) if value.is_truthy() => value.to_text(),
            Some(_) | None => String::new(),
        };
        let variable = self.proxy_variable("no_proxy").map(|(_, text)| text).unwrap_or_default();
        let entries = set.split(',').chain(variable.split(',')).map(str::trim);
        entries.filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
    }

    /// `false` alone turns the checks off. npm always says which, so that node's own variable for it counts only where the
    /// setting is there and empty (`make-fetch-happen` `lib/options.js`).
    fn strict_ssl(&self) -> bool {
        match self.get("strict-ssl") {
            Some(Value::Null) => self.variable("NODE_TLS_REJECT_UNAUTHORIZED").is_none_or(|value| value != "0"),
            Some(value) => *value != Value::Bool(false),
            None => true,
        }
    }

    /// Of `ca` and `cafile` the one that npm reads last: it goes from the lowest layer to the highest, and each time down the
    /// file (`@npmcli/config` `lib/definitions/definitions.js`). Both replace node's own roots and its extra ones.
    fn roots(&mut self) -> Result<Roots> {
        let mut only = None;
        let layers = self.layers.clone();
        for setting in layers.into_iter().rev().flat_map(Layer::settings) {
            match (setting.key.as_str(), &setting.value) {
                ("ca", Value::List(items)) => {
                    only = Some(items.iter().map(|item| item.to_text().into_bytes()).collect());
                }
                ("ca", value) => only = value.is_truthy().then(|| vec![value.to_text().into_bytes()]),
                ("cafile", Value::Text(path)) if !path.is_empty() => {
                    if let Some(text) = self.file("cafile", Path::new(path))?.filter(|text| !text.is_empty()) {
                        only = Some(vec![text]);
                    }
                }
                _ => {}
            }
        }
        Ok(only.map_or_else(|| Roots::BuiltInAnd(self.extra_roots()), Roots::Only))
    }

    /// A file that node cannot read is a warning for node, too.
    fn extra_roots(&mut self) -> Vec<Vec<u8>> {
        let Some(path) = self.variable("NODE_EXTRA_CA_CERTS") else { return Vec::new() };
        let path = self.world.cwd.join(path);
        match (self.world.read)(&path) {
            Ok(Some(text)) => vec![text],
            Ok(None) => {
                self.notes.push(format!("NODE_EXTRA_CA_CERTS is ignored: there is no {}", path.display()));
                Vec::new()
            }
            Err(error) => {
                self.notes.push(format!("NODE_EXTRA_CA_CERTS is ignored: {error}"));
                Vec::new()
            }
        }
    }

    /// `certfile` and `keyfile` of the registry, else `cert` and `key`, which are texts. npm shows the latter to everybody;
    /// here they are for this registry.
    fn identity(&mut self, registry: &Registry) -> Result<Option<Identity>> {
        let dart = NerfDart::of_request(registry.url());
        let both = |key: &str| {
            let path = |name| self.text(&format!("{key}:{name}")).map(PathBuf::from);
            path("certfile").zip(path("keyfile"))
        };
        let files = dart.walk().find_map(both);
        let mut found = None;
        if let Some((certfile, keyfile)) = files {
            found = self.file("certfile", &certfile)?.zip(self.file("keyfile", &keyfile)?);
        }
        let texts = || self.text("cert").map(Into::into).zip(self.text("key").map(Into::into));
        let pair = found.filter(|(certificate, key)| !certificate.is_empty() && !key.is_empty()).or_else(texts);
        let realm = registry.realm();
        Ok(pair.map(|(certificate, key)| Identity { realm, certificate, key: Secret::new(key) }))
    }

    /// A file that a setting names. npm goes on without one that is missing, and so do we, but not silently.
    fn file(&mut self, setting: &str, path: &Path) -> Result<Option<Vec<u8>>> {
        let text = (self.world.read)(&self.world.cwd.join(path))?;
        if text.is_none() {
            self.notes.push(format!("npm's setting {setting} is ignored: there is no {}", path.display()));
        }
        Ok(text)
    }

    fn retries(&self) -> Retries {
        let usual = Retries::default();
        let number = |key| match self.get(key) {
            Some(Value::Number(number)) => Some(*number),
            Some(_) | None => None,
        };
        let wait = |key| {
            let seconds = number(key)? / 1000.0;
            Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX))
        };
        Retries {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it ends at both ends")]
            count: number("fetch-retries").map_or(usual.count, |number| number.ceil() as usize),
            factor: number("fetch-retry-factor").unwrap_or(usual.factor),
            min: wait("fetch-retry-mintimeout").unwrap_or(usual.min),
            max: wait("fetch-retry-maxtimeout").unwrap_or(usual.max),
        }
    }
}

/// Schemes that the proxy agent of npm takes.
const PROXY_SCHEMES: [&str; 7] = ["http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h"];

/// A proxy's URL. It is never repeated: it may hold a password.
fn proxy(name: &str, text: &str) -> Result<Url> {
    let known = |url: &Url| PROXY_SCHEMES.contains(&url.scheme()) && url.host().is_some();
    Url::parse(text).ok().filter(known).ok_or_else(|| {
        Error::new(ErrorKind::Network, format!("{name} is not the URL of a proxy"))
            .hint("write it in full: http://proxy.example:3128")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{NpmVersion, testing};

    /// The way to `https://h.example/a/` for these files and this environment; files named `*.pem` hold their names.
    fn way(project: &str, user: &str, env: &[(&str, &str)]) -> Result<(Route, Vec<String>)> {
        let env: Vec<_> = env.iter().map(|(key, value)| (OsString::from(key), OsString::from(value))).collect();
        let read = |path: &Path| match path.extension().and_then(|extension| extension.to_str()) {
            Some("pem") => Ok(Some(path.to_string_lossy().into_owned().into_bytes())),
            Some("secret") => Err(Error::file("read", path, &std::io::ErrorKind::PermissionDenied.into())),
            _ => Ok(None),
        };
        let world = World { env: &env, cwd: Path::new("/p"), read: &read };
        let config = testing::config(project, user, NpmVersion::Npm12);
        super::read(&world, &config, &Registry::parse("https://h.example/a/").unwrap())
    }

    fn proxies(user: &str, env: &[(&str, &str)]) -> [String; 2] {
        let (route, _) = way("", user, env).unwrap();
        [route.https_proxy, route.http_proxy].map(|proxy| proxy.map_or_else(String::new, String::from))
    }

    fn roots(project: &str, user: &str, env: &[(&str, &str)]) -> Roots {
        way(project, user, env).unwrap().0.roots
    }

    fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
        texts.iter().map(|text| text.as_bytes().to_vec()).collect()
    }

    #[test]
    fn proxies_are_those_of_npm() {
        type Case = (&'static str, &'static [(&'static str, &'static str)], [&'static str; 2]);
        let cases: &[Case] = &[
            ("", &[], ["", ""]),
            ("proxy=http://a", &[], ["http://a/", "http://a/"]),
            ("proxy=http://a\nhttps-proxy=http://b", &[("HTTPS_PROXY", "http://c")], ["http://b/", "http://b/"]),
            ("proxy=false", &[("https_proxy", "http://c")], ["http://c/", "http://c/"]),
            ("", &[("HTTP_PROXY", "http://c")], ["", "http://c/"]),
            ("", &[("PROXY", "http://c"), ("http_proxy", "socks5://d:1")], ["", "socks5://d:1"]),
            ("", &[("Proxy", "http://u:p%40@c")], ["", "http://u:p%40@c/"]),
            ("", &[("https_proxy", "http://c"), ("HTTPS_PROXY", "http://d")], ["http://d/", "http://d/"]),
            ("", &[("https_proxy", "http://c"), ("HTTPS_PROXY", "")], ["", ""]),
            ("", &[("ALL_PROXY", "http://c")], ["", ""]),
        ];
        for (user, env, expected) in cases {
            assert_eq!(proxies(user, env), *expected, "{user} {env:?}");
        }
        for text in ["proxy.example:3128", "10.0.0.1:3128", "gopher://h", "http://"] {
            let error = way("", "", &[("HTTPS_PROXY", text)]).err().unwrap();
            assert!(error.message.starts_with("HTTPS_PROXY") && !error.message.contains(text), "{error}");
        }
    }

    #[test]
    fn the_no_proxy_list_is_both_of_them() {
        let list = |user, env| way("", user, env).unwrap().0.no_proxy.join(" ");
        assert_eq!(list("noproxy=a, b,", &[("No_Proxy", "c")]), "a b c");
        assert_eq!(list("noproxy[]=a\nnoproxy[]=b", &[]), "a b");
        assert_eq!(list("", &[]), "");
    }

    #[test]
    fn roots_are_replaced_by_settings_and_added_to_by_node() {
        let extra: &[(&str, &str)] = &[("NODE_EXTRA_CA_CERTS", "e.pem")];
        assert_eq!(roots("", "", &[]), Roots::BuiltInAnd(vec![]));
        assert_eq!(roots("", "", extra), Roots::BuiltInAnd(texts(&["/p/e.pem"])));
        assert_eq!(roots("", "cafile=/c.pem", extra), Roots::Only(texts(&["/c.pem"])));
        assert_eq!(roots("", "ca=A\ncafile=/c.pem", extra), Roots::Only(texts(&["/c.pem"])));
        assert_eq!(roots("", "cafile=/c.pem\nca[]=A\nca[]=B", &[]), Roots::Only(texts(&["A", "B"])));
        assert_eq!(roots("", "cafile=/c.pem\nca=null", &[]), Roots::BuiltInAnd(vec![]));
        assert_eq!(roots("ca=A\ncafile=/c.pem", "", &[]), Roots::BuiltInAnd(vec![]));
        for (user, env, word) in
            [("cafile=/none", "", "cafile"), ("", "none", "NODE_EXTRA"), ("", "x.secret", "NODE_EXTRA")]
        {
            let (route, notes) = way("", user, &[("NODE_EXTRA_CA_CERTS", env)]).unwrap();
            assert_eq!(route.roots, Roots::BuiltInAnd(vec![]));
            assert!(notes.len() == 1 && notes[0].contains(word), "{notes:?}");
        }
        assert_eq!(way("", "cafile=/x.secret", &[]).err().unwrap().kind, ErrorKind::File);
    }

    #[test]
    fn checks_are_turned_off_by_the_setting_alone() {
        let strict = |user, value| way("", user, &[("NODE_TLS_REJECT_UNAUTHORIZED", value)]).unwrap().0.strict_ssl;
        assert!(strict("", "1") && strict("", "0") && strict("strict-ssl=true", "0"));
        assert!(!strict("strict-ssl=false", "1") && !strict("strict-ssl=0", "1"));
    }

    #[test]
    fn a_certificate_of_ours_is_for_its_registry() {
        let identity = |user: &str| {
            let (route, _) = way("", user, &[]).unwrap();
            route.identity.map(|identity| {
                let key = identity.key.expose_str().unwrap().to_owned();
                (identity.realm.to_string(), String::from_utf8(identity.certificate).unwrap(), key)
            })
        };
        let is = |certificate: &str, key: &str| Some(("https://h.example".into(), certificate.into(), key.into()));
        assert_eq!(identity("//h.example/a/:certfile=/c.pem\n//h.example/a/:keyfile=/k.pem"), is("/c.pem", "/k.pem"));
        assert_eq!(identity("//h.example/:certfile=/c.pem\n//h.example/:keyfile=/k.pem"), is("/c.pem", "/k.pem"));
        assert_eq!(identity("cert=C\nkey=K\n//h.example/:certfile=/none\n//h.example/:keyfile=/k.pem"), is("C", "K"));
        assert_eq!(identity("//other.example/:certfile=/c.pem\n//other.example/:keyfile=/k.pem"), None);
        assert_eq!(identity("//h.example/:certfile=/c.pem"), None);
        assert_eq!(identity("cert=C"), None);
        let unreadable = way("", "//h.example/:certfile=/c.secret\n//h.example/:keyfile=/k.pem", &[]);
        assert_eq!(unreadable.err().unwrap().kind, ErrorKind::File);
    }

    #[test]
    fn retries_are_npms() {
        let retries = |user| way("", user, &[]).unwrap().0.retries;
        assert_eq!(retries(""), Retries::default());
        let all = "fetch-retries=4\nfetch-retry-factor=2\nfetch-retry-mintimeout=5\nfetch-retry-maxtimeout=1e400";
        let (min, max) = (Duration::from_millis(5), Duration::MAX);
        assert_eq!(retries(all), Retries { count: 4, factor: 2.0, min, max });
        assert_eq!(retries("fetch-retries=-1").count, 0);
        assert_eq!(retries("fetch-retries=Infinity").count, usize::MAX);
    }

    #[test]
    fn a_project_has_no_say_and_is_told_so_once() {
        let project = "proxy=http://evil\nhttps-proxy=http://evil\nstrict-ssl=false\nnoproxy=h.example\nca=A\n\
                       cafile=/c.pem\ncert=C\nkey=K\n//h.example/:certfile=/c.pem\n//h.example/:keyfile=/k.pem\n\
                       fetch-retries=9";
        let (route, notes) = way(project, "", &[]).unwrap();
        assert!(route.https_proxy.is_none() && route.http_proxy.is_none() && route.no_proxy.is_empty());
        assert!(route.roots == Roots::BuiltInAnd(vec![]) && route.strict_ssl && route.identity.is_none());
        assert_eq!(route.retries, Retries::default());
        let [note] = &*notes else { panic!("{notes:?}") };
        assert!(note.starts_with("/p/.npmrc, line 1 (proxy), line 2 (https-proxy), line 3 (strict-ssl)"), "{note}");
        assert!(note.contains("line 10 (//h.example/:keyfile)"), "{note}");
        assert_eq!(way("strict-ssl=true\nfetch-retries=3", "", &[]).unwrap().1, [] as [String; 0]);
        assert!(way("proxy=http://evil", "proxy=http://a", &[]).unwrap().0.http_proxy.unwrap().as_str() == "http://a/");
    }

    #[test]
    fn a_file_that_a_project_chose_is_the_projects() {
        // Both name the file of the tests' user, which is then not the user's word any more.
        for line in ["userconfig=/h/.npmrc", "globalconfig=/h/.npmrc"] {
            let (route, notes) = way(line, "proxy=http://a", &[]).unwrap();
            assert_eq!(route.http_proxy.is_none(), line.starts_with("user"), "{line}");
            assert_eq!(notes.len(), 1, "{line}");
        }
    }
}

//! npm's configuration as the way to a registry: which proxy, which roots of trust, which
//! certificate of ours.
//!
//! Not all of it is in the files that npm reads: the proxy agent looks at `HTTPS_PROXY` and its
//! like in any case of their letters, and node at `NODE_EXTRA_CA_CERTS`. And two settings do not do
//! what they seem to: `https-proxy` serves `http:` URLs too, and `proxy=false` turns nothing off.
//! Versions 10 to 12 are followed, also where npm is older: 8 and 9 differ in what an empty
//! variable hides, and take the setting `noproxy` instead of the variable, not both.
//!
//! A project has no say: a cloned repository would otherwise choose who reads the login. That
//! covers the files that a project makes npm read in place of the user's.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Identity, Retries, Roots, Route};
use crate::npmrc::{Config, Layer, LayerKind, Setting, Value};
use crate::registry::{NerfDart, Registry};
use npmcred_platform::folders::ROOT_BUNDLES;
use npmcred_platform::variable::{self, LIST_SEPARATOR};
use npmcred_platform::{Secret, files};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use url::Url;

/// The way to a registry, as npm would go with this configuration in this environment. What is left
/// out, and why, is said.
///
/// # Errors
/// `File` for a certificate or key that is there and cannot be read; `Network` for a proxy that is
/// none.
pub(super) fn route(context: &Context, config: &Config, registry: &Registry) -> Result<Route> {
    let world = World {
        env: context.env.variables(),
        cwd: context.cwd(),
        read: &|path| context.read(path),
        list: &|folder| {
            files::list_dir(folder)
                .unwrap_or_default()
                .iter()
                .map(|name| folder.join(name))
                .collect()
        },
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
    /// The files of a folder; nothing where it cannot be read.
    pub list: &'a dyn Fn(&Path) -> Vec<PathBuf>,
}

/// [`route`], with what there is to say about it.
///
/// # Errors
/// Those of [`route`].
pub fn read(world: &World, config: &Config, registry: &Registry) -> Result<(Route, Vec<String>)> {
    let mut reader = Reader {
        world,
        layers: config.own().layers().to_vec(),
        notes: ignored(config).into_iter().collect(),
    };
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

/// What to say of a project's lines that npm would follow.
fn ignored(config: &Config) -> Option<String> {
    let project = config.layer(LayerKind::Project)?;
    let is_certificate = |key: &str| key.ends_with(":certfile") || key.ends_with(":keyfile");
    let has_effect = |setting: &&Setting| {
        config
            .get(&setting.key)
            .is_some_and(|(layer, _)| layer.kind == LayerKind::Project)
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
        format!(
            "{file}, {}: ignored here, because a project does not decide how a login travels",
            lines.join(", ")
        )
    })
}

struct Reader<'a> {
    world: &'a World<'a>,
    layers: Vec<&'a Layer>,
    notes: Vec<String>,
}

impl Reader<'_> {
    fn get(&self, key: &str) -> Option<&Value> {
        self.layers
            .iter()
            .find_map(|layer| layer.get(key))
            .map(|setting| &setting.value)
    }

    /// The text of a setting that JavaScript takes for true.
    fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text().filter(|text| !text.is_empty())
    }

    /// A variable's value if it is not empty.
    fn variable(&self, name: &str) -> Option<&OsString> {
        self.world
            .env
            .iter()
            .find(|(key, _)| variable::is_same(key, name.as_ref()))
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    }

    /// A variable for the proxy agent: its name in any case, and the last one counts, even where it
    /// is empty.
    fn proxy_variable(&self, name: &str) -> Option<(String, String)> {
        let is_it = |key: &OsString| {
            key.to_str()
                .is_some_and(|key| key.eq_ignore_ascii_case(name))
        };
        let (key, value) = self.world.env.iter().rev().find(|(key, _)| is_it(key))?;
        let value = value.to_string_lossy().into_owned();
        (!value.is_empty()).then(|| (key.to_string_lossy().into_owned(), value))
    }

    /// For `https:` and for `http:` URLs (npm-registry-fetch `lib/index.js`, `@npmcli/agent`
    /// `lib/proxy.js`).
    fn proxies(&self) -> Result<(Option<Url>, Option<Url>)> {
        let setting = |key: &str| {
            self.text(key)
                .map(|text| (format!("npm's setting {key}"), text.to_owned()))
        };
        let set = setting("https-proxy").or_else(|| setting("proxy"));
        let https = set.or_else(|| self.proxy_variable("https_proxy"));
        let first = |name| self.proxy_variable(name);
        let http = https
            .clone()
            .or_else(|| first("http_proxy"))
            .or_else(|| first("proxy"));
        let parse = |found: Option<(String, String)>| {
            found.map(|(name, text)| proxy(&name, &text)).transpose()
        };
        Ok((parse(https)?, parse(http)?))
    }

    /// The setting *and* the variable: npm passes the setting on to one of the two places that ask.
    fn no_proxy(&self) -> Vec<String> {
        let set = match self.get("noproxy") {
            Some(Value::List(items)) => items
                .iter()
                .map(Value::to_text)
                .collect::<Vec<_>>()
                .join(","),
            Some(value) if value.is_truthy() => value.to_text(),
            Some(_) | None => String::new(),
        };
        let variable = self
            .proxy_variable("no_proxy")
            .map(|(_, text)| text)
            .unwrap_or_default();
        let entries = set.split(',').chain(variable.split(',')).map(str::trim);
        entries
            .filter(|entry| !entry.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// `false` alone turns the checks off. npm always says which, so that node's own variable for
    /// it counts only where the setting is there and empty (`make-fetch-happen` `lib/options.js`).
    fn strict_ssl(&self) -> bool {
        match self.get("strict-ssl") {
            Some(Value::Null) => self
                .variable("NODE_TLS_REJECT_UNAUTHORIZED")
                .is_none_or(|value| value != "0"),
            Some(value) => *value != Value::Bool(false),
            None => true,
        }
    }

    /// Of `ca` and `cafile` the one that npm reads last: it goes from the lowest layer to the
    /// highest, and each time down the file (`@npmcli/config` `lib/definitions/definitions.js`).
    /// Both replace node's own roots and its extra ones.
    fn roots(&mut self) -> Result<Roots> {
        let mut only = None;
        let layers = self.layers.clone();
        for setting in layers.into_iter().rev().flat_map(Layer::settings) {
            match (setting.key.as_str(), &setting.value) {
                ("ca", Value::List(items)) => {
                    only = Some(
                        items
                            .iter()
                            .map(|item| item.to_text().into_bytes())
                            .collect(),
                    );
                }
                ("ca", value) => {
                    only = value
                        .is_truthy()
                        .then(|| vec![value.to_text().into_bytes()]);
                }
                ("cafile", Value::Text(path)) if !path.is_empty() => {
                    if let Some(text) = self
                        .file("cafile", Path::new(path))?
                        .filter(|text| !text.is_empty())
                    {
                        only = Some(vec![text]);
                    }
                }
                _ => {}
            }
        }
        Ok(only.map_or_else(|| self.roots_of_node(), Roots::Only))
    }

    /// What node trusts by itself: its own roots, those of the system as well (`--use-system-ca`,
    /// `NODE_USE_SYSTEM_CA`), or those of OpenSSL in their place (`--use-openssl-ca`); and the
    /// extra ones (node 24 `src/crypto/crypto_context.cc`).
    fn roots_of_node(&mut self) -> Roots {
        let options = self
            .variable("NODE_OPTIONS")
            .map(|text| text.to_string_lossy().into_owned())
            .unwrap_or_default();
        let has = |flag: &str| options.split_whitespace().any(|word| word == flag);
        let uses_system = has("--use-system-ca")
            || self
                .variable("NODE_USE_SYSTEM_CA")
                .is_some_and(|value| value == "1");
        let mut texts = self.extra_roots();
        if has("--use-openssl-ca") {
            texts.extend(self.system_roots(RootsOf::OpenSsl));
            return Roots::Only(texts);
        }
        if uses_system {
            texts.extend(self.system_roots(RootsOf::Node));
        }
        Roots::BuiltInAnd(texts)
    }

    /// The roots of the system: the file and the folders of OpenSSL's variables, else the
    /// distribution's file. OpenSSL takes a list of folders, and in them what it finds by a digest;
    /// node's own reader takes one folder, and every file in it.
    fn system_roots(&self, reader: RootsOf) -> Vec<Vec<u8>> {
        const MOST_FILES: usize = 2000;
        let read = |path: &Path| (self.world.read)(&self.world.cwd.join(path)).ok().flatten();
        let file = match self.variable("SSL_CERT_FILE") {
            Some(path) => read(Path::new(path)),
            None => ROOT_BUNDLES.iter().find_map(|path| read(Path::new(path))),
        };
        let named = self
            .variable("SSL_CERT_DIR")
            .map(|text| text.to_string_lossy().into_owned())
            .unwrap_or_default();
        let folders = match reader {
            RootsOf::OpenSsl => named.split(LIST_SEPARATOR).collect(),
            RootsOf::Node => vec![named.as_str()],
        };
        let folders = folders.into_iter().filter(|folder| !folder.is_empty());
        let inside = folders.flat_map(|folder| (self.world.list)(&self.world.cwd.join(folder)));
        let counts = |path: &PathBuf| reader == RootsOf::Node || is_found_by_openssl(path);
        let inside = inside.filter(counts).take(MOST_FILES);
        file.into_iter()
            .chain(inside.filter_map(|path| read(&path)))
            .collect()
    }

    /// A file that node cannot read is a warning for node, too.
    fn extra_roots(&mut self) -> Vec<Vec<u8>> {
        let Some(path) = self.variable("NODE_EXTRA_CA_CERTS") else {
            return Vec::new();
        };
        let path = self.world.cwd.join(path);
        match (self.world.read)(&path) {
            Ok(Some(text)) => vec![text],
            Ok(None) => {
                self.notes.push(format!(
                    "NODE_EXTRA_CA_CERTS is ignored: there is no {}",
                    path.display()
                ));
                Vec::new()
            }
            Err(error) => {
                self.notes
                    .push(format!("NODE_EXTRA_CA_CERTS is ignored: {error}"));
                Vec::new()
            }
        }
    }

    /// `certfile` and `keyfile` of the registry, else `cert` and `key`, which are texts. npm shows
    /// the latter to everybody; here they are for this registry.
    fn identity(&mut self, registry: &Registry) -> Result<Option<Identity>> {
        let dart = NerfDart::of_request(registry.url());
        let both = |key: &str| {
            let path = |name| self.text(&format!("{key}:{name}")).map(PathBuf::from);
            path("certfile").zip(path("keyfile"))
        };
        let files = dart.walk().find_map(both);
        let mut found = None;
        if let Some((certfile, keyfile)) = files {
            found = self
                .file("certfile", &certfile)?
                .zip(self.file("keyfile", &keyfile)?);
        }
        let texts = || {
            self.text("cert")
                .map(Into::into)
                .zip(self.text("key").map(Into::into))
        };
        let pair = found
            .filter(|(certificate, key)| !certificate.is_empty() && !key.is_empty())
            .or_else(texts);
        let realm = registry.realm();
        Ok(pair.map(|(certificate, key)| Identity {
            realm,
            certificate,
            key: Secret::new(key),
        }))
    }

    /// A file that a setting names. npm goes on without one that is missing, and so do we, but not
    /// silently.
    fn file(&mut self, setting: &str, path: &Path) -> Result<Option<Vec<u8>>> {
        let text = (self.world.read)(&self.world.cwd.join(path))?;
        if text.is_none() {
            self.notes.push(format!(
                "npm's setting {setting} is ignored: there is no {}",
                path.display()
            ));
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
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it ends at both ends"
            )]
            count: number("fetch-retries").map_or(usual.count, |number| number.ceil() as usize),
            factor: number("fetch-retry-factor").unwrap_or(usual.factor),
            min: wait("fetch-retry-mintimeout").unwrap_or(usual.min),
            max: wait("fetch-retry-maxtimeout").unwrap_or(usual.max),
        }
    }
}

/// Schemes that the proxy agent of npm takes.
const PROXY_SCHEMES: [&str; 7] = [
    "http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h",
];

/// A proxy's URL. It is never repeated: it may hold a password.
fn proxy(name: &str, text: &str) -> Result<Url> {
    let known = |url: &Url| PROXY_SCHEMES.contains(&url.scheme()) && url.host().is_some();
    Url::parse(text).ok().filter(known).ok_or_else(|| {
        Error::new(
            ErrorKind::Network,
            format!("{name} is not the URL of a proxy"),
        )
        .hint("write it in full: http://proxy.example:3128")
    })
}

/// Who reads the system's roots: `--use-openssl-ca` and `--use-system-ca` differ in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RootsOf {
    OpenSsl,
    Node,
}

/// OpenSSL looks a certificate up by the digest of its subject, and passes over any other file of a
/// folder (`openssl rehash`).
fn is_found_by_openssl(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some((digest, number)) = name.split_once('.') else {
        return false;
    };
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    digest.len() == 8
        && digest.bytes().all(is_hex)
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
#[path = "route_tests.rs"]
mod tests;

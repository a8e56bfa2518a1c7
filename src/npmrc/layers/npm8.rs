//! Moves the default registry's credential into the user's layer, as only npm 8 does on every
//! start.
//!
//! So an unscoped `_authToken=` (an error from npm 9 on) authenticates there, and only there.
//! Nothing is written to the file at this point; the next save of any key would do that.

use url::Url;

use super::layer::{DEFAULT_REGISTRY, Layer, LayerKind, Setting};
use crate::npmrc::file::base64::{decode, encode};
use crate::npmrc::file::value::Value;
use crate::registry::NerfDart;

/// `getCredentialsByURI` and `setCredentialsByURI` of `@npmcli/config` 4 for the general registry.
pub(super) fn promote_credentials(layers: &mut [Layer]) {
    let registry = find(layers, "registry").map_or_else(
        || DEFAULT_REGISTRY.to_owned(),
        |setting| setting.value.to_text(),
    );
    let Ok(registry) = Url::parse(&registry) else {
        return;
    };
    let nerf = NerfDart::of(&registry);
    let new = credentials(layers, nerf.as_str());
    let email = find(layers, &format!("{nerf}:email")).or_else(|| find(layers, "email"));
    let Some(user) = layers
        .iter_mut()
        .find(|layer| layer.kind == LayerKind::User)
    else {
        return;
    };
    let mut gone: Vec<String> = [
        "_password",
        "username",
        "_auth",
        "_authtoken",
        "-authtoken",
        "_authToken",
    ]
    .map(str::to_owned)
    .into();
    gone.extend([format!("{nerf}:always-auth"), format!("{nerf}:email")]);
    let has = |name: &str| {
        new.iter()
            .any(|setting| setting.key == format!("{nerf}:{name}"))
    };
    if has("_authToken") {
        gone.extend([format!("{nerf}:_password"), format!("{nerf}:username")]);
    } else if has("username") {
        gone.push(format!("{nerf}:_authToken"));
    }
    if let Some(mut email) = email {
        email.key = "email".into();
        user.set(email);
    }
    user.retain_map(|setting| (!gone.contains(&setting.key)).then_some(setting));
    for setting in new {
        user.set(setting);
    }
}

/// The settings to make, under their new keys.
fn credentials(layers: &[Layer], nerf: &str) -> Vec<Setting> {
    let scoped = |name: &str| find(layers, &format!("{nerf}:{name}"));
    let renamed = |name: &str, mut setting: Setting| {
        setting.key = format!("{nerf}:{name}");
        setting
    };
    let mut out = Vec::new();
    if let (Some(cert), Some(key)) = (scoped("certfile"), scoped("keyfile")) {
        out.extend([cert, key]);
    }
    if let Some(token) = scoped("_authToken").or_else(|| find(layers, "_authToken")) {
        out.push(renamed("_authToken", token));
        return out;
    }
    let pair = |user: Option<Setting>, password: Option<Setting>| Some((user?, password?));
    let auth = scoped("_auth");
    let given = pair(scoped("username"), scoped("_password")).or_else(|| {
        if auth.is_none() {
            pair(find(layers, "username"), find(layers, "_password"))
        } else {
            None
        }
    });
    let (username, password) = match (given, auth.or_else(|| find(layers, "_auth"))) {
        (Some((user, password)), _) => {
            let text = text_of(&decode(&password.value.to_text()));
            (
                renamed("username", user),
                Setting {
                    value: Value::Text(encode(text.as_bytes())),
                    ..password
                },
            )
        }
        (None, Some(auth)) => {
            let text = text_of(&decode(&auth.value.to_text()));
            let (user, password) = text.split_once(':').unwrap_or((&text, ""));
            let made = |value: String| Setting {
                value: Value::Text(value),
                ..auth.clone()
            };
            (
                renamed("username", made(user.to_owned())),
                made(encode(password.as_bytes())),
            )
        }
        (None, None) => return out,
    };
    // npm gives up on a pair with an empty half after it has removed the old keys.
    if username.value.is_truthy() && password.value.is_truthy() {
        out.extend([username, renamed("_password", password)]);
    }
    out
}

/// The deciding setting, if its value counts. Outside the user's file it has no line there.
fn find(layers: &[Layer], key: &str) -> Option<Setting> {
    let (layer, setting) = layers
        .iter()
        .find_map(|layer| layer.get(key).map(|setting| (layer, setting)))?;
    let line = setting.line.filter(|_| layer.kind == LayerKind::User);
    setting.value.is_truthy().then(|| Setting {
        line,
        ..setting.clone()
    })
}

/// The layer and the setting that a moved setting of the user's layer came from, if that is not the
/// user's file.
pub(super) fn source<'a>(layers: &'a [Layer], made: &Setting) -> Option<(&'a Layer, &'a Setting)> {
    let (nerf, name) = made.key.rsplit_once(':').filter(|_| made.line.is_none())?;
    let in_pair = matches!(name, "username" | "_password")
        .then(|| [format!("{nerf}:_auth"), "_auth".to_owned()]);
    let names = [made.key.clone(), name.to_owned()]
        .into_iter()
        .chain(in_pair.into_iter().flatten());
    let others = || layers.iter().filter(|layer| layer.kind != LayerKind::User);
    names.into_iter().find_map(|name| {
        others().find_map(|layer| {
            Some((
                layer,
                layer
                    .get(&name)
                    .filter(|setting| setting.value.is_truthy())?,
            ))
        })
    })
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

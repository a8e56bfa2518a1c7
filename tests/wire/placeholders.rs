//! A `${NAME}` that nothing sets, in every place where it can stand in for a credential. npm sends its text as it is; the
//! stored credential is to arrive all the same.

use std::fmt::Write as _;

use serde_json::json;

use super::support::Front;
use super::world::{World, fresh, front, token, world};

/// Where the registry of a case is, and for which key of its host the placeholder stands.
const PLACES: [(&str, &str); 4] =
    [("/", ""), ("/below/path/", "/below/path"), ("/below/path/", ""), ("/below/path", "/below/path")];

/// How the key ends.
const FORMS: [(&str, &[&str]); 3] = [("with its slash", &["/"]), ("without", &[""]), ("both", &["/", ""])];

/// What is typed, and what an npm script of that name does.
const COMMANDS: [&str; 3] = ["view x version", "whoami", "publish"];

/// What nothing can be done about: npm reads, and every key that it would try is taken.
fn is_hopeless(command: &str, at: &str, form: &str) -> bool {
    command.starts_with("view") && at.is_empty() && form == "both"
}

#[test]
fn npm_8_sends_the_stored_credential_in_place_of_each_placeholder() {
    walk(8, &["{}"]);
}

#[test]
fn npm_10_sends_the_stored_credential_in_place_of_each_placeholder() {
    walk(10, &["{}"]);
}

#[test]
fn npm_12_sends_the_stored_credential_in_place_of_each_placeholder_also_in_scripts() {
    walk(12, &["{}", "run nested-{}"]);
}

fn walk(major: u32, ways: &[&str]) {
    let lab = world(major);
    let mut wrong = String::new();
    for file in ["project", "user"] {
        for (path, at) in PLACES {
            for (form, ends) in FORMS {
                let url = format!("http://{}{path}", lab.registry.c.host());
                let keys: String = ends
                    .iter()
                    .map(|end| format!("//{}{at}{end}:_authToken=${{NOT_SET}}\n", lab.registry.c.host()))
                    .collect();
                for (command, way) in COMMANDS.iter().flat_map(|command| ways.iter().map(move |way| (command, way))) {
                    let typed = way.replace("{}", if way.contains(' ') { &command[..4] } else { command });
                    let served = typed_with(&lab, &url, file, &keys, &typed);
                    // The key at the host hides nothing of a registry below a path, whose own key is longer.
                    let hopeless = is_hopeless(command, at, form) && path == "/";
                    if served.is_ok() == hopeless {
                        let _ = writeln!(wrong, "npm {major} {typed}: {file}, {path}, {at:?} {form}: {served:?}");
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whether every request bears the stored token, or what came instead.
fn typed_with(lab: &World, url: &str, file: &str, keys: &str, typed: &str) -> Result<(), String> {
    front(lab, Front::Shim, "");
    let user = format!("registry={url}\nfetch-retries=0\nupdate-notifier=false\n");
    let scripts =
        json!({ "nested-view": "npm view x version", "nested-whoa": "npm whoami", "nested-publ": "npm publish" });
    let manifest = json!({ "name": "here", "version": "3.0.0", "scripts": scripts });
    lab.write("home/.npmrc", if file == "user" { user.clone() + keys } else { user });
    lab.write("work/project/package.json", manifest.to_string());
    lab.write("work/project/.npmrc", if file == "project" { keys } else { "" });
    lab.registry.take();
    let words: Vec<&str> = typed.split(' ').collect();
    let outcome = fresh(lab, lab.npm(&lab.path("work/project"), &words));
    let heard = lab.registry.take();
    let bearer = format!("Bearer {}", token('C'));
    let all_bear_it = heard.iter().all(|(_, one)| one.authorization.as_ref() == Some(&bearer));
    if !heard.is_empty() && all_bear_it {
        return Ok(());
    }
    Err(format!("{heard:?} {}", outcome.err()))
}

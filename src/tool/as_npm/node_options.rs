//! What node runs npm with, and how a call below a publish finds what it was before.

use crate::context::Env;
use crate::settings;
use serde_json::Value;

/// What node runs npm with.
pub(in crate::tool) const OPTIONS: &str = "NODE_OPTIONS";

/// Takes back what a publish put into an environment. In npm's own the file that node loaded has
/// done so already.
pub(in crate::tool) fn unload(env: &mut Env) {
    let Some(held) = env.get(settings::HELD.name) else {
        return;
    };
    let held = held.to_string_lossy();
    let said = held.split_once('\n').map_or("", |(_path, said)| said);
    let held: Value = serde_json::from_str(said).unwrap_or_default();
    let before = held["options"].as_str().map(str::to_owned);
    env.remove(OPTIONS);
    env.remove(settings::HELD.name);
    if let Some(before) = before {
        env.set(OPTIONS, before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_put_into_the_environment_is_taken_back() {
        for before in [None, Some("--max-old-space-size=99")] {
            let mut env = Env::new(Vec::new());
            before.iter().for_each(|before| env.set(OPTIONS, *before));
            let plain = env.variables().to_vec();
            env.set(OPTIONS, "--require x");
            env.set(
                settings::HELD.name,
                format!("/dev/fd/200\n{}", json!({ "options": before })),
            );
            unload(&mut env);
            assert_eq!(env.variables(), plain);
        }
    }
}

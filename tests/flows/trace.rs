//! `NPMCRED_TRACE=1`: what the shim decides, step by step, and no secret.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::packages::{consumer, stored};
use super::support::Lab;
use super::support::run::Run;

#[test]
fn a_trace_tells_each_step_and_no_secret() {
    let lab = stored(12);
    let project = consumer(&lab, "consumer");
    let run = |args: &[&str], trace: &str| {
        let command = lab.npm(&project, args);
        let outcome = command.env("NPMCRED_TRACE", trace).run();
        outcome.expect(0)
    };
    let traced = run(&["view", "@priv/lib", "version"], "1");
    for step in [
        "npmcred: trace: npmcred ",
        " as npm, 0 shims above: view, registry-read",
        "npmcred: trace: registry   ",
        "handed over: the ",
        "npm_config_globalconfig names the descriptor",
        " with a credential",
    ] {
        assert!(traced.err().contains(step), "{step} is missing in {traced}");
    }
    assert!(
        !traced.err().contains(&lab.registry.writer.token),
        "{traced}"
    );
    let npm = lab.path("prefix/bin/npm").display().to_string();
    let provenance = format!("npmcred: trace: {npm} may be handed a credential");
    assert!(traced.err().contains(&provenance), "{traced}");
    let local = run(&["prefix"], "1");
    assert!(local.err().contains("prefix, local"), "{local}");
    let plain = run(&["view", "@priv/lib", "version"], "");
    assert!(!plain.err().contains("trace"), "{plain}");
    assert_eq!(plain.stdout, traced.stdout);
}

/// Puts a program named npm there, and that folder behind the shims and before the real npm.
fn in_front(lab: &Lab, place: &str, text: &str, run: Run) -> Run {
    let file = lab.write(format!("{place}/npm"), text);
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
    let folders = ["front", place, "prefix/bin"].map(|folder| lab.path(folder));
    let system = ["/usr/bin", "/bin"].map(|folder| Path::new(folder).to_owned());
    let path = std::env::join_paths(folders.into_iter().chain(system)).unwrap();
    run.env("PATH", path).env("NPMCRED_TRACE", "1")
}

#[test]
fn a_trace_says_where_a_tool_comes_from_that_gets_nothing() {
    let lab = stored(12);
    let project = consumer(&lab, "consumer");
    let view = lab.npm(&project, &["view", "@priv/lib", "version"]);
    let place = "work/consumer/node_modules/.bin";
    let traced = in_front(&lab, place, "#!/bin/sh\n", view).run().expect(0);
    let npm = lab.path(place).join("npm").display().to_string();
    let step =
        format!("npmcred: trace: {npm} is left without a credential: {npm} is a dependency's");
    assert!(traced.err().contains(&step), "{traced}");
}

/// A wrapper that starts npm by its name comes to the shim again.
#[test]
fn a_trace_says_that_a_shim_above_handed_something_over() {
    let lab = stored(12);
    let project = consumer(&lab, "consumer");
    let by_name = format!(
        "#!/bin/bash\nPATH={}:{}:/usr/bin:/bin exec npm \"$@\"\n",
        lab.path("front").display(),
        lab.path("prefix/bin").display()
    );
    let view = lab.npm(&project, &["view", "@priv/lib", "version"]);
    let traced = in_front(&lab, "wrapper", &by_name, view).run().expect(0);
    let err = traced.err();
    let step = "npmcred: trace: a shim above handed something over; what is unread is taken back";
    let (outer, inner) = err.split_once(step).unwrap_or_else(|| panic!("{traced}"));
    assert!(
        outer.contains("as npm, 0 shims above") && inner.contains("as npm, 1 shims above"),
        "{traced}"
    );
    assert_eq!(traced.out().trim(), "1.0.0", "{traced}");
}

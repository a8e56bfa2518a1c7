//! Lists of patterns and the workspaces that npm finds by them.

use super::*;

fn takes(patterns: &[&str], path: &str, npm: NpmVersion) -> bool {
    Rules::new(patterns, npm, Work::of_one_folder())
        .unwrap()
        .take(&path.split('/').collect::<Vec<_>>())
}

#[test]
fn negated_patterns_take_away_and_later_ones_bring_back() {
    for (patterns, path, old, new) in [
        (&["packages/*"][..], "packages/a", true, true),
        (&["packages/*", "!packages/a"], "packages/a", false, false),
        (
            &["packages/*", "!packages/a", "packages/a"],
            "packages/a",
            true,
            true,
        ),
        (&["!packages/a", "packages/*"], "packages/a", true, false),
        (&["!!packages/a"], "packages/a", true, true),
        (&["./packages/*"], "packages/a", true, true),
        (&["packages/*", "!packages/**"], "packages/a", false, false),
        (&["**"], "node_modules/a", false, false),
    ] {
        assert_eq!(takes(patterns, path, NpmVersion::Npm9), old, "{patterns:?}");
        assert_eq!(
            takes(patterns, path, NpmVersion::Npm12),
            new,
            "{patterns:?}"
        );
    }
}

#[test]
fn patterns_beyond_measure_are_none() {
    let many: Vec<String> = (0..40_000).map(|at| format!("p{at}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(Rules::new(&many, NpmVersion::Npm12, Work::of_one_folder()).is_none());
    let list = Value::List(
        many.iter()
            .map(|text| Value::Text((*text).into()))
            .collect(),
    );
    assert!(!is_plain(&list), "npm may see in it what we do not");
    for text in [
        format!("{{{}x}}", "a,".repeat(40_000)),
        "@(".repeat(30_000),
        "{a,b}".repeat(30),
    ] {
        assert!(
            Rules::new(&[text.as_str()], NpmVersion::Npm8, Work::of_one_folder()).is_none(),
            "{text:.40}"
        );
    }
    let some: Vec<&str> = many[..1999].to_vec();
    assert!(Rules::new(&some, NpmVersion::Npm12, Work::of_one_folder()).is_some());
}

/// Otherwise a root of plain patterns would not be a root, and it would not be doubted.
#[test]
fn what_counts_as_plain_is_never_too_much() {
    let name = "a".repeat(250);
    let long = format!("{}b", "a".repeat(249));
    let patterns: Vec<&str> = vec![long.as_str(); MOST_TEXT / 250 - 1]
        .into_iter()
        .chain([name.as_str()])
        .collect();
    let list = Value::List(
        patterns
            .iter()
            .map(|text| Value::Text((*text).into()))
            .collect(),
    );
    for npm in [NpmVersion::Npm8, NpmVersion::Npm12] {
        let rules = Rules::new(&patterns, npm, Work::of_one_folder()).unwrap();
        assert!(is_plain(&list) && rules.take(&[name.as_str()]) && !rules.work.is_too_much());
    }
    let more = vec![long.as_str(); MOST_TEXT / 250 + 1];
    let list = Value::List(
        more.iter()
            .map(|text| Value::Text((*text).into()))
            .collect(),
    );
    assert!(
        !is_plain(&list) && Rules::new(&more, NpmVersion::Npm12, Work::of_one_folder()).is_none()
    );
}

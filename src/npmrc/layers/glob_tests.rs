//! Patterns and the folders that npm finds by them.

use super::*;

#[test]
fn folders_match_as_glob_matches_them() {
    for (pattern, path, expected) in [
        ("packages/*", "packages/a", true),
        ("packages/*", "packages/a/b", false),
        ("packages/*", "packages/.a", false),
        ("packages/.a", "packages/.a", true),
        ("packages/**", "packages", true),
        ("packages/**", "packages/a/b", true),
        ("**", "a/b", true),
        ("**/x", "x", true),
        ("a/**/x", "a/b/c/x", true),
        ("{a,b/{c,d}}", "b/d", true),
        ("p{1..3}", "p2", true),
        ("p{1}", "p{1}", true),
        ("[ab]?", "bz", true),
        ("[!a]", "a", false),
        ("@(a|b)c", "bc", true),
        ("+(ab)", "abab", true),
        ("!(a)", "a", false),
        ("!(a)", "b", true),
        ("./a//b/", "a/b", true),
    ] {
        let names: Vec<_> = path.split('/').collect();
        let found = Pattern::parse(pattern)
            .unwrap()
            .iter()
            .any(|one| one.matches_folder(&names, false, &Work::of_one_folder()));
        assert_eq!(found, expected, "{pattern} {path}");
    }
}

#[test]
fn a_last_double_star_needs_something_in_a_text() {
    let matches = |pattern: &str, text: &str| {
        Pattern::parse(pattern)
            .unwrap()
            .iter()
            .any(|one| one.matches_text(text, &Work::of_one_folder()))
    };
    assert!(!matches("a/**", "a"));
    assert!(matches("a/**", "a/"));
    assert!(matches("a/**", "a/*"));
    assert!(matches("a/*", "a/b/"));
}

#[test]
fn what_is_beyond_measure_is_said_and_costs_little() {
    for text in [
        "a".repeat(LONGEST + 1),
        "{a,b}".repeat(10),
        "{a,b}".repeat(3000),
        format!("{{{}a}}", "a,".repeat(MOST_WRITTEN_OUT)),
        "{1..2000}".to_owned(),
        "{".repeat(65),
        format!("{}a{}", "@(".repeat(9), ")".repeat(9)),
        format!("{}a{}", "{a,".repeat(9), "}".repeat(9)),
        "@(".repeat(30_000),
    ] {
        assert!(Pattern::parse(&text).is_none(), "{text:.40}");
    }
    let name = "a".repeat(255);
    for inside in ["a", "a|aa", "a*", "!(b)a"] {
        for sign in ['*', '+', '!', '?', '@'] {
            let text = format!("{}{inside}{}", format!("{sign}(").repeat(6), ")".repeat(6)) + "b";
            let work = Work::of_one_folder();
            let found = Pattern::parse(&text)
                .unwrap()
                .iter()
                .any(|one| one.matches_folder(&[&name], false, &work));
            assert!(!found || work.is_too_much() || sign == '!', "{text}");
        }
    }
    let work = Work::of_one_folder();
    let nested = (0..4).fold("b".to_owned(), |inside, _| {
        format!("!({inside})!({inside})")
    });
    Pattern::parse(&nested).unwrap()[0].matches_folder(&[&name], false, &work);
    assert!(work.is_too_much(), "no bound was met");
}

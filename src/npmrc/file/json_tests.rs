//! Texts that JavaScript reads or refuses.

use super::*;

#[test]
fn what_serde_refuses_is_read() {
    assert_eq!(parse("1e999"), Ok(Value::Number(f64::INFINITY)));
    assert_eq!(
        parse(" [-1e999 ]\n"),
        Ok(Value::List(vec![Value::Number(f64::NEG_INFINITY)]))
    );
    let text = |text: &str| Ok(Value::Text(text.into()));
    for (json, want) in [
        (r#""a\u00e9""#, "aé"),
        (r#""\ud800x""#, "\u{fffd}x"),
        (r#""\ud83d\ude00""#, "😀"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\udc00\ud800""#, "\u{fffd}\u{fffd}"),
        (r#""\\ud800""#, "\\ud800"),
        (r#""\"\/\b\f\n\r\t""#, "\"/\u{8}\u{c}\n\r\t"),
    ] {
        assert_eq!(parse(json), text(want), "{json}");
    }
    let last = Value::Table(vec![
        ("a".into(), Value::Number(2.0)),
        ("b".into(), Value::Null),
    ]);
    assert_eq!(parse(r#"{"a":1,"b":null,"\u0061":2}"#), Ok(last));
    assert_eq!(parse_file(b"\xef\xbb\xbf\"\xff\""), text("\u{fffd}"));
}

#[test]
fn what_javascript_refuses_is_no_json() {
    for json in [
        "",
        " ",
        "x",
        "01",
        "-",
        "1.",
        ".5",
        "+1",
        "1e",
        "0x1",
        "Infinity",
        "NaN",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\"}",
        "{\"a\":1,}",
        "{a:1}",
        "'a'",
        "\"a",
        "\"\n\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "1 2",
        "{}]",
        "nul",
        "truefalse",
        "\u{feff}1",
        "\u{a0}1",
        "[1 2]",
        "// a\n1",
    ] {
        assert_eq!(parse(json), Err(Refusal::NotJson), "{json}");
    }
}

#[test]
fn depth_is_bounded_and_said() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(&nested(DEEPEST)).is_ok());
    assert_eq!(parse(&nested(DEEPEST + 1)), Err(Refusal::NotExact));
    assert_eq!(parse(&"{\"a\":[".repeat(1_000_000)), Err(Refusal::NotExact));
    assert_eq!(
        parse_file("\u{feff}\u{feff}{}".as_bytes()),
        Err(Refusal::NotExact)
    );
}

#[test]
fn strings_are_found_in_what_is_no_json_too() {
    let found = |text: &str| {
        let mut found = Vec::new();
        strings(text, |one| found.push(one.to_owned()));
        found
    };
    assert_eq!(found(r#"{"a": ["\u0062", "c\"d"]}"#), ["a", "b", "c\"d"]);
    assert_eq!(
        found("<<<<<<< x\n\"a\": \"b\"\n=======\n\"\\ud800\""),
        ["a", "b", "\u{fffd}"]
    );
    assert_eq!(found("\"bad \\x\"good\""), ["good"]);
    assert!(found("no quotes").is_empty());
}

#[test]
fn a_word_in_quotes_is_read_as_javascript_reads_it() {
    for (text, value) in [
        ("\"a\\u00e9\"", Some(Value::Text("aé".into()))),
        ("\"\\ud800x\"", Some(Value::Text("\u{fffd}x".into()))),
        ("\"\\ud83d\\ude00\"", Some(Value::Text("😀".into()))),
        ("\"\\\\ud800\"", Some(Value::Text("\\ud800".into()))),
        ("12", Some(Value::Number(12.0))),
        (
            "[1,null]",
            Some(Value::List(vec![Value::Number(1.0), Value::Null])),
        ),
        ("abc", None),
        ("", None),
        ("\"a\" b", None),
    ] {
        assert_eq!(Value::from_json(text), value, "{text}");
    }
}

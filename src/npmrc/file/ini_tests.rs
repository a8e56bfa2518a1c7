//! Tables over single lines and small files; the differential tests check the rest.

use super::*;

fn only(line: &str, npm: NpmVersion) -> Option<(String, Value)> {
    let document = Document::parse(line.as_bytes(), npm);
    let mut entries = document.settings().into_iter();
    let first = entries.next().map(|(key, value, _)| (key, value));
    assert!(entries.next().is_none(), "{line}");
    first
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn a_line_is_read_as_ini_reads_it() {
    for (line, expected) in [
        ("a=b", Some(("a", text("b")))),
        (" a = b = c ", Some(("a", text("b = c")))),
        ("a", Some(("a", Value::Bool(true)))),
        ("a=", Some(("a", text("")))),
        ("a=x;y", Some(("a", text("x")))),
        ("a=x\\;y\\#z\\\\w\\q", Some(("a", text("x;y#z\\w\\q")))),
        ("a=x\\", Some(("a", text("x\\")))),
        ("a=\"x;y\"", Some(("a", text("x;y")))),
        ("a=\"x\" ; note", Some(("a", text("\"x\"")))),
        ("a='x#y'", Some(("a", text("x#y")))),
        ("a='12'", Some(("a", Value::Number(12.0)))),
        ("a='", Some(("a", text("")))),
        ("a=\"", Some(("a", text("\"")))),
        ("a=null", Some(("a", Value::Null))),
        ("a='\"true\"'", Some(("a", Value::Bool(true)))),
        ("a[]=1", Some(("a", Value::List(vec![text("1")])))),
        ("[]=1", Some(("[]", text("1")))),
        ("[s] ; c", Some(("[s]", Value::Bool(true)))),
        ("=x", None),
        ("a=x\u{2028}y", None),
        ("a\u{2028}b=x", Some(("a\u{2028}b", text("x")))),
        ("\u{feff}a=b", Some(("a", text("b")))),
        ("; a=b", None),
        ("\u{a0}# a=b", None),
        ("__proto__=x", None),
    ] {
        let expected = expected.map(|(key, value)| (key.to_owned(), value));
        assert_eq!(only(line, NpmVersion::Npm12), expected, "{line}");
    }
}

#[test]
fn npm_8_takes_a_blank_line_for_a_key_and_a_header_with_a_blank_for_another() {
    assert_eq!(
        only("  ", NpmVersion::Npm8),
        Some((String::new(), Value::Bool(true)))
    );
    assert_eq!(only("  ", NpmVersion::Npm9), None);
    assert_eq!(
        only("[a] ", NpmVersion::Npm8),
        Some(("[a]".into(), Value::Bool(true)))
    );
    assert_eq!(
        only("[a] ", NpmVersion::Npm9),
        Some(("a".into(), Value::Table(Vec::new())))
    );
}

#[test]
fn the_last_of_a_key_wins_and_lists_grow() {
    let document = Document::parse(b"a=1\nb[]=1\r\na=2\rb=2\n", NpmVersion::Npm12);
    let settings = document.settings();
    assert_eq!(settings[0], ("a".into(), text("2"), Some(3)));
    assert_eq!(
        settings[1],
        ("b".into(), Value::List(vec![text("1"), text("2")]), Some(4))
    );
}

#[test]
fn a_key_in_a_section_is_marked_and_hidden() {
    let document = Document::parse(b"[//h/]\n:_authToken=t\n", NpmVersion::Npm12);
    assert!(document.has_sections());
    assert_eq!(
        document
            .entries()
            .next()
            .and_then(|entry| entry.section.as_deref()),
        Some("//h/")
    );
    assert_eq!(document.settings()[0].0, "//h/");
}

#[test]
fn removing_a_key_keeps_every_other_byte() {
    let mut document = Document::parse(
        b"# c\xff\r\nk=1\r\n\n x = 2\nk[]=3\n[s]\nk=4\nk",
        NpmVersion::Npm12,
    );
    document.remove_key("k");
    assert_eq!(document.to_bytes(), b"# c\xff\r\n\n x = 2\n[s]\nk=4\nk");
}

#[test]
fn setting_a_key_changes_its_line_only() {
    let url = "https://h.example/a/";
    for (before, after) in [
        ("", "k=V\n"),
        ("a=b", "a=b\nk=V\n"),
        ("a=b\r\n; note\r\n", "a=b\r\n; note\r\nk=V\r\n"),
        ("; c\n k = old ; why\nz=1\n", "; c\nk=V\nz=1\n"),
        ("k=old", "k=V"),
        ("k=old\r\nz\r\n", "k=V\r\nz\r\n"),
        ("k=1\na=b\nk=2\n", "a=b\nk=V\n"),
        ("k[]=1\na=b\n", "a=b\nk=V\n"),
        ("a=b\n[s]\nk=1\n", "a=b\nk=V\n[s]\nk=1\n"),
        ("[s]\nk=1\n", "k=V\n[s]\nk=1\n"),
        ("a=\u{fffd}\rb=1\r", "a=\u{fffd}\rb=1\rk=V\r"),
    ] {
        let mut document = Document::parse(before.as_bytes(), NpmVersion::Npm12);
        assert!(document.set("k", url), "{before}");
        assert_eq!(
            String::from_utf8(document.to_bytes()).unwrap(),
            after.replace('V', url),
            "{before}"
        );
    }
}

#[test]
fn what_is_set_is_what_npm_reads_or_nothing_is_changed() {
    for value in [
        "a=b",
        "a;b#c",
        " edge ",
        "[x",
        "\"q\"",
        "'q'",
        "https://h/?a=1#f",
        "\u{e9}",
    ] {
        for key in ["@s:registry", "@a;b:registry"] {
            let mut document = Document::parse(b"z=1\n", NpmVersion::Npm12);
            assert!(document.set(key, value), "{key} {value}");
            assert_eq!(document.settings()[1].1.as_text(), Some(value));
        }
    }
    for (key, value) in [
        ("a=b", "x"),
        ("k", "true"),
        ("k", "null"),
        ("__proto__", "x"),
    ] {
        let mut document = Document::parse(b"z=1\n", NpmVersion::Npm12);
        assert!(!document.set(key, value), "{key}");
        assert_eq!(document.to_bytes(), b"z=1\n");
    }
}

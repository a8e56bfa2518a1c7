//! Our block of lines in a start file: put in, found again, and taken out.

use super::*;

const TEXT: &[u8] = b"eval \"$(npmcred env)\"\nhash -r\n";

fn put_into(contents: &[u8]) -> Vec<u8> {
    put(Some(contents), "#", TEXT).unwrap()
}

fn rest(contents: &[u8]) -> Vec<u8> {
    take_out(contents, "#").unwrap().unwrap().contents
}

/// Contents that a start file may have.
const CONTENTS: [&[u8]; 12] = [
    b"",
    b"\n",
    b"a\n",
    b"a",
    b"a\r\nb\r\n",
    b"a\r\nb",
    b"a\r",
    b"\xff\x00\xfe\n",
    b"\xff\x00\xfe",
    b"\n\n\n",
    b"# a comment without an end",
    b"  \t ",
];

#[test]
fn what_is_put_in_comes_out_without_a_trace() {
    for contents in CONTENTS {
        let with = put_into(contents);
        assert!(
            with.starts_with(contents) && with.ends_with(b"\n"),
            "{contents:?}"
        );
        assert_eq!(put_into(&with), with, "again changes nothing: {contents:?}");
        assert_eq!(rest(&with), contents);
        assert!(
            !take_out(&with, "#").unwrap().unwrap().is_spent,
            "{contents:?}"
        );
    }
    let with = put(None, "#", TEXT).unwrap();
    assert_eq!(
        take_out(&with, "#").unwrap().unwrap(),
        TakenOut {
            contents: Vec::new(),
            is_spent: true
        }
    );
}

#[test]
fn what_was_written_around_stays() {
    for contents in CONTENTS {
        let with = put_into(contents);
        let below = [&with, &b"below"[..]].concat();
        let ended = if contents.is_empty() || contents.ends_with(b"\n") {
            &b""[..]
        } else {
            b"\n"
        };
        assert_eq!(
            rest(&below),
            [contents, ended, b"below"].concat(),
            "{contents:?}"
        );
        let above = [b"above\n", with.as_slice()].concat();
        assert_eq!(
            rest(&above),
            [b"above\n", contents].concat(),
            "{contents:?}"
        );
        let at = with.windows(4).position(|four| four == b"# >>").unwrap();
        let between = [&with[..at], b"between\n", &with[at..]].concat();
        assert_eq!(
            rest(&between),
            [contents, ended, b"between\n"].concat(),
            "{contents:?}"
        );
    }
    let spent = put(None, "#", TEXT).unwrap();
    let used = take_out(&[&spent[..], b"mine\n"].concat(), "#")
        .unwrap()
        .unwrap();
    assert_eq!(
        used,
        TakenOut {
            contents: b"mine\n".to_vec(),
            is_spent: false
        }
    );
}

#[test]
fn they_are_renewed_in_their_place() {
    let with = [&put_into(b"a")[..], b"below\n"].concat();
    let renewed = put(Some(&with), "#", b"other\n").unwrap();
    assert!(renewed.starts_with(b"a\n# >>> npmcred >>> ") && renewed.ends_with(b"below\n"));
    let text = String::from_utf8(renewed.clone()).unwrap();
    assert!(
        text.contains("\nother\n") && !text.contains("hash -r"),
        "{text}"
    );
    assert_eq!(rest(renewed.strip_suffix(b"below\n").unwrap()), b"a");
    assert_eq!(put(Some(&renewed), "#", TEXT).unwrap(), with);
}

#[test]
fn an_editor_may_turn_all_line_ends() {
    for contents in [&b"a\nb\n"[..], b"a\nb"] {
        let text = String::from_utf8(put_into(contents))
            .unwrap()
            .replace('\n', "\r\n");
        assert_eq!(put_into(text.as_bytes()), text.as_bytes());
        assert_eq!(
            rest(text.as_bytes()),
            String::from_utf8(contents.to_vec())
                .unwrap()
                .replace('\n', "\r\n")
                .as_bytes()
        );
    }
    // Or drop the last one.
    assert_eq!(rest(put_into(b"a\n").trim_ascii_end()), b"a\n");
}

#[test]
fn marks_that_make_no_sense_are_told_and_left_alone() {
    let with = String::from_utf8(put_into(b"a\n")).unwrap();
    let lines: Vec<&str> = with.lines().collect();
    let cases = [
        (
            with.replace("hash -r", "hash -r; mine"),
            vec![2, 3, 4, 5],
            Wrong::Changed,
        ),
        (with.replace("hash -r\n", ""), vec![2, 3, 4], Wrong::Changed),
        (
            with.replace("hash -r\n", "hash -r\n\n"),
            vec![2, 3, 4, 5, 6],
            Wrong::Changed,
        ),
        (lines[..4].join("\n"), vec![2], Wrong::Broken),
        (lines[2..].join("\n"), vec![3], Wrong::Broken),
        (
            [lines[4], lines[2], lines[1]].join("\n"),
            vec![1, 3],
            Wrong::Broken,
        ),
        (with.replace("# >>>", "  # >>>"), vec![2, 5], Wrong::Broken),
        (with.replace("--undo", "--undo!"), vec![2, 5], Wrong::Broken),
        (
            with.trim_end().to_owned() + " mine\n",
            vec![2, 3, 4, 5],
            Wrong::Changed,
        ),
        (format!("{with}{with}"), vec![2, 5, 7, 10], Wrong::Doubled),
        (
            format!("{with}{}\n", lines[1]),
            vec![2, 5, 6],
            Wrong::Broken,
        ),
        (
            format!("{with}{}\n", lines[4]),
            vec![2, 5, 6],
            Wrong::Broken,
        ),
    ];
    for (contents, lines, why) in cases {
        let damage = Damage { lines, why };
        assert_eq!(
            put(Some(contents.as_bytes()), "#", TEXT).unwrap_err(),
            damage,
            "{contents}"
        );
        assert_eq!(
            take_out(contents.as_bytes(), "#").unwrap_err(),
            damage,
            "{contents}"
        );
    }
    assert_eq!(
        put(Some(b"\xff\xfea\0"), "#", TEXT).unwrap_err().why,
        Wrong::Wide
    );
    assert_eq!(take_out(b"# npmcred is good\n", "#").unwrap(), None);
}

#[test]
fn the_damage_is_said_with_its_lines() {
    let said = Damage {
        lines: vec![3],
        why: Wrong::Broken,
    }
    .to_string();
    assert_eq!(
        said,
        "has marks of npmcred that do not fit together (line 3)"
    );
    let said = Damage {
        lines: vec![3, 4],
        why: Wrong::Changed,
    }
    .to_string();
    assert_eq!(said, "was changed between npmcred's marks (lines 3, 4)");
}

#[test]
fn another_comment_is_another_mark() {
    let with = put(Some(b"a\n"), ";", TEXT).unwrap();
    assert!(with.starts_with(b"a\n; >>> npmcred >>> "));
    assert_eq!(take_out(&with, "#").unwrap(), None);
    assert_eq!(take_out(&with, ";").unwrap().unwrap().contents, b"a\n");
}

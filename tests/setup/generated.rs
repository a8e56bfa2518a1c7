//! Five hundred start files that nobody would think of: setup, an edit around our lines, undo.
//! Nothing but our bytes differs.
//!
//! What is expected is made from the pieces, not by looking for marks.

use std::fs;
use std::path::PathBuf;

use crate::random::{Random, seed};
use crate::world::World;

/// Files of one home, all of which setup writes to.
const FILES: [&str; 9] = [
    ".bashrc",
    ".bash_profile",
    ".zshenv",
    ".zprofile",
    ".zshrc",
    ".kshrc",
    ".mkshrc",
    ".yashrc",
    ".cshrc",
];
const HOMES: usize = 56;

const LINES: [&[u8]; 16] = [
    b"export PATH=\"$HOME/bin:$PATH\"",
    b"",
    b"# a comment",
    b"\xff\xfe\x80 not text",
    b"alias x='y' \\",
    b"if true; then",
    b"fi",
    b"cat <<'EOF'",
    b"EOF",
    b"\tindented",
    b"# >>> conda initialize >>>",
    b"# <<< conda initialize <<<",
    b"echo npmcred",
    b"PS1='\xce\xbb '",
    b"\x00\x01\x02",
    b"   ",
];

/// What is done to a file while our lines are in it.
#[derive(Debug)]
enum Edit {
    Nothing,
    Above(Vec<u8>),
    Below(Vec<u8>),
    Between(Vec<u8>),
    /// A line of its own, cut out.
    FirstLineGone,
}

fn piece(random: &mut Random, ended: bool) -> Vec<u8> {
    let end: &[u8] = if random.percent(20) { b"\r\n" } else { b"\n" };
    let mut lines: Vec<&[u8]> = (0..random.below(8))
        .map(|_| LINES[random.below(LINES.len())])
        .collect();
    if ended {
        lines.push(b"last");
        return [lines.join(end), end.to_vec()].concat();
    }
    let mut text = lines.join(end);
    if !text.is_empty() && random.percent(60) {
        text.extend(end);
    }
    text
}

fn edit(random: &mut Random) -> Edit {
    match random.below(6) {
        0 => Edit::Above(piece(random, true)),
        1 => Edit::Below(piece(random, false)),
        2 => Edit::Between(piece(random, true)),
        3 => Edit::FirstLineGone,
        _ => Edit::Nothing,
    }
}

fn first_line(text: &[u8]) -> usize {
    text.iter()
        .position(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1)
}

/// The file with our lines, edited; and what it must be without them.
fn edited(before: Option<&[u8]>, inside: &[u8], edit: &Edit) -> (Vec<u8>, Option<Vec<u8>>) {
    let old = before.unwrap_or_default();
    assert!(inside.starts_with(old));
    let is_unended = !old.is_empty() && !old.ends_with(b"\n");
    let end: &[u8] = if is_unended { b"\n" } else { b"" };
    let block = &inside[old.len() + end.len()..];
    let kept = |text: Vec<u8>| {
        if text.is_empty() && before.is_none() {
            None
        } else {
            Some(text)
        }
    };
    match edit {
        Edit::Nothing => (inside.to_vec(), before.map(<[u8]>::to_vec)),
        Edit::Above(text) => ([text, inside].concat(), Some([text, old].concat())),
        Edit::Below(text) if text.is_empty() => (inside.to_vec(), before.map(<[u8]>::to_vec)),
        Edit::Below(text) => ([inside, text].concat(), Some([old, end, text].concat())),
        Edit::Between(text) => (
            [old, end, text, block].concat(),
            Some([old, end, text].concat()),
        ),
        Edit::FirstLineGone => {
            let rest = &old[first_line(old)..];
            // A file of one line without an end has no line that could go and leave the end to us.
            ([rest, end, block].concat(), kept(rest.to_vec()))
        }
    }
}

#[test]
fn five_hundred_files_come_out_as_they_went_in() {
    let mut random = Random::new(seed());
    let mut number = 0;
    for _ in 0..HOMES {
        let world = World::new();
        let mut before: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
        for name in FILES {
            // Which one bash reads when it logs in depends on which is there; yash's is only added
            // to.
            let there = matches!(name, ".bash_profile" | ".yashrc") || random.percent(85);
            let contents = there.then(|| piece(&mut random, false));
            if let Some(contents) = &contents {
                world.write(name, contents);
            }
            before.push((world.at(name), contents));
        }
        world.set_up();
        let mut wanted = Vec::new();
        for (path, contents) in &before {
            let inside =
                fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let change = edit(&mut random);
            let (fresh, want) = edited(contents.as_deref(), &inside, &change);
            fs::write(path, fresh).unwrap();
            wanted.push((path, contents, change, want));
        }
        world.undo();
        for (path, contents, change, want) in wanted {
            let now = fs::read(path).ok();
            assert_eq!(
                now,
                want,
                "{} was {contents:?}, and then {change:?}",
                path.display()
            );
            number += 1;
        }
        assert!(!world.at(".local").exists() && !world.at(".config").exists());
    }
    assert!(number >= 500, "only {number}");
}

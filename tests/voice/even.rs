//! What is evened out before screens are compared: what is another at every run, or on every
//! machine.

use super::stage::Stage;

/// The screen as the file has it:
///
/// * the throwaway home is `/home/developer`, and npm's prefix `/opt/node-22.23.3`, which have as
///   many letters; the program is in `~/.local/bin`, the folder of sockets `/run/user/1000`;
/// * the registry on loopback is `npm.example.com`, which has as many letters;
/// * how long npm took is `1s`; the name of its debug log and dates are those of one moment, in
///   seconds of 1970 too;
/// * a checksum behind our lines in a start file is `CHECKSUM`; a process to end is 4321.
pub(crate) fn even(stage: &Stage, text: &str) -> String {
    let mut text = text.to_owned();
    for (found, written) in stage.names() {
        text = text.replace(&found, written);
    }
    let lines = text.lines().map(line);
    lines.map(|line| format!("{line}\n")).collect()
}

fn line(line: &str) -> String {
    const LAST: &str = "# <<< npmcred <<< ";
    if let Some((before, _)) = line.split_once(LAST) {
        return format!("{before}{LAST}CHECKSUM");
    }
    const ISSUED: &str = "\"issued\": ";
    if let Some((before, _)) = line.split_once(ISSUED) {
        return format!("{before}{ISSUED}1896091200,");
    }
    let line = dates(line);
    let words: Vec<&str> = line.split(' ').collect();
    let took = |at: usize| at > 0 && words[at - 1] == "in" && is_duration(words[at]);
    let words = words.iter().enumerate().map(|(at, word)| match word {
        _ if took(at) => "1s",
        _ if at > 0 && words[at - 1] == "-KILL" => "4321",
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// npm's `12ms` and `3s`.
fn is_duration(word: &str) -> bool {
    let number = word.trim_end_matches("ms").trim_end_matches('s');
    number != word && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Moments of this century, as far as they are digits and what stands between them: with the digits
/// of another.
fn dates(line: &str) -> String {
    const OF_A_MOMENT: &str = "0123456789-T:_Z.";
    const DIGITS: &str = "20300131120000000";
    let mut even = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("20") {
        let (before, found) = rest.split_at(at);
        even.push_str(before);
        let is_over = |letter| !OF_A_MOMENT.contains(letter);
        let length = found.find(is_over).unwrap_or(found.len());
        let (moment, after) = found.split_at(length);
        if moment.len() < 10 || !moment[4..].starts_with('-') {
            even.push_str("20");
            rest = &found[2..];
            continue;
        }
        let mut digits = DIGITS.chars();
        let digit = |letter: char| match letter.is_ascii_digit() {
            true => digits.next().unwrap_or('0'),
            false => letter,
        };
        even.extend(moment.chars().map(digit));
        rest = after;
    }
    even + rest
}

#[test]
fn moments_and_durations_are_those_of_one_run() {
    for (found, written) in [
        ("on 2026-11-29, twice", "on 2030-01-31, twice"),
        ("until 2026-11-29T16:20:01Z", "until 2030-01-31T12:00:00Z"),
        (
            "_logs/2026-11-29T16_20_01_123Z-debug-0.log",
            "_logs/2030-01-31T12_00_00_000Z-debug-0.log",
        ),
        ("npm 12.2.0, 2048 files, 20", "npm 12.2.0, 2048 files, 20"),
        ("added 1 package in 312ms", "added 1 package in 1s"),
        ("in 5 min", "in 5 min"),
    ] {
        assert_eq!(line(found), written);
    }
}

//! Prints the findings, as lines and as JSON.
//!
//! A fix for several findings is shown once.

use super::finding::{Diagnosis, Group, Severity, problems};
use crate::report::{Command, Tone, printable};
use serde_json::{Value, json};
use std::fmt::Write;

/// How lines look: `toned` gives a word its colour, `fitted` breaks a text behind so many columns.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The colour of a word.
    pub toned: &'a dyn Fn(Tone, &str) -> String,
    /// A text behind so many columns.
    pub fitted: &'a dyn Fn(usize, &str) -> String,
}

/// The findings as lines for a person.
#[must_use]
pub fn lines(groups: &[Group], look: Look<'_>) -> String {
    let width = groups
        .iter()
        .map(|group| group.name.len())
        .max()
        .unwrap_or_default();
    groups.iter().fold(String::new(), |mut text, group| {
        let word = group.severity().map_or("ok", Severity::as_str);
        let word = (look.toned)(tone(group.severity()), &format!("{word:<7}"));
        let state = (look.fitted)(width + 11, &printable(&group.state));
        // Writing to a string does not fail.
        let _ = writeln!(text, "{:<width$}  {word}  {state}", group.name);
        findings(&mut text, &group.findings, look);
        text
    })
}

/// What is said of a problem that nothing here can mend.
const NO_CURE: &str = "no command fixes this";

fn findings(text: &mut String, findings: &[Diagnosis], Look { toned, fitted }: Look<'_>) {
    for (at, finding) in findings.iter().enumerate() {
        let label = format!("{}:", finding.severity.as_str());
        let what = fitted(label.len() + 3, &printable(&finding.what));
        let label = toned(tone(Some(finding.severity)), &label);
        let _ = writeln!(text, "  {label} {what}");
        let next = findings.get(at + 1);
        let cure = finding.cure.as_ref().and_then(Command::shown);
        let is_told_next = next.is_some_and(|next| tells(next, finding));
        if is_told_next {
            continue;
        }
        if let Some(cure) = &cure {
            let _ = writeln!(text, "    {} {cure}", toned(Tone::Typed, "cure:"));
        }
        let is_stuck = cure.is_none() && finding.severity == Severity::Problem;
        let by_hand = finding.by_hand.as_deref();
        if let Some(by_hand) = by_hand.or_else(|| is_stuck.then_some(NO_CURE)) {
            let label = toned(Tone::Typed, "by hand:");
            let by_hand = fitted(13, &printable(by_hand));
            let _ = writeln!(text, "    {label} {by_hand}");
        }
    }
}

/// Whether the next finding has the same cure, and the same to do by hand after it.
fn tells(next: &Diagnosis, finding: &Diagnosis) -> bool {
    let by_hand = &finding.by_hand;
    finding.cure.is_some()
        && next.cure == finding.cure
        && (by_hand.is_none() || *by_hand == next.by_hand)
}

fn tone(severity: Option<Severity>) -> Tone {
    match severity {
        Some(Severity::Problem) => Tone::Bad,
        Some(Severity::Note) => Tone::Plain,
        None => Tone::Good,
    }
}

/// The findings as JSON.
#[must_use]
pub fn json(groups: &[Group]) -> Value {
    let finding = |finding: &Diagnosis| {
        json!({
            "id": finding.id,
            "severity": finding.severity.as_str(),
            "what": printable(&finding.what),
            "cure": finding.cure.as_ref().and_then(Command::shown),
            "by_hand": finding.by_hand.as_deref().map(printable),
        })
    };
    let group = |group: &Group| {
        let mut object = json!({
            "name": group.name,
            "severity": group.severity().map_or("ok", Severity::as_str),
            "state": printable(&group.state),
            "findings": group.findings.iter().map(finding).collect::<Vec<_>>(),
        });
        if !group.details.is_null() {
            object["details"] = group.details.clone();
        }
        object
    };
    json!({ "v": 1, "well": problems(groups) == 0, "groups": groups.iter().map(group).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look<'_> = Look {
        toned: &|_, text| text.to_owned(),
        fitted: &|_, text| text.to_owned(),
    };

    fn groups() -> Vec<Group> {
        let cure = || Some(Command::new("npmcred setup"));
        let ill = vec![
            Diagnosis::problem("login-shell", "a login shell gets /usr/bin/npm", cure()),
            Diagnosis::problem("editor", "an editor\u{1b} gets /usr/bin/npm", cure()),
            Diagnosis::note("two", "two", None),
        ];
        vec![
            Group::new("store", "ready", Vec::new()),
            Group::new("entry-points", "npm is the shim in 1 of 3", ill),
        ]
    }

    #[test]
    fn a_group_that_is_well_is_one_line_and_a_cure_stands_once() {
        let want = "store         ok       ready\nentry-points  problem  npm is the shim in 1 of 3\n  problem: a login shell gets /usr/bin/npm\n  problem: an editor\u{fffd} gets /usr/bin/npm\n    cure: npmcred setup\n  note: two\n";
        assert_eq!(lines(&groups(), PLAIN), want);
    }

    #[test]
    fn what_is_to_do_by_hand_stands_behind_its_cure() {
        let finding = |what: &str| {
            let cure = Some(Command::new("npmcred store"));
            Diagnosis::problem("x", what, cure).by_hand(format!("then empty {what}"))
        };
        let group = Group::new("store", "two", vec![finding("one"), finding("two")]);
        let want = "store  problem  two\n  problem: one\n    cure: npmcred store\n    by hand: then empty one\n  problem: two\n    cure: npmcred store\n    by hand: then empty two\n";
        assert_eq!(lines(&[group], PLAIN), want);
    }

    #[test]
    fn a_problem_without_a_cure_says_so() {
        let findings = vec![
            Diagnosis::problem("one", "one", None),
            Diagnosis::problem("two", "two", Some(Command::new("npmcred store")))
                .by_hand("take it out"),
        ];
        let want = "store  problem  not ready\n  problem: one\n    by hand: no command fixes this\n  problem: two\n    cure: npmcred store\n    by hand: take it out\n";
        let group = Group::new("store", "not ready", findings);
        assert_eq!(lines(&[group], PLAIN), want);
    }

    #[test]
    fn programs_see_every_finding_with_its_word_and_cure() {
        let json = json(&groups());
        assert_eq!((&json["v"], &json["well"]), (&1.into(), &false.into()));
        assert_eq!(json["groups"][0]["severity"], "ok");
        let found = &json["groups"][1]["findings"];
        assert_eq!(
            (&found[0]["id"], &found[0]["cure"]),
            (&"login-shell".into(), &"npmcred setup".into())
        );
        assert_eq!(
            (&found[2]["severity"], &found[2]["cure"]),
            (&"note".into(), &Value::Null)
        );
    }
}

//! What may be different through the shim: each request, and the end, by a rule of SECURITY.md that
//! holds for this very one.

use std::collections::BTreeSet;

use super::layout::{Kept, Layout};
use super::stub::Heard;
use super::worlds::Played;

/// The rules of SECURITY.md by which something may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A credential that is kept for writing is not given to a command that reads, nor the other
    /// way round.
    LeastUse,
    /// Where a line of the project leads elsewhere than the user's own, nothing goes there.
    ProjectElsewhere,
    /// Where a line of the project changes the transport, nothing goes anywhere.
    ProjectTransport,
    /// A command that looks for a credential at the registry's own key first finds the stored one
    /// there, which a file has to spell out.
    OwnKey,
    /// A command that changes something gets the credential of the registry that it changes, and no
    /// other.
    WritesToOne,
    /// What needs a credential and has none is not started.
    Stops,
}

type One = (char, Heard);

/// The rules by which these differ; an error for what is by none.
pub(super) fn explained(
    layout: &Layout,
    bare: &Played,
    shim: &Played,
) -> Result<BTreeSet<Rule>, String> {
    let world = World {
        layout,
        writes: matches!(&*layout.typed[0], "publish" | "deprecate"),
    };
    if let Some(stray) = shim.heard.iter().find(|one| world.is_stray(one)) {
        return Err(format!("a credential of another host went to {stray:?}"));
    }
    if bare.heard == shim.heard && bare.status == shim.status {
        return Ok(BTreeSet::new());
    }
    if shim.heard.is_empty() && matches!(shim.status, Some(3 | 7)) {
        return world.stopped(bare);
    }
    if bare.heard.is_empty() && bare.said.contains("ENEEDAUTH") {
        return world.found_at_own_key(shim);
    }
    let addresses = |all: &[One]| -> Vec<(char, String, String)> {
        all.iter()
            .map(|(letter, one)| (*letter, one.method.clone(), one.target.clone()))
            .collect()
    };
    if addresses(&bare.heard) != addresses(&shim.heard) {
        return Err("other addresses were asked".to_owned());
    }
    if bare.status != shim.status {
        return Err("another end".to_owned());
    }
    let changed = bare.heard.iter().find(|(_, one)| one.method != "GET");
    let pairs = bare
        .heard
        .iter()
        .zip(&shim.heard)
        .filter(|(before, after)| before != after);
    pairs
        .map(|(before, after)| world.of_request(before, after, changed))
        .collect()
}

struct World<'a> {
    layout: &'a Layout,
    writes: bool,
}

impl World<'_> {
    /// The credential that a request bears.
    fn sent(&self, (_, heard): &One) -> Option<&Kept> {
        let bearer = heard.authorization.as_ref()?;
        self.layout
            .kept
            .iter()
            .find(|kept| *bearer == format!("Bearer {}", kept.token))
    }

    fn is_stray(&self, one: &One) -> bool {
        let of_host = |kept: &Kept| kept.token.contains(&format!("_{}_", one.0));
        one.1.authorization.is_some() && !self.sent(one).is_some_and(of_host)
    }

    /// By which rule this credential is not given to the command for a request to this host;
    /// `changed` is what it changes.
    fn withheld(&self, letter: char, kept: &Kept, changed: Option<&One>) -> Option<Rule> {
        let fits =
            kept.purpose == "any" || kept.purpose == if self.writes { "write" } else { "read" };
        let serves = |(to, one): &One| *to == letter && one.target.starts_with(path(&kept.url));
        if self.layout.is_transport_changed {
            Some(Rule::ProjectTransport)
        } else if self.layout.led_to.contains(&letter) {
            Some(Rule::ProjectElsewhere)
        } else if !fits {
            Some(Rule::LeastUse)
        } else if self.writes && changed.is_some_and(|changed| !serves(changed)) {
            Some(Rule::WritesToOne)
        } else {
            None
        }
    }

    fn of_request(&self, before: &One, after: &One, changed: Option<&One>) -> Result<Rule, String> {
        // Another one that serves the same address may stand in.
        let rule = self
            .sent(before)
            .and_then(|kept| self.withheld(before.0, kept, changed));
        rule.ok_or_else(|| format!("by no rule: {before:?} became {after:?}"))
    }

    /// Nothing was started: npm alone has sent nothing either, or a credential that is withheld.
    fn stopped(&self, bare: &Played) -> Result<BTreeSet<Rule>, String> {
        let changed = bare.heard.iter().find(|(_, one)| one.method != "GET");
        let Some(main) = changed.or_else(|| bare.heard.first()) else {
            return Ok(BTreeSet::from([Rule::Stops]));
        };
        let rule = match self.sent(main) {
            None => Some(Rule::Stops),
            Some(kept) => self.withheld(main.0, kept, changed),
        };
        rule.map(|rule| BTreeSet::from([rule]))
            .ok_or_else(|| format!("stopped, and {main:?} was authorized"))
    }

    fn found_at_own_key(&self, shim: &Played) -> Result<BTreeSet<Rule>, String> {
        let mut main = shim
            .heard
            .iter()
            .filter(|(_, one)| one.method != "GET" || !self.writes);
        // A line that leads a scope to this host keeps from it what would go there, not what is
        // asked of another registry there.
        let may_go = |rule: Option<Rule>| rule.is_none_or(|rule| rule == Rule::ProjectElsewhere);
        let bears = |one: &One| {
            self.sent(one)
                .is_some_and(|kept| may_go(self.withheld(one.0, kept, None)))
        };
        if main.all(bears) {
            Ok(BTreeSet::from([Rule::OwnKey]))
        } else {
            Err("sent without a credential".to_owned())
        }
    }
}

/// The path of a URL.
fn path(url: &str) -> &str {
    url.splitn(4, '/')
        .nth(3)
        .map_or("/", |rest| &url[url.len() - rest.len() - 1..])
}

/// A lost authorization is explained by a rule for that host, that credential and that command
/// alone.
#[test]
fn a_rule_explains_nothing_but_its_own() {
    let kept = |letter: char, purpose| Kept {
        url: format!("http://{letter}.test/npm/"),
        purpose,
        token: format!("npm_{letter}_token"),
    };
    let one = |letter: char, bearer: bool| -> Vec<One> {
        let authorization = bearer.then(|| format!("Bearer npm_{letter}_token"));
        vec![(
            letter,
            Heard {
                method: "GET".to_owned(),
                target: "/npm/x".to_owned(),
                authorization,
            },
        )]
    };
    let played = |heard| Played {
        heard,
        status: Some(0),
        said: String::new(),
    };
    let by = |typed: &str, purpose, led_to: &[char], is_transport_changed: bool| {
        let layout = Layout {
            kept: vec![kept('A', purpose), kept('B', "any")],
            typed: vec![typed.to_owned()],
            led_to: led_to.iter().copied().collect(),
            is_transport_changed,
            ..Layout::default()
        };
        explained(&layout, &played(one('A', true)), &played(one('A', false))).map(Vec::from_iter)
    };
    assert!(by("install", "any", &[], false).is_err());
    assert!(
        by("install", "any", &['B'], false).is_err(),
        "it is led elsewhere"
    );
    assert!(by("install", "read", &[], false).is_err(), "it may read");
    assert!(by("deprecate", "any", &[], false).is_err(), "it may write");
    assert_eq!(by("install", "write", &[], false), Ok(vec![Rule::LeastUse]));
    assert_eq!(
        by("install", "any", &['A'], false),
        Ok(vec![Rule::ProjectElsewhere])
    );
    assert_eq!(
        by("install", "any", &[], true),
        Ok(vec![Rule::ProjectTransport])
    );
    let mut layout = Layout::default();
    (layout.kept, layout.typed) = (vec![kept('B', "any")], vec!["install".to_owned()]);
    let stray = vec![(
        'A',
        Heard {
            authorization: Some("Bearer npm_B_token".to_owned()),
            ..one('A', false)[0].1.clone()
        },
    )];
    assert!(explained(&layout, &played(one('A', false)), &played(stray)).is_err());
}

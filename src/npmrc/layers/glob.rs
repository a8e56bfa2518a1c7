//! Patterns of `workspaces`, matched folder by folder as npm's `minimatch` and `glob` do.
//!
//! Matching keeps a set of places in the pattern, and never backtracks. `*` and `**` never match a
//! name that begins with a dot. A `package.json` may be hostile, so length, depth and results are
//! limited. So is the [`Work`] of all its patterns together, because nested groups cost a power of
//! the name's length. Beyond a limit nothing matches, and the result says so.

use std::cell::Cell;

/// One pattern without braces.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    parts: Vec<GlobPart>,
}

#[derive(Clone, Debug)]
enum GlobPart {
    /// `**`
    AnyFolders,
    Name(Vec<char>),
}

/// The places in the pattern that a path has reached.
pub(super) type Positions = Vec<usize>;

/// The longest pattern, in bytes; the most braces or groups in one, and the deepest nesting; the
/// most patterns that braces may stand for.
const LONGEST: usize = 4096;
const MOST_OPENED: usize = 64;
const DEEPEST: usize = 8;
const MOST_WRITTEN_OUT: usize = 1000;

/// The work that the patterns of one root may still do, in comparisons of a letter.
#[derive(Debug)]
pub(super) struct Work(Cell<u32>);

impl Work {
    /// For one folder: a millisecond or two.
    pub(super) fn of_one_folder() -> Self {
        Self(Cell::new(200_000))
    }

    /// For a walk over all folders: a tenth of a second or two.
    pub(super) fn of_a_walk() -> Self {
        Self(Cell::new(20_000_000))
    }

    /// Whether the limit was reached: then no answer of these patterns counts.
    pub(super) fn is_too_much(&self) -> bool {
        self.0.get() == 0
    }

    /// Counts this much work; returns whether matching may go on.
    pub(super) fn costs(&self, comparisons: usize) -> bool {
        let left = self
            .0
            .get()
            .saturating_sub(u32::try_from(comparisons).unwrap_or(u32::MAX));
        self.0.set(left);
        left > 0
    }
}

impl Pattern {
    /// The patterns that one text stands for after its braces are expanded; `None` beyond a limit.
    pub(super) fn parse(text: &str) -> Option<Vec<Self>> {
        let opened = text
            .bytes()
            .filter(|byte| matches!(byte, b'{' | b'('))
            .count();
        if text.len() > LONGEST || opened > MOST_OPENED || depth(text) > DEEPEST {
            return None;
        }
        let mut texts = Vec::new();
        expand_braces(text, &mut texts)?;
        Some(texts.iter().map(|text| Self::plain(text)).collect())
    }

    fn plain(text: &str) -> Self {
        let names = text.split('/').filter(|name| !matches!(*name, "" | "."));
        let part = |name: &str| {
            if name == "**" {
                GlobPart::AnyFolders
            } else {
                GlobPart::Name(name.chars().collect())
            }
        };
        Self {
            parts: names.map(part).collect(),
        }
    }

    /// Before the first name of a path.
    pub(super) fn start(&self) -> Positions {
        self.with_skips(vec![0])
    }

    /// After one more name. `dot` lets wildcards take hidden names.
    pub(super) fn step(&self, places: &Positions, name: &str, dot: bool, work: &Work) -> Positions {
        let mut next = Vec::with_capacity(places.len());
        let text: Vec<char> = name.chars().collect();
        for &place in places {
            match self.parts.get(place) {
                Some(GlobPart::AnyFolders) if dot || !name.starts_with('.') => next.push(place),
                Some(GlobPart::Name(pattern)) if name_matches(pattern, &text, dot, work) => {
                    next.push(place + 1);
                }
                Some(GlobPart::AnyFolders | GlobPart::Name(_)) | None => {}
            }
        }
        self.with_skips(next)
    }

    /// Whether the path so far is a match.
    pub(super) fn is_end(&self, places: &Positions) -> bool {
        places.contains(&self.parts.len())
    }

    /// Whether a longer path can still be a match.
    pub(super) fn has_more(&self, places: &Positions) -> bool {
        places.iter().any(|&place| place < self.parts.len())
    }

    /// Whether a folder path, name by name, matches as a whole. `**` may stand for nothing.
    pub(super) fn matches_folder(&self, names: &[&str], dot: bool, work: &Work) -> bool {
        let end = names.iter().fold(self.start(), |places, name| {
            self.step(&places, name, dot, work)
        });
        self.is_end(&end)
    }

    /// Whether a folder path matches, or is the way to something that may.
    pub(super) fn may_lead_to_more(&self, names: &[&str], work: &Work) -> bool {
        !names
            .iter()
            .fold(self.start(), |places, name| {
                self.step(&places, name, false, work)
            })
            .is_empty()
    }

    /// Whether this pattern matches another text, by the rules of `minimatch`: a last `**` then
    /// needs something to match.
    pub(super) fn matches_text(&self, text: &str, work: &Work) -> bool {
        let names: Vec<_> = text.split('/').filter(|name| !name.is_empty()).collect();
        let needs_more =
            matches!(self.parts.last(), Some(GlobPart::AnyFolders)) && !text.ends_with('/');
        let before = Self {
            parts: self.parts[..self.parts.len().saturating_sub(1)].to_vec(),
        };
        self.matches_folder(&names, false, work)
            && !(needs_more && before.matches_exactly(&names, work))
    }

    fn matches_exactly(&self, names: &[&str], work: &Work) -> bool {
        self.parts.len() == names.len()
            && self
                .parts
                .iter()
                .all(|part| matches!(part, GlobPart::Name(_)))
            && self.matches_folder(names, false, work)
    }

    /// A place before `**` is also the place after it.
    fn with_skips(&self, mut places: Positions) -> Positions {
        let mut at = 0;
        while let Some(&place) = places.get(at) {
            if matches!(self.parts.get(place), Some(GlobPart::AnyFolders)) {
                places.push(place + 1);
            }
            at += 1;
        }
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// How many braces and groups are open at once, at most.
fn depth(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' | b'(' => open += 1,
            b'}' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// Expands `{a,b}` and `{1..3}`; `None` if there are too many results.
fn expand_braces(text: &str, out: &mut Vec<String>) -> Option<()> {
    let Some((open, close, items)) = first_braces(text) else {
        out.push(text.to_owned());
        return (out.len() <= MOST_WRITTEN_OUT).then_some(());
    };
    items.iter().try_for_each(|item| {
        expand_braces(
            &format!("{}{item}{}", &text[..open], &text[close + 1..]),
            out,
        )
    })
}

/// The first pair of braces that holds a comma or a range.
fn first_braces(text: &str) -> Option<(usize, usize, Vec<String>)> {
    text.match_indices('{').find_map(|(open, _)| {
        let (mut depth, mut commas) = (0, Vec::new());
        let close = text[open..].char_indices().find_map(|(at, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => commas.push(open + at),
                _ => {}
            }
            (depth == 0).then_some(open + at)
        })?;
        let inside = &text[open + 1..close];
        let items = if commas.is_empty() {
            range(inside)?
        } else {
            pieces(text, open, close, &commas)
        };
        Some((open, close, items))
    })
}

fn pieces(text: &str, open: usize, close: usize, commas: &[usize]) -> Vec<String> {
    let starts = std::iter::once(open).chain(commas.iter().copied());
    let ends = commas.iter().copied().chain([close]);
    starts
        .zip(ends)
        .map(|(start, end)| text[start + 1..end].to_owned())
        .collect()
}

fn range(inside: &str) -> Option<Vec<String>> {
    let (from, to) = inside.split_once("..")?;
    let (from, to) = (from.parse::<i32>().ok()?, to.parse::<i32>().ok()?);
    let (low, high) = (from.min(to), from.max(to));
    let mut numbers: Vec<_> = (low..=high.min(low.saturating_add(1000)))
        .map(|number| number.to_string())
        .collect();
    if from > to {
        numbers.reverse();
    }
    Some(numbers)
}

/// Whether one name matches one part of a pattern.
fn name_matches(pattern: &[char], name: &[char], dot: bool, work: &Work) -> bool {
    let hidden = name.first() == Some(&'.');
    if hidden && !dot && pattern.first() != Some(&'.') {
        return false;
    }
    ends(pattern, name, vec![0], work).contains(&name.len())
}

/// Where in `name` the pattern can end, from any of the given places.
fn ends(mut pattern: &[char], name: &[char], mut places: Positions, work: &Work) -> Positions {
    while let Some((&first, rest)) = pattern.split_first() {
        if places.is_empty() || !work.costs(places.len()) {
            return Vec::new();
        }
        if let Some((kind, inside, after)) = group(pattern) {
            places = group_ends(kind, inside, name, &places, work);
            pattern = after;
            continue;
        }
        (places, pattern) = match first {
            '*' => (
                places
                    .iter()
                    .min()
                    .map_or(Vec::new(), |&from| (from..=name.len()).collect()),
                rest,
            ),
            '?' => (advance(&places, name, |_| true), rest),
            '[' => match class(rest) {
                Some((takes, after)) => (advance(&places, name, takes), after),
                None => (advance(&places, name, |c| c == '['), rest),
            },
            _ => (advance(&places, name, |c| c == first), rest),
        };
    }
    places
}

fn advance(places: &Positions, name: &[char], takes: impl Fn(char) -> bool) -> Positions {
    places
        .iter()
        .filter(|&&at| name.get(at).is_some_and(|&c| takes(c)))
        .map(|&at| at + 1)
        .collect()
}

/// `@(a|b)` and the like: the sign, the inside, the rest.
fn group(pattern: &[char]) -> Option<(char, &[char], &[char])> {
    let (&kind, rest) = pattern.split_first()?;
    if !matches!(kind, '@' | '?' | '*' | '+' | '!') || rest.first() != Some(&'(') {
        return None;
    }
    let mut depth = 0;
    let close = rest.iter().position(|&c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    })?;
    Some((kind, &rest[1..close], &rest[close + 1..]))
}

fn group_ends(
    kind: char,
    inside: &[char],
    name: &[char],
    places: &Positions,
    work: &Work,
) -> Positions {
    let once = |from: Positions| {
        let mut found: Positions = alternatives(inside)
            .flat_map(|one| ends(one, name, from.clone(), work))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    if kind == '!' {
        let other = |&from: &usize| {
            let taken = if work.costs(name.len()) {
                once(vec![from])
            } else {
                (0..=name.len()).collect()
            };
            (from..=name.len()).filter(move |at| !taken.contains(at))
        };
        let mut found: Positions = places.iter().flat_map(other).collect();
        found.sort_unstable();
        found.dedup();
        return found;
    }
    let mut found = if matches!(kind, '?' | '*') {
        places.clone()
    } else {
        Vec::new()
    };
    let mut last = once(places.clone());
    loop {
        last.retain(|at| !found.contains(at));
        if last.is_empty() {
            return found;
        }
        found.extend(&last);
        if matches!(kind, '@' | '?') {
            return found;
        }
        last = once(last);
    }
}

/// Splits at bars outside inner groups.
fn alternatives(inside: &[char]) -> impl Iterator<Item = &[char]> {
    let mut depth = 0;
    inside.split(move |&c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == '|' && depth == 0
    })
}

/// `[a-z]`, `[!a]`, `[^a]` after the opening bracket.
fn class(text: &[char]) -> Option<(impl Fn(char) -> bool, &[char])> {
    let negated = matches!(text.first(), Some('!' | '^'));
    let start = usize::from(negated);
    let close = start + 1 + text.get(start + 1..)?.iter().position(|&c| c == ']')?;
    let set = text[start..close].to_vec();
    let takes = move |c: char| {
        let mut at = 0;
        let mut found = false;
        while let Some(&low) = set.get(at) {
            let is_range = set.get(at + 1) == Some(&'-') && set.get(at + 2).is_some();
            let high = if is_range { set[at + 2] } else { low };
            found |= (low..=high).contains(&c);
            at += if is_range { 3 } else { 1 };
        }
        found != negated
    };
    Some((takes, &text[close + 1..]))
}

#[cfg(test)]
#[path = "glob_tests.rs"]
mod tests;

//! The lines of a compose file that leave a token: build arguments and variables of containers.
//!
//! Only the shape of the lines is looked at: a block begins with `args:` or `environment:`, and
//! ends where a line is not deeper.

use super::leak::{Leak, LeakWay};
use crate::credential::is_secret_name;

/// An open block: how deep its first line is, and how its entries leave a token.
type ComposeBlock = (usize, fn(String) -> LeakWay);

/// The leaks, in the order of their lines.
pub(super) fn leaks(text: &str) -> Vec<Leak> {
    let mut found = Vec::new();
    let mut block: Option<ComposeBlock> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let is_item = trimmed.starts_with('-');
        // The items of a list may stand under their key without being deeper.
        if block.is_some_and(|(outer, _)| indent < outer || (indent == outer && !is_item)) {
            block = None;
        }
        match (block, trimmed) {
            (None, "args:") => block = Some((indent, LeakWay::Argument)),
            (None, "environment:") => block = Some((indent, LeakWay::Variable)),
            (Some((_, way)), entry) => {
                let name = entry.trim_start_matches(['-', ' ', '"', '\'']);
                let name = name.split([':', '=', '"', '\'']).next().unwrap_or_default();
                if is_secret_name(name.trim()) {
                    let way = way(name.trim().to_owned());
                    found.push(Leak { line: number, way });
                }
            }
            (None, _) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_variables_are_found_in_both_forms() {
        let text = "services:\n  web:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: ${NPM_TOKEN}\n        \
            NODE_ENV: x\n    environment:\n    - NODE_AUTH_TOKEN\n    - A=1\n    image: x\n  NPM_TOKEN: no\n";
        let found: Vec<_> = leaks(text)
            .into_iter()
            .map(|leak| (leak.line, leak.way))
            .collect();
        let want = [
            (6, LeakWay::Argument("NPM_TOKEN".to_owned())),
            (9, LeakWay::Variable("NODE_AUTH_TOKEN".to_owned())),
        ];
        assert_eq!(found, want);
    }
}

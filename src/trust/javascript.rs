//! Finds the modules that a JavaScript text names. Pure.
//!
//! It reads plain code, and does not defend against code that hides what it loads. An allowed file
//! could do harm with its visible text alone. So comments at the beginning of a line are skipped,
//! and any name that is not a literal is reported.

/// Words that load code by a name that is not a literal.
const OTHERS: [&str; 5] = [
    "createRequire",
    "eval",
    "Function",
    "runInThisContext",
    "runInNewContext",
];

/// Every module that is named by a literal; `None` if something is loaded in another way.
#[must_use]
pub(super) fn modules(text: &str) -> Option<Vec<String>> {
    let text = without_comments(text);
    let mut found = Vec::new();
    for (at, word) in words(&text) {
        let behind = text[at + word.len()..].trim_start();
        match word {
            // `import.meta` and `require.main` load nothing.
            "import" if behind.starts_with('.') => {}
            "require" if behind.starts_with(".main") => {}
            "import" | "require" if behind.starts_with('(') => {
                let (module, rest) = literal(behind[1..].trim_start())?;
                if !rest.trim_start().starts_with([')', ',']) {
                    return None;
                }
                found.push(module);
            }
            "require" => return None,
            // `import x from 'y'` has its module after `from`.
            "import" | "from" => found.extend(literal(behind).map(|(module, _)| module)),
            other if OTHERS.contains(&other) => return None,
            _ => {}
        }
    }
    Some(found)
}

/// The text between quotes here, and the rest; `None` if it holds an escape or a placeholder.
fn literal(text: &str) -> Option<(String, &str)> {
    let quote = text
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"' | '`'))?;
    let (inside, rest) = text[1..].split_once(quote)?;
    (!inside.contains(['\\', '\n', '$'])).then(|| (inside.to_owned(), rest))
}

/// The names in a text, including keywords, and where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_name)?;
        at = text[start..]
            .find(|letter| !is_name(letter))
            .map_or(text.len(), |end| start + end);
        Some((start, &text[start..at]))
    })
}

/// The text without comments that begin a line.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_inside = false;
    for line in text.lines() {
        let mut rest = line.trim_start();
        if !is_inside && rest.starts_with("/*") {
            (is_inside, rest) = (true, &rest[2..]);
        }
        if is_inside {
            let Some((_, behind)) = rest.split_once("*/") else {
                continue;
            };
            (is_inside, rest) = (false, behind);
        }
        if !rest.trim_start().starts_with("//") {
            out.push_str(rest);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_by_a_literal_is_found() {
        for (text, want) in [
            (
                "const a = require('./a')\nconst { b } = require( \"./b.cjs\" ).c",
                &["./a", "./b.cjs"][..],
            ),
            (
                "import a from './a.mjs'\nimport './b.mjs'\nimport {\n c,\n} from \"./c.mjs\"",
                &["./a.mjs", "./b.mjs", "./c.mjs"],
            ),
            (
                "export * from './a.mjs'\nconst b = await import(`./b.mjs`)",
                &["./a.mjs", "./b.mjs"],
            ),
            (
                "/** @type {import('x').Y}\n require(y) */ require('./a')\n  // require(b)\n",
                &["./a"],
            ),
            (
                "import.meta.url; Array.from(x); require.main === module; required(1); it.from = 'x'",
                &[],
            ),
            ("exports.transformManifest = pkg => pkg", &[]),
        ] {
            assert_eq!(modules(text).unwrap(), want, "{text}");
        }
    }

    #[test]
    fn what_is_loaded_in_another_way_is_said() {
        for text in [
            "require(name)",
            "require('./' + name)",
            "require(`./${name}`)",
            "require('./\\x61')",
            "const load = require",
            "require.resolve('./a')",
            "require.cache[x]",
            "import(name)",
            "module.createRequire(__filename)('./a')",
            "eval(text)",
            "new Function(text)",
        ] {
            assert_eq!(modules(text), None, "{text}");
        }
    }
}

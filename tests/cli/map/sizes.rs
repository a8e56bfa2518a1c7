//! How long files and functions are.

use super::tokens::{Token, tokens};

/// A function, with the lines from its `fn` to its last brace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function<'a> {
    pub name: &'a str,
    pub line: usize,
    pub lines: usize,
}

/// All functions of a source that have a body.
pub(super) fn functions(source: &str) -> Vec<Function<'_>> {
    let tokens = tokens(source);
    let starts =
        (tokens.windows(2).enumerate()).filter(|(_, two)| two[0].text == "fn" && two[1].is_word());
    starts
        .filter_map(|(at, two)| {
            let end = end_of_body(&tokens[at..])?;
            let line = two[0].line;
            Some(Function {
                name: two[1].text,
                line,
                lines: end - line + 1,
            })
        })
        .collect()
}

/// The line of the brace that closes the function at the beginning.
fn end_of_body(tokens: &[Token<'_>]) -> Option<usize> {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for token in tokens {
        match token.text {
            "(" | "[" => others += 1,
            ")" | "]" => others = others.checked_sub(1)?,
            ";" if braces == 0 && others == 0 => return None,
            "{" => braces += 1,
            "}" => {
                braces = braces.checked_sub(1)?;
                if braces == 0 {
                    return Some(token.line);
                }
            }
            _ => {}
        }
    }
    None
}

#[test]
fn functions_are_measured_from_their_first_line_to_their_last_brace() {
    let source = "trait A {\n fn without(a: [u8; 4]);\n}\nfn one() {}\n/// x\npub fn two(\n a: [u8; 2],\n) -> fn(u8) {\n \
                  fn inner() {\n }\n \"}\"\n // }\n}\n";
    let found: Vec<(&str, usize, usize)> = functions(source)
        .iter()
        .map(|it| (it.name, it.line, it.lines))
        .collect();
    assert_eq!(found, [("one", 4, 1), ("two", 6, 8), ("inner", 9, 2)]);
}

#[test]
fn a_planted_long_function_is_as_long_as_it_is() {
    let source = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(59));
    assert_eq!(functions(&source)[0].lines, 61);
}

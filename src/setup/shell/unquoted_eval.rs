//! Turns a script into a line that a shell may split and glob before it evaluates it.
//!
//! `eval $(npmcred env)` is what people type. Unquoted, the shell cuts our output at every
//! character of IFS, and joins it with single spaces. It takes a word with `*` for file names,
//! which under bash's `failglob` ends the command. So the script is the format of a `printf`, in
//! which every character at risk is an octal number. Two ways lost. Quotes do not help, because
//! they are ordinary characters in a command's output. A script without such characters cannot even
//! name PATH's separator.

/// The line: `eval "$(printf '…')"`. It is ASCII without two spaces in a row, and a POSIX shell
/// evaluates it to the script.
pub(super) fn one_line(script: &[u8]) -> String {
    let mut line = String::with_capacity(script.len() * 2 + 32);
    line.push_str("eval \"$(printf '");
    let mut before = b' ';
    for &byte in script {
        match byte {
            b'\n' => line.push_str("\\n"),
            // A space after another one would be lost.
            b' ' if before == b' ' || before == b'\n' => line.push_str("\\040"),
            _ if survives(byte) => line.push(byte.into()),
            _ => line.extend(['\\', octal(byte >> 6), octal(byte >> 3), octal(byte)]),
        }
        before = byte;
    }
    line.push_str("')\"");
    line
}

/// The digit of the lowest three bits.
fn octal(bits: u8) -> char {
    char::from(b'0' + (bits & 7))
}

/// Whether a character is safe: not part of a pattern in any shell, not a usual value of IFS, and
/// not special to `printf` or in quotes.
fn survives(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" _\"$()".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_a_shell_would_touch_is_a_number() {
        for (script, want) in [
            (&b"echo \"$x\" $(y)"[..], r#"echo "$x" $(y)"#),
            (b"x=1; a-b.c", r"x\0751\073 a\055b\056c"),
            (b"a  b\n  c", r"a \040b\n\040\040c"),
            (
                b"*?[]{},:/~!@+^#%\\'",
                r"\052\077\133\135\173\175\054\072\057\176\041\100\053\136\043\045\134\047",
            ),
            (b"\xc3\xa9\t`", r"\303\251\011\140"),
            (b"", ""),
        ] {
            assert_eq!(one_line(script), format!("eval \"$(printf '{want}')\""));
        }
    }

    #[test]
    fn no_byte_makes_a_second_line_or_a_pattern() {
        let line = one_line(&(0..=255).collect::<Vec<u8>>());
        assert!(
            line.is_ascii()
                && !line.contains(['\n', '\t', '*', '?', '[', ':', '/', ','])
                && !line.contains("  ")
        );
    }
}

//! Quotes a folder's name as one word in a shell's language.
//!
//! Names are bytes: on Unix anything but a slash and a nul may be in one. If a language can name
//! every byte, this is right for every name; otherwise [`can_name`] tells which names it cannot
//! write.

use super::form::Form;

/// Whether the language can name a file of this name exactly.
pub(super) fn can_name(form: Form, name: &[u8]) -> bool {
    match form {
        Form::Posix | Form::Fish | Form::Elvish | Form::Xonsh => true,
        Form::Nushell | Form::PowerShell => str::from_utf8(name).is_ok(),
        // In tcsh, a command's output is one line.
        Form::Tcsh => str::from_utf8(name).is_ok_and(|text| !text.contains(['\n', '\r'])),
    }
}

/// The name as exactly one word.
pub(super) fn word(form: Form, name: &[u8]) -> Vec<u8> {
    let text = || String::from_utf8_lossy(name).into_owned();
    match form {
        Form::Posix => single(name),
        // tcsh looks for its history in quotes too.
        Form::Tcsh => single(text().replace('!', r"\!").as_bytes()),
        Form::Fish => fish(name).into_bytes(),
        Form::Nushell => nushell(&text()).into_bytes(),
        Form::PowerShell => power_shell(&text()).into_bytes(),
        Form::Elvish => double(name).into_bytes(),
        Form::Xonsh => format!("b{}", double(name)).into_bytes(),
    }
}

/// In single quotes; a single quote itself is put outside of them.
fn single(name: &[u8]) -> Vec<u8> {
    let mut word = vec![b'\''];
    for &byte in name {
        match byte {
            b'\'' => word.extend_from_slice(br"'\''"),
            _ => word.push(byte),
        }
    }
    word.push(b'\'');
    word
}

/// Characters that are not plain ASCII go outside the quotes, as the byte's number.
fn fish(name: &[u8]) -> String {
    let mut word = String::from("'");
    for &byte in name {
        match byte {
            b'\'' | b'\\' => word.extend(['\\', byte.into()]),
            b' '..=b'~' => word.push(byte.into()),
            _ => word.push_str(&format!(r"'\X{byte:02x}'")),
        }
    }
    word + "'"
}

/// In double quotes with `\xHH` for a byte: elvish, and a bytes literal of Python.
fn double(name: &[u8]) -> String {
    let mut word = String::from("\"");
    for &byte in name {
        match byte {
            b'"' | b'\\' => word.extend(['\\', byte.into()]),
            b' '..=b'~' => word.push(byte.into()),
            _ => word.push_str(&format!(r"\x{byte:02x}")),
        }
    }
    word + "\""
}

fn nushell(name: &str) -> String {
    let mut word = String::from("\"");
    for letter in name.chars() {
        match letter {
            '"' | '\\' => word.extend(['\\', letter]),
            _ if letter.is_control() => word.push_str(&format!(r"\u{{{:x}}}", u32::from(letter))),
            _ => word.push(letter),
        }
    }
    word + "\""
}

/// PowerShell takes four typographic quotes for single quotes too.
fn power_shell(name: &str) -> String {
    let mut word = String::from("'");
    for letter in name.chars() {
        if matches!(letter, '\'' | '\u{2018}'..='\u{201b}') {
            word.push(letter);
        }
        word.push(letter);
    }
    word + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word_in_each_language() {
        let name = b"/a b'\"\\$\n\xff";
        let lossy = "/a b'\"\\$\n\u{fffd}";
        for (form, want) in [
            (Form::Posix, b"'/a b'\\''\"\\$\n\xff'".to_vec()),
            (Form::Fish, br#"'/a b\'"\\$'\X0a''\Xff''"#.to_vec()),
            (Form::Elvish, br#""/a b'\"\\$\x0a\xff""#.to_vec()),
            (Form::Xonsh, br#"b"/a b'\"\\$\x0a\xff""#.to_vec()),
            (Form::Nushell, "\"/a b'\\\"\\\\$\\u{a}\u{fffd}\"".into()),
            (
                Form::PowerShell,
                format!("'{}'", lossy.replace('\'', "''")).into(),
            ),
            (
                Form::Tcsh,
                format!("'{}'", lossy.replace('\'', r"'\''")).into(),
            ),
        ] {
            assert_eq!(word(form, name), want, "{form:?}");
        }
        assert_eq!(word(Form::Tcsh, b"a!b"), br"'a\!b'");
        assert_eq!(
            word(Form::PowerShell, "it\u{2019}s".as_bytes()),
            "'it\u{2019}\u{2019}s'".as_bytes()
        );
    }

    #[test]
    fn what_a_language_cannot_name_is_known() {
        for form in [Form::Posix, Form::Fish, Form::Elvish, Form::Xonsh] {
            assert!(can_name(form, b"\n\xff"), "{form:?}");
        }
        for form in [Form::Nushell, Form::PowerShell, Form::Tcsh] {
            assert!(
                can_name(form, "it's \u{e9}\"$".as_bytes()) && !can_name(form, b"\xff"),
                "{form:?}"
            );
        }
        assert!(!can_name(Form::Tcsh, b"a\nb") && can_name(Form::Nushell, b"a\nb"));
    }
}

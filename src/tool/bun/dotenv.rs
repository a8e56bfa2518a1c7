//! The files of variables of a project, of which bun takes its own settings too: `.env` and its
//! like (bun 1.4.5; see `findings/bun-asks-the-registry-of-env-production.sh`).

use crate::context::Env;
use crate::npmrc::Files;
use crate::tool::files::ContextFiles;
use crate::trust::Finding;
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// A line that sets a variable.
#[derive(Debug, PartialEq)]
pub(super) struct Assignment {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// The variable.
    pub name: String,
    /// What it is set to, if that is certain: no escape, no variable, all on one line.
    pub value: Option<String>,
    /// The line.
    pub raw: String,
}

/// The variables that the files of a folder set, those that count first. The process's own stand
/// above all of them, and are left out.
///
/// # Errors
/// The file that cannot be read, as a finding.
pub(super) fn read(folder: &Path, env: &Env) -> Result<Vec<Assignment>, Box<Finding>> {
    let mode = env.filled("NODE_ENV").and_then(|mode| mode.to_str());
    let mode = mode.filter(|mode| ["development", "test"].contains(mode));
    let mode = mode.unwrap_or("production");
    let mut found: Vec<Assignment> = Vec::new();
    let names = [
        format!(".env.{mode}.local"),
        ".env.local".to_owned(),
        format!(".env.{mode}"),
        ".env".to_owned(),
    ];
    for name in names {
        let file = folder.join(name);
        let text = match ContextFiles.read_at_most(&file, LARGEST) {
            Ok(None) => continue,
            Ok(Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => continue,
            Err(error) => {
                let why = format!("cannot be read: {error}");
                return Err(Box::new(Finding::unread(&file, why)));
            }
        };
        let all = assignments(&file, &text).into_iter();
        found.extend(all.filter(|one| env.filled(&one.name).is_none()));
    }
    Ok(found)
}

fn assignments(file: &Path, text: &str) -> Vec<Assignment> {
    let lines = text.split(['\n', '\r']).enumerate();
    let found = lines.filter_map(|(at, line)| {
        let (name, value) = assignment(line)?;
        Some(Assignment {
            file: file.to_owned(),
            line: at + 1,
            name: name.to_owned(),
            value: plain(value),
            raw: line.to_owned(),
        })
    });
    found.collect()
}

/// A name and what is behind its sign.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}').trim_start();
    let line = match line.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start(),
        _ => line,
    };
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || "_-.".contains(sign);
    let end = line.find(|sign| !is_part(sign))?;
    let (name, rest) = line.split_at(end);
    let value = rest.trim_start().strip_prefix(['=', ':'])?;
    (!name.is_empty()).then_some((name, value))
}

/// The value, if every reader of such files sees the same one.
fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let (text, rest) = match text.chars().next()? {
        sign @ ('"' | '\'') => text[1..].split_once(sign)?,
        _ => match text.split_once(" #") {
            Some((text, _)) => (text.trim_end(), ""),
            None => (text, ""),
        },
    };
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || ":/._~%@+,=-[]*".contains(sign);
    let is_over = rest.trim_start().is_empty() || rest.trim_start().starts_with('#');
    (is_over && !text.is_empty() && text.chars().all(is_plain)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_is_seen_in_any_form() {
        for (line, want) in [
            ("A=https://h/", Some(("A", Some("https://h/")))),
            ("  export A = 'x' # y", Some(("A", Some("x")))),
            ("A: x", Some(("A", Some("x")))),
            ("A=x # y", Some(("A", Some("x")))),
            ("A=\"x", Some(("A", None))),
            ("A=$B", Some(("A", None))),
            ("A=x\\ny", Some(("A", None))),
            ("A=", Some(("A", None))),
            ("A=\"x\" B", Some(("A", None))),
            ("npm_config_//h/:_authToken=x", None),
            ("# A=x", None),
            ("A", None),
            ("B A=x", None),
        ] {
            let found = assignments(Path::new("/.env"), line);
            let found = found.first().map(|one| (&*one.name, one.value.as_deref()));
            assert_eq!(found, want, "{line}");
        }
    }

    #[test]
    fn the_nearest_file_counts_and_the_processs_own_variables_more() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            (".env", "A=1\nB=1\nC=1\n"),
            (".env.local", "A=2\n"),
            (".env.production", "A=3\nB=3\n"),
            (".env.test", "A=4\n"),
        ] {
            npmcred_platform::files::write_private(&folder.path().join(name), text.as_bytes())
                .unwrap();
        }
        let found = |variables: &[(&str, &str)]| {
            let all = variables.iter();
            let env = Env::new(all.map(|(a, b)| ((*a).into(), (*b).into())).collect());
            let all = read(folder.path(), &env).unwrap();
            let values = all.iter().map(|it| format!("{}{}", it.name, it.raw));
            values.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found(&[("C", "x")]), "AA=2 AA=3 BB=3 AA=1 BB=1");
        assert_eq!(found(&[("NODE_ENV", "test")]), "AA=2 AA=4 AA=1 BB=1 CC=1");
    }
}

//! What goes into a start file: a text for the file's shell that names npmcred and its folder.

use crate::setup::shell::form::Form;
use crate::setup::shell::quote::{can_name, word};
use crate::setup::shell::start_file::{StartFile, StartFileReader, TextPlacement};
use crate::setup::shell::text::objection;
use crate::setup::shell::user::User;
use std::path::{Path, PathBuf};

/// Evaluates the text of `npmcred env`.
const EVALUATE: &str =
    "if [ -x @program@ ]; then { eval \"$(@program@ env)\"; } 2>/dev/null || :; fi\n";

/// The text for the start files of a user.
pub(super) struct Ours<'a> {
    pub(super) user: User<'a>,
    pub(super) program: &'a Path,
    pub(super) folder: &'a Path,
}

impl Ours<'_> {
    /// Whether this language can write both names; a line that it cannot read would be worse than
    /// none.
    pub(super) fn can_be_named(&self, form: Form) -> bool {
        objection(form, self.folder).is_none()
            && can_name(form, self.program.as_os_str().as_encoded_bytes())
    }

    /// A path as a word of a POSIX shell, fish or tcsh, relative to `$HOME` if it is below that.
    fn path_word(&self, form: Form, path: &Path) -> Vec<u8> {
        let in_home = path.strip_prefix(&self.user.home).ok();
        let (mut start, rest) = match in_home {
            Some(rest) => (b"\"$HOME\"/".to_vec(), rest),
            None => (Vec::new(), path),
        };
        let rest = rest.as_os_str().as_encoded_bytes();
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
        start.extend(if rest.iter().all(is_plain) {
            rest.to_vec()
        } else {
            word(form, rest)
        });
        start
    }

    /// A line in which `@program@` and `@folder@` are words.
    pub(super) fn line(&self, form: Form, line: &str) -> Vec<u8> {
        let name = |path: &Path| match form {
            Form::Posix | Form::Fish | Form::Tcsh => self.path_word(form, path),
            _ => word(form, path.as_os_str().as_encoded_bytes()),
        };
        let folder = name(self.folder);
        let with_folder = |piece: &str| {
            piece
                .split("@folder@")
                .map(str::as_bytes)
                .collect::<Vec<_>>()
                .join(&folder[..])
        };
        line.split("@program@")
            .map(with_folder)
            .collect::<Vec<_>>()
            .join(&name(self.program)[..])
    }

    pub(super) fn lines(
        &self,
        reader: StartFileReader,
        path: PathBuf,
        form: Form,
        line: &str,
    ) -> StartFile {
        StartFile {
            reader,
            path,
            place: TextPlacement::Lines { comment: "#" },
            text: self.line(form, line),
        }
    }

    pub(super) fn evaluates(&self, reader: StartFileReader, path: PathBuf) -> StartFile {
        self.lines(reader, path, Form::Posix, EVALUATE)
    }

    pub(super) fn whole_file(
        &self,
        reader: StartFileReader,
        path: PathBuf,
        text: Vec<u8>,
    ) -> StartFile {
        StartFile {
            reader,
            path,
            place: TextPlacement::Whole,
            text,
        }
    }
}

//! What one source file says of modules: which it has, what it imports, and which paths it names.

use super::tokens::{Token, tokens};

/// A module of a file: the file's own, or one in braces in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Module {
    /// Its name below the file's own module: empty for that one, `tests` for `mod tests { … }`.
    pub inner: String,
    /// The modules that it declares (`mod name;`), each with the file that a `#[path]` names.
    pub children: Vec<(String, Option<String>)>,
    /// What `use` brings in: the name that it has here (`*` for all), and the path.
    pub imports: Vec<(String, Path)>,
    /// All other paths of two or more names.
    pub paths: Vec<Path>,
}

/// A path as it is written, without type arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    pub names: Vec<String>,
    pub line: usize,
}

/// Reads all modules of one file; the first is the file's own.
pub(super) fn modules(source: &str) -> Vec<Module> {
    let tokens = tokens(source);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        modules: vec![Module::default()],
    };
    reader.block(0);
    reader.modules
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    modules: Vec<Module>,
}

impl<'a> Reader<'a> {
    fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |it| it.text)
    }

    fn is_word(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(Token::is_word)
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).map_or(0, |it| it.line)
    }

    /// Up to the brace that closes this module.
    fn block(&mut self, module: usize) {
        let (mut depth, mut file) = (0_usize, None);
        while self.at < self.tokens.len() {
            match self.text(0) {
                "{" => depth += 1,
                "}" if depth == 0 => return,
                "}" => depth -= 1,
                // `#[path = "x.rs"]`
                "path" if self.text(1) == "=" && self.text(2).starts_with('"') => {
                    file = Some(self.text(2).trim_matches('"').to_owned());
                }
                // A visibility is no import.
                "in" => self.skip_path(),
                "mod" if self.is_word(1) => self.declaration(module, file.take()),
                "use" if self.text(1) != "<" => self.import(module),
                _ if self.is_word(0) => {
                    self.path(module);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// `pub(in a::b)`, at the `in`; that of a loop has a space and no path to skip.
    fn skip_path(&mut self) {
        let is_visibility = self.at >= 2 && self.tokens[self.at - 2].text == "pub";
        while is_visibility && self.text(1) != ")" {
            self.at += 1;
        }
    }

    fn declaration(&mut self, module: usize, file: Option<String>) {
        let name = self.text(1).to_owned();
        if self.text(2) == ";" {
            self.modules[module].children.push((name, file));
            self.at += 2;
        } else if self.text(2) == "{" {
            self.at += 3;
            let outer = &self.modules[module].inner;
            let inner = [
                outer.as_str(),
                if outer.is_empty() { "" } else { "::" },
                &name,
            ]
            .concat();
            self.modules.push(Module {
                inner,
                ..Module::default()
            });
            self.block(self.modules.len() - 1);
        }
    }

    fn import(&mut self, module: usize) {
        self.at += 1;
        self.tree(module, &[]);
    }

    /// One tree of a `use`, below a path; ends behind its last token.
    fn tree(&mut self, module: usize, above: &[String]) {
        let line = self.line();
        let mut names = above.to_vec();
        loop {
            match self.text(0) {
                "::" => self.at += 1,
                "{" => return self.group(module, &names),
                "*" => {
                    self.at += 1;
                    return self.bring(module, "*".to_owned(), Path { names, line });
                }
                _ if self.is_word(0) => {
                    let name = self.text(0).to_owned();
                    // `self` in braces is the path before them.
                    if above.is_empty() || name != "self" {
                        names.push(name);
                    }
                    self.at += 1;
                    if self.text(0) != "::" {
                        break;
                    }
                }
                _ => return,
            }
        }
        let mut name = names.last().cloned().unwrap_or_default();
        if self.text(0) == "as" {
            self.text(1).clone_into(&mut name);
            self.at += 2;
        }
        self.bring(module, name, Path { names, line });
    }

    fn group(&mut self, module: usize, names: &[String]) {
        self.at += 1;
        while !matches!(self.text(0), "}" | "") {
            if self.text(0) == "," {
                self.at += 1;
            } else {
                self.tree(module, names);
            }
        }
        self.at += 1;
    }

    fn bring(&mut self, module: usize, name: String, path: Path) {
        self.modules[module].imports.push((name, path));
    }

    /// A path in code; ends behind it.
    fn path(&mut self, module: usize) {
        let line = self.line();
        let is_whole = self.at == 0 || self.tokens[self.at - 1].text != "::";
        let mut names = vec![self.text(0).to_owned()];
        self.at += 1;
        while self.text(0) == "::" && self.is_word(1) {
            names.push(self.text(1).to_owned());
            self.at += 2;
        }
        if is_whole && names.len() > 1 {
            self.modules[module].paths.push(Path { names, line });
        }
    }
}

#[test]
fn imports_paths_and_modules_are_read() {
    let source = "mod a;\n#[cfg(test)]\n#[path = \"b_tests.rs\"]\nmod tests;\n\
                  pub(in crate::x) use a::{self, B as C, d::{e, *}};\n\
                  fn f() -> crate::g::H<super::I> { for i in b::c() {} a::j::<u8>::k() }\n\
                  mod inner { use super::*; mod deeper { fn f() { crate::z::f() } } }";
    let read = modules(source);
    let paths = |module: &Module| -> Vec<String> {
        module.paths.iter().map(|it| it.names.join("::")).collect()
    };
    let imports = |module: &Module| -> Vec<(String, String)> {
        let written = |(name, path): &(String, Path)| (name.clone(), path.names.join("::"));
        module.imports.iter().map(written).collect()
    };
    let own = |text: &[(&str, &str)]| -> Vec<(String, String)> {
        let owned = |(name, path): &(&str, &str)| ((*name).to_owned(), (*path).to_owned());
        text.iter().map(owned).collect()
    };
    assert_eq!(
        read[0].children,
        [
            ("a".to_owned(), None),
            ("tests".to_owned(), Some("b_tests.rs".to_owned()))
        ]
    );
    assert_eq!(
        imports(&read[0]),
        own(&[("a", "a"), ("C", "a::B"), ("e", "a::d::e"), ("*", "a::d")])
    );
    assert_eq!(paths(&read[0]), ["crate::g::H", "super::I", "b::c", "a::j"]);
    assert_eq!(read[0].paths[0].line, 6);
    assert_eq!(
        (read[1].inner.as_str(), imports(&read[1])),
        ("inner", own(&[("*", "super")]))
    );
    assert_eq!(
        (read[2].inner.as_str(), paths(&read[2])),
        ("inner::deeper", vec!["crate::z::f".to_owned()])
    );
}

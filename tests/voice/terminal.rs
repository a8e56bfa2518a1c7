//! What is left on a terminal of the bytes that were written to it.
//!
//! Lines are not broken at the right edge: how long each is, is what the tests ask.

use std::str::Chars;

/// The lines of a screen, and where the next letter goes.
#[derive(Default)]
struct Screen {
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

/// The text that is left.
pub(crate) fn left_of(written: &str) -> String {
    let mut screen = Screen::default();
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => screen.escape(&mut letters),
            '\r' => screen.column = 0,
            '\n' => screen.row += 1,
            '\u{8}' => screen.column = screen.column.saturating_sub(1),
            '\u{7}' => {}
            letter => screen.put(letter),
        }
    }
    screen.text()
}

impl Screen {
    fn escape(&mut self, letters: &mut Chars<'_>) {
        match letters.next() {
            Some('[') => {
                let mut parameters = String::new();
                for letter in letters.by_ref() {
                    if ('@'..='~').contains(&letter) {
                        self.control(letter, &parameters);
                        break;
                    }
                    parameters.push(letter);
                }
            }
            // The title of a window, up to the bell.
            Some(']') => drop(letters.by_ref().find(|letter| *letter == '\u{7}')),
            _ => {}
        }
    }

    fn control(&mut self, what: char, parameters: &str) {
        let number: usize = parameters.parse().unwrap_or(0);
        match what {
            'A' => self.row = self.row.saturating_sub(number.max(1)),
            'B' => self.row += number.max(1),
            'C' => self.column += number.max(1),
            'D' => self.column = self.column.saturating_sub(number.max(1)),
            'G' => self.column = number.max(1) - 1,
            'J' => {
                self.erase(number);
                self.lines.truncate(self.row + 1);
            }
            'K' => self.erase(number),
            // Colours, and whether the cursor is seen.
            'm' | 'h' | 'l' => {}
            other => panic!("a terminal's control {parameters:?} {other:?} that no test knows"),
        }
    }

    fn erase(&mut self, what: usize) {
        let column = self.column;
        let line = self.line();
        match what {
            0 => line.truncate(column),
            1 => line.iter_mut().take(column + 1).for_each(|it| *it = ' '),
            _ => line.clear(),
        }
    }

    fn line(&mut self) -> &mut Vec<char> {
        if self.lines.len() <= self.row {
            self.lines.resize(self.row + 1, Vec::new());
        }
        &mut self.lines[self.row]
    }

    fn put(&mut self, letter: char) {
        let column = self.column;
        let line = self.line();
        if line.len() <= column {
            line.resize(column + 1, ' ');
        }
        line[column] = letter;
        self.column += 1;
    }

    fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let line: String = line.iter().collect();
            format!("{}\n", line.trim_end())
        });
        let lines: String = lines.collect();
        match lines.trim_end() {
            "" => String::new(),
            text => format!("{text}\n"),
        }
    }
}

#[test]
fn what_was_erased_or_written_over_is_gone() {
    for (written, left) in [
        ("a\r\nb\r\n", "a\nb\n"),
        ("wait\r\u{1b}[Kdone\r\n", "done\n"),
        ("\u{1b}[31mred\u{1b}[0m\r\n", "red\n"),
        ("abc\u{1b}[1Gx\r\n", "xbc\n"),
        ("one\r\ntwo\r\n\u{1b}[1A\u{1b}[2Kthree\r\n", "one\nthree\n"),
        ("\u{1b}]0;npm\u{7}x", "x\n"),
    ] {
        assert_eq!(left_of(written), left, "{written:?}");
    }
}

//! Lays out rows as aligned columns, for a person to read.

use super::fold::fold;

/// The least room for the last column, which is broken between words where it is too wide.
const ROOM: usize = 24;

/// A line for each row, every cell but the last as wide as the widest of its column. Where that is
/// wider than `width`, the last cell is broken; where that is not enough, the first has a line of
/// its own.
#[must_use]
pub(super) fn columns<const N: usize>(rows: &[[String; N]], width: Option<usize>) -> String {
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    });
    let before_last =
        |widths: &[usize]| widths.iter().rev().skip(1).map(|it| it + 2).sum::<usize>();
    let is_too_wide = |room: usize| width.is_some_and(|width| before_last(&widths) + room > width);
    let last = widths.last().copied().unwrap_or_default();
    if is_too_wide(last) && is_too_wide(ROOM) {
        let rest = widths.get(1..).unwrap_or_default();
        return lines(rows, |row| {
            let (first, cells) = row.split_first()?;
            Some(format!("{first}\n  {}", aligned(cells, rest, 2, width)))
        });
    }
    lines(rows, |row| Some(aligned(row, &widths, 0, width)))
}

fn lines<const N: usize>(
    rows: &[[String; N]],
    line: impl Fn(&[String; N]) -> Option<String>,
) -> String {
    let lines = rows.iter().filter_map(line);
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The cells of one row; there are so many columns in front of them.
fn aligned(cells: &[String], widths: &[usize], lead: usize, width: Option<usize>) -> String {
    let Some((last, cells)) = cells.split_last() else {
        return String::new();
    };
    let cells = cells.iter().zip(widths);
    let before: String = cells
        .map(|(cell, width)| format!("{cell:<width$}  "))
        .collect();
    let column = lead + before.chars().count();
    format!("{before}{}", fold(last, width, column, column))
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn cells_stand_under_each_other() {
        let rows = [["A", "B"], ["é", "x"], ["long", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(columns(&rows, None), "A     B\né     x\nlong\n");
        assert_eq!(columns::<2>(&[], Some(80)), "");
    }

    #[test]
    fn the_last_cell_is_broken_or_the_first_stands_alone() {
        let rows = [["one", "A", "B"], ["two", "a", "as long as a sentence"]];
        let rows = rows.map(|row| row.map(str::to_owned));
        for (width, want) in [
            (29, "one  A  B\ntwo  a  as long as a sentence\n"),
            (28, "one\n  A  B\ntwo\n  a  as long as a sentence\n"),
        ] {
            assert_eq!(columns(&rows, Some(width)), want, "{width}");
        }
        let long = [["one", "a sentence that is longer than the terminal"]];
        let long = long.map(|row| row.map(str::to_owned));
        let want = "one  a sentence that is longer\n     than the terminal\n";
        assert_eq!(columns(&long, Some(32)), want);
    }
}

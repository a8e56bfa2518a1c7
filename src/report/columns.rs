//! Lays out rows as aligned columns, for a person to read.

/// A line for each row, every cell but the last as wide as the widest of its column.
#[must_use]
pub fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] = std::array::from_fn(|column| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    });
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn cells_stand_under_each_other() {
        let rows = [["A", "B"], ["é", "x"], ["long", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(columns(&rows), "A     B\né     x\nlong\n");
        assert_eq!(columns::<2>(&[]), "");
    }
}

//! Tables on screens of several widths, and an address that leaves little room.

use super::packages::stored;
use super::support::pty::Session;

const LONG: &str = "http://127.0.0.1:9/artifactory/api/npm/a-team-with-a-name/";

#[test]
fn no_table_is_wider_than_the_screen() {
    let lab = stored(12);
    let user = lab.registry.reader.clone();
    for flags in [
        &["--insecure-http", "--use", "read"][..],
        &[
            "--insecure-http",
            "--use",
            "write",
            "--expires",
            "90d",
            "--profile",
            "work",
        ],
    ] {
        lab.store(LONG, &user, flags);
    }
    for columns in [60, 80, 120] {
        for command in ["list", "status"] {
            let (status, shown) =
                Session::start_in_columns(columns, &lab.npmcred(&[command])).finish();
            assert!(status.success(), "{command}: {shown}");
            // What stands above the table of `status` names folders, which are never broken.
            let (_, table) = shown.rsplit_once("\r\n\r\n").unwrap_or(("", &shown));
            assert!(table.contains(LONG), "{command}: {table}");
            let widest = table.lines().map(|line| line.trim_end().chars().count());
            assert!(
                widest.max() <= Some(columns.into()),
                "{columns}, {command}:\n{table}"
            );
        }
    }
}

/// For `awk` and `grep`: into a pipe each credential is one line, however long, with its registry
/// and its use first. `COLUMNS` describes the screen of somebody else. Programs read `--json`.
#[test]
fn a_table_in_a_pipe_has_a_line_for_each_credential() {
    let lab = stored(12);
    let user = lab.registry.reader.clone();
    let flags = ["--insecure-http", "--use", "read", "--profile", "work"];
    lab.store(LONG, &user, &flags);
    for (command, head) in [("list", 0), ("status", 1)] {
        let run = lab.npmcred(&[command]).env("COLUMNS", "20");
        let told = run.run().expect(0).out();
        let table = told.rsplit_once("\n\n").map_or(&*told, |(_, table)| table);
        let rows: Vec<Vec<&str>> = table
            .lines()
            .skip(head)
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(rows.len(), 2, "{command}: {told}");
        let one = rows.iter().find(|row| row[0] == LONG).unwrap();
        let purpose = if command == "list" { one[1] } else { one[3] };
        assert_eq!(purpose, "read", "{command}: {told}");
    }
}

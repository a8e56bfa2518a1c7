//! Every case with every npm, compared, as a table.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use super::cases::{Case, cases};
use super::compare::play;
use super::support::fixture::Fixture;
use super::support::tools::MAJORS;
use super::support::{Front, Lab};

#[test]
fn npm_does_what_the_cases_are_written_for() {
    let failures: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = MAJORS.map(|major| scope.spawn(move || bare(major))).into_iter().collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn bare(major: u32) -> Vec<String> {
    let mut lab = Lab::new(major, Fixture::start());
    let mut failures = Vec::new();
    for case in cases().iter().filter(|case| case.majors.contains(&major)) {
        let Ok(played) = catch_unwind(AssertUnwindSafe(|| play(&mut lab, case, Front::Bare))) else {
            failures.push(format!("npm {major} {}: see above", title(case)));
            continue;
        };
        if (played.seen.status == Some(0)) != case.done {
            failures.push(format!("npm {major} {}: {}\n{:#?}", title(case), played.shown, played.seen));
        }
    }
    failures
}

fn title(case: &Case) -> String {
    let mut title = format!("`npm {}`", case.args.join(" "));
    if !case.when.is_empty() {
        let _ = write!(title, ", {}", case.when);
    }
    title
}

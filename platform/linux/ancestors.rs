//! Lists the processes above this one.

/// No process has more ancestors than this.
const LIMIT: usize = 64;

/// Their numbers, the nearest first.
pub(crate) fn ancestors() -> impl Iterator<Item = u32> {
    std::iter::successors(parent("self"), |pid| parent(&pid.to_string())).take(LIMIT)
}

fn parent(pid: &str) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The program's name is in brackets and may contain anything.
    let (_, rest) = stat.rsplit_once(") ")?;
    rest.split(' ')
        .nth(1)?
        .parse()
        .ok()
        .filter(|parent| *parent > 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_nearest_is_the_parent() {
        let parent = rustix::process::getppid()
            .unwrap()
            .as_raw_nonzero()
            .get()
            .unsigned_abs();
        assert_eq!(super::ancestors().next(), Some(parent));
    }
}

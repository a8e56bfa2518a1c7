//! A small seeded generator: the same seed gives the same questions everywhere.
//!
//! A failure prints the seed, and `NPMCRED_TEST_SEED` repeats it.

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Up to `most` picks, joined.
    pub(crate) fn text(&mut self, from: &[&str], most: usize) -> String {
        (0..self.below(most + 1)).map(|_| self.pick(from)).collect()
    }
}

/// From `NPMCRED_TEST_SEED`. Otherwise always the same, so that a change is judged by what it
/// changes; the run that tries everything looks for new cases.
pub(crate) fn seed() -> u64 {
    let now = || {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
    };
    let seed = match std::env::var("NPMCRED_TEST_SEED") {
        Ok(text) => text.parse().expect("NPMCRED_TEST_SEED must be a number"),
        Err(_) if std::env::var_os("NPMCRED_TEST_WHOLE").is_some_and(|value| value == "1") => {
            u64::from(now().subsec_nanos()) ^ now().as_secs()
        }
        Err(_) => 20_261,
    };
    println!("NPMCRED_TEST_SEED={seed}");
    seed
}

//! Samples the arguments and the environment of every process while commands run.
//!
//! A sampler misses what lives shorter than its round, and on a busy machine more than that. So
//! finding nothing proves little by itself. `family` looks at moments that are certain. What the
//! sampler sees is kept as it is and searched at the end: some secrets are only made while it runs.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::support::needles::Needles;

/// What was seen, and the name of the process that it was first seen of.
type Seen = HashMap<(&'static str, Vec<u8>), String>;

/// A running sampler.
pub(crate) struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<(usize, Seen)>,
}

impl Watch {
    pub(crate) fn start() -> Watch {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut seen = Seen::new();
            let mut looks = 0;
            while !stopped.load(Ordering::Relaxed) {
                looks += sample(&mut seen);
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
            (looks, seen)
        });
        Watch { stop, thread }
    }

    /// Ends it; returns how many processes it looked at, and where a piece of a secret was.
    pub(crate) fn end(self, needles: &Needles) -> (usize, Vec<String>) {
        self.stop.store(true, Ordering::Relaxed);
        let (looks, seen) = self.thread.join().unwrap();
        let finds = seen.into_iter().filter_map(|((what, bytes), name)| {
            Some(format!(
                "{what} of a process named {name} ({})",
                needles.find(&bytes)?
            ))
        });
        (looks, finds.collect())
    }
}

fn sample(seen: &mut Seen) -> usize {
    let mut looks = 0;
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        if !entry
            .file_name()
            .as_encoded_bytes()
            .iter()
            .all(u8::is_ascii_digit)
        {
            continue;
        }
        for what in ["cmdline", "environ"] {
            // Processes come and go; another user's cannot be read.
            let Ok(bytes) = std::fs::read(entry.path().join(what)) else {
                continue;
            };
            looks += 1;
            seen.entry((what, bytes)).or_insert_with(|| {
                std::fs::read_to_string(entry.path().join("comm"))
                    .unwrap_or_default()
                    .trim()
                    .to_owned()
            });
        }
    }
    looks
}

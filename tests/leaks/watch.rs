//! Samples the arguments and the environment of every process while commands run.
//!
//! A sampler misses what lives shorter than its round of some thirty milliseconds; npm lives a hundred, and the program itself
//! becomes npm, so whatever it passes on is there to be seen for as long.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::support::needles::Needles;

/// A running sampler.
pub(crate) struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<(usize, Vec<String>)>,
}

impl Watch {
    pub(crate) fn start(needles: Arc<Needles>) -> Watch {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut finds = Vec::new();
            let mut looks = 0;
            while !stopped.load(Ordering::Relaxed) {
                looks += sample(&needles, &mut finds);
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
            (looks, finds)
        });
        Watch { stop, thread }
    }

    /// Ends it; returns how many processes it looked at, and what it found.
    pub(crate) fn end(self) -> (usize, Vec<String>) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

fn sample(needles: &Needles, finds: &mut Vec<String>) -> usize {
    let mut looks = 0;
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        if !entry.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit) {
            continue;
        }
        for what in ["cmdline", "environ"] {
            // Processes come and go; another user's cannot be read.
            let Ok(bytes) = std::fs::read(entry.path().join(what)) else { continue };
            looks += 1;
            if let Some(shape) = needles.find(&bytes) {
                let name = std::fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
                let find = format!("{what} of a process named {} ({shape})", name.trim());
                if !finds.contains(&find) {
                    finds.push(find);
                }
            }
        }
    }
    looks
}

//! A program that knows the pipe's name before npm reads, and opens it as often as it can.

use crate::handover::{registry, store};
use crate::machine::{Machine, NEWEST};
use crate::support::needles::Needles;
use serde_json::Value;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// Each costs the start of two nodes.
const RUNS: usize = 3;

/// Loaded into npm, before npm's own code: it starts the other program and lets npm go on when
/// that has begun. As the control it reads the pipe itself, as npm's process.
const IN_NPM: &str = r"
require('C:/test/test.cjs')
const fs = require('fs')
const pipe = process.env.npm_config_globalconfig ?? ''
if (pipe.includes('npmcred-')) {
  if (process.env.CONTROL) fs.writeFileSync('C:/io/polled', JSON.stringify({ reads: 1, found: [fs.readFileSync(pipe, 'latin1')] }))
  else {
    const env = { ...process.env, NODE_OPTIONS: '' }
    require('child_process').spawn(process.execPath, ['C:/test/poller.cjs', pipe], { stdio: 'ignore', detached: true, env }).unref()
    const nothing = new Int32Array(new SharedArrayBuffer(4))
    while (!fs.existsSync('C:/io/polling')) Atomics.wait(nothing, 0, 0, 10)
  }
}
";

const POLLER: &str = r"
const fs = require('fs')
const found = new Set()
let reads = 0
for (const end = Date.now() + 60_000; Date.now() < end && !fs.existsSync('C:/io/stop');) {
  try { found.add(fs.readFileSync(process.argv[2], 'latin1')); reads++ } catch {}
  if (reads === 10) fs.writeFileSync('C:/io/polling', '')
}
fs.writeFileSync('C:/io/polling-ended', JSON.stringify({ reads, found: [...found] }))
fs.renameSync('C:/io/polling-ended', 'C:/io/polled')
";

/// What `npm whoami` said, and what the other program read meanwhile.
fn polled(machine: &Machine, control: &str) -> (String, Value) {
    for left in ["polling", "stop", "polled"] {
        let _ = fs::remove_file(machine.c(&format!("io/{left}")));
    }
    let line = format!(
        r"set NODE_OPTIONS=--require C:/test/in_npm.cjs&set CONTROL={control}&C:\npmcred\npm.exe whoami"
    );
    let whoami = machine.run(&["cmd", "/d", "/c", &line], "");
    fs::write(machine.c("io/stop"), "").unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    let report = machine.c("io/polled");
    while !report.exists() {
        assert!(Instant::now() < until, "nobody has polled: {whoami:?}");
        thread::sleep(Duration::from_millis(20));
    }
    let report = fs::read(report).unwrap();
    (
        whoami.out.trim().to_owned(),
        serde_json::from_slice(&report).unwrap(),
    )
}

#[test]
fn a_program_that_polls_the_pipe_gets_nothing() {
    let (machine, registry) = (Machine::take(), registry());
    let user = &registry.writer;
    let needles = Needles::of(user);
    machine.install(NEWEST);
    machine.write_npmrc(&format!("registry={}\n", registry.url));
    store(&machine);
    fs::write(machine.c("test/in_npm.cjs"), IN_NPM).unwrap();
    fs::write(machine.c("test/poller.cjs"), POLLER).unwrap();
    for _ in 0..RUNS {
        let (whoami, report) = polled(&machine, "");
        assert_eq!(whoami, user.name, "{report}");
        assert!(report["reads"].as_u64() > Some(20), "{report}");
        assert_eq!(needles.find(report.to_string().as_bytes()), None);
    }
    let (whoami, report) = polled(&machine, "1");
    assert_ne!(whoami, user.name);
    assert!(needles.find(report.to_string().as_bytes()).is_some());
}

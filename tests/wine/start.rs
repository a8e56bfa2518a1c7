//! What `npm.exe` starts: arguments, status, and what becomes of it when we are ended.

use crate::machine::{Machine, NEWEST};
use crate::support::tools;
use std::fs;

/// In npm's place: says what it was given, and ends as it is told.
const PROBE: &str = r"
const { FAIL, WAIT } = process.env
require('fs').appendFileSync('C:/io/said', JSON.stringify(process.argv.slice(2)) + '\n')
if (WAIT) {
  require('fs').writeFileSync('C:/io/pid', String(process.pid))
  setInterval(() => {}, 1000)
} else process.exit(Number(FAIL))
";

/// A machine whose npm is the probe, and the words that run a program of node's on it.
fn probed() -> (Machine, Vec<&'static str>) {
    let machine = Machine::take();
    machine.install(NEWEST);
    machine.write_npmrc("");
    let prefix = machine.c("prefix/node_modules/npm");
    fs::create_dir_all(prefix.join("bin")).unwrap();
    let manifest = r#"{"name": "npm", "version": "10.0.0"}"#;
    fs::write(prefix.join("package.json"), manifest).unwrap();
    fs::write(prefix.join("bin/npm-cli.js"), PROBE).unwrap();
    (
        machine,
        vec![r"C:\Program Files\nodejs\node.exe", "drive.cjs"],
    )
}

/// The npm of the global prefix stands above the one beside node, as with `npm.cmd`.
const DRIVER: &str = r"
const { spawnSync } = require('child_process')
const { lines, codes } = JSON.parse(require('fs').readFileSync('C:/project/wanted', 'utf8'))
const run = (words, FAIL) => spawnSync('C:\\npmcred\\npm.exe', words, {
  stdio: 'ignore', env: { ...process.env, npm_config_prefix: 'C:\\prefix', FAIL },
}).status >>> 0
for (const line of lines) run(line, '0')
require('fs').writeFileSync('C:/io/codes', JSON.stringify(codes.map((code) => run(['--version'], String(code)))))
";

/// What is hard for a command interpreter, and for who takes a command line apart.
const PIECES: [&str; 22] = [
    "",
    " ",
    "a b",
    "\"",
    "\\",
    "\\\\",
    "\\\"",
    "%PATH%",
    "50%",
    "^",
    "|",
    "&",
    "<",
    ">",
    "(",
    ")",
    "!",
    "'",
    "\t",
    "ünïcødé",
    "日本",
    "*.js",
];

/// Always the same lines, of words made of these pieces.
fn lines(count: usize) -> Vec<Vec<String>> {
    let mut state = 1_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut word = move || {
        let pieces = next(4);
        (0..pieces).map(|_| PIECES[next(PIECES.len())]).collect()
    };
    let line = |_| {
        let fixed = ["run", "x", "--"].map(str::to_owned).into_iter();
        fixed.chain((0..10).map(|_| word())).collect()
    };
    (0..count).map(line).collect()
}

#[test]
fn arguments_and_status_are_the_tools_own() {
    let (machine, words) = probed();
    // Each costs a start of node.
    let lines = lines(if tools::is_whole() { 500 } else { 16 });
    let codes = [0_u32, 1, 77, 255, 256, 65_535, 0xC000_013A];
    fs::write(machine.c("project/drive.cjs"), DRIVER).unwrap();
    // So many that a run ends long before its time is over.
    for some in lines.chunks(50) {
        let wanted = serde_json::json!({ "lines": some, "codes": codes });
        fs::write(machine.c("project/wanted"), wanted.to_string()).unwrap();
        fs::write(machine.c("io/said"), "").unwrap();
        let ran = machine.run(&words, "");
        assert_eq!(ran.status, 0, "{ran:?}");
        let said = fs::read_to_string(machine.c("io/said")).unwrap();
        let said: Vec<Vec<String>> = said
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(said[..some.len()], *some);
    }
    let told = fs::read_to_string(machine.c("io/codes")).unwrap();
    assert_eq!(serde_json::from_str::<Vec<u32>>(&told).unwrap(), codes);
}

/// The shim is ended from outside while the tool runs; then a tool starts a daemon and ends.
const ENDED: &str = r"
const { spawn, spawnSync } = require('child_process')
const fs = require('fs')
const env = { ...process.env, npm_config_prefix: 'C:\\prefix', FAIL: '0' }
const isAlive = (pid) => { try { process.kill(pid, 0); return true } catch { return false } }
const until = async (test) => { while (!test()) await new Promise((done) => setTimeout(done, 50)) }
const main = async () => {
  const shim = spawn('C:\\npmcred\\npm.exe', ['--version'], { stdio: 'ignore', env: { ...env, WAIT: '1' } })
  await until(() => fs.existsSync('C:/io/pid') && fs.readFileSync('C:/io/pid', 'utf8') !== '')
  const tool = Number(fs.readFileSync('C:/io/pid', 'utf8'))
  const before = isAlive(tool)
  shim.kill()
  await until(() => !isAlive(tool))
  fs.writeFileSync('C:/io/ended', String(before))
}
main()
";

/// It hangs, and so fails, if the tool lives on.
#[test]
fn the_tool_ends_with_the_shim() {
    let (machine, words) = probed();
    fs::write(machine.c("project/drive.cjs"), ENDED).unwrap();
    let ran = machine.run(&words, "");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(fs::read_to_string(machine.c("io/ended")).unwrap(), "true");
}

/// A server that a script leaves running on purpose.
const DAEMON: &str = r"
const { spawn } = require('child_process')
const code = 'require(\'fs\').writeFileSync(\'C:/io/daemon\', String(process.pid)); setInterval(() => {}, 1000)'
spawn(process.execPath, ['-e', code], { stdio: 'ignore', detached: true }).unref()
const isThere = () => require('fs').existsSync('C:/io/daemon')
const wait = () => isThere() ? process.exit(0) : setTimeout(wait, 50)
wait()
";

const AFTER: &str = r"
const { spawnSync } = require('child_process')
const env = { ...process.env, npm_config_prefix: 'C:\\prefix' }
const { status } = spawnSync('C:\\npmcred\\npm.exe', ['--version'], { stdio: 'ignore', env })
const daemon = Number(require('fs').readFileSync('C:/io/daemon', 'utf8'))
process.kill(daemon, 0)
process.kill(daemon)
process.exit(status)
";

#[test]
fn what_a_tool_leaves_running_lives_on() {
    let (machine, words) = probed();
    let script = machine.c("prefix/node_modules/npm/bin/npm-cli.js");
    fs::write(script, DAEMON).unwrap();
    fs::write(machine.c("project/drive.cjs"), AFTER).unwrap();
    let ran = machine.run(&words, "");
    assert_eq!(ran.status, 0, "{ran:?}");
}

/// A program of the working folder, which an empty or a relative entry of PATH would lead to, or a
/// `prefix` of the project's.
#[test]
fn no_program_of_the_working_folder_is_run() {
    let machine = Machine::take();
    machine.install(NEWEST);
    machine.write_npmrc("");
    let package = machine.c("project/own/node_modules/npm");
    fs::create_dir_all(package.join("bin")).unwrap();
    let manifest = r#"{"name": "npm", "version": "12.0.0"}"#;
    fs::write(package.join("package.json"), manifest).unwrap();
    fs::write(package.join("bin/npm-cli.js"), "process.exit(98)").unwrap();
    fs::write(machine.c("project/package.json"), "{}").unwrap();
    fs::write(machine.c("project/.npmrc"), "prefix=C:\\project\\own\n").unwrap();
    fs::copy(
        machine.c("npmcred/npmcred.exe"),
        machine.c("project/node.exe"),
    )
    .unwrap();
    fs::write(machine.c("project/npm.cmd"), "@exit 99\r\n").unwrap();
    let code = r"
        const { spawnSync } = require('child_process')
        for (const Path of [';.;C:\\Program Files\\nodejs', '.\\;C:\\Program Files\\nodejs;']) {
          const env = { ...process.env, Path }
          const ran = spawnSync('C:\\npmcred\\npm.exe', ['--version'], { stdio: 'ignore', env })
          if (ran.status !== 0) process.exit(ran.status)
        }
    ";
    fs::write(machine.c("project/drive.cjs"), code).unwrap();
    let node = r"C:\Program Files\nodejs\node.exe";
    let ran = machine.run(&[node, "drive.cjs"], "");
    assert_eq!(ran.status, 0, "{ran:?}");
}

//! What a call of npm costs at most: the words alone, and a usual set of files.
//!
//! Only meant to catch a change of order, not of percents: the limits are a debug build's on a busy machine.

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use npmcred::npmrc::{Config, Files, Inputs, NpmVersion, parse};

struct OneFile;

impl Files for OneFile {
    fn read(&self, path: &Path) -> std::io::Result<Option<Vec<u8>>> {
        let user = b"; mine\nregistry=https://registry.example/npm/\n@a:registry=https://a.example/\n@b:registry=https://b.example/\n\
            //registry.example/npm/:_authToken=${TOKEN}\n//a.example/:_auth=dTpw\nprefix=~/.npm-global\nsave-exact=true\n\
            fund=false\ninit-author-name=\"A; B\"\n";
        Ok((path == Path::new("/home/u/.npmrc")).then(|| user.to_vec()))
    }

    fn is_file(&self, path: &Path) -> bool {
        path == Path::new("/home/u/p/package.json")
    }

    fn is_dir(&self, _: &Path) -> bool {
        false
    }

    fn list_dir(&self, _: &Path) -> Vec<npmcred::npmrc::layers::FolderEntry> {
        Vec::new()
    }
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..201)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[100]
}

#[test]
fn a_call_costs_microseconds() {
    let args: Vec<OsString> = ["--reg", "https://r.example", "-dd", "install", "--save-dev", "@a/x", "--otp", "123456"]
        .map(OsString::from)
        .into();
    let words = median(|| assert!(parse(&args, NpmVersion::Npm11).command.is_some()));
    let line = parse(&args, NpmVersion::Npm11);
    let env: Vec<(OsString, OsString)> = (0..60).map(|at| (format!("V{at}").into(), "x".into())).collect();
    let inputs = Inputs {
        npm: NpmVersion::Npm11,
        command_line: &line,
        env: &env,
        cwd: Path::new("/home/u/p/src"),
        home: Path::new("/home/u"),
        node: Some(Path::new("/usr/bin/node")),
        npm_dir: Some(Path::new("/usr/lib/node_modules/npm")),
        files: &OneFile,
        windows: false,
    };
    let files = median(|| assert_eq!(Config::load(&inputs).layers.len(), 6));
    println!("a command line: {words:?}, all layers: {files:?}");
    assert!(words < Duration::from_millis(1) && files < Duration::from_millis(5), "{words:?}, {files:?}");
}

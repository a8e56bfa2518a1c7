//! Whole folder trees with config files at every level, loaded by npm's config module and by ours.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use npmcred::credential::{Place, Vacancy, existing};
use npmcred::npmrc::layers::FolderEntry;
use npmcred::npmrc::{AuthForm, Config, Files, Inputs, LayerKind, parse, workspaces};
use npmcred::registry::{NerfDart, Registry};
use serde_json::{Value as Json, json};
use url::Url;

use crate::layer::{comparable as comparable_layer, layer};
use crate::oracle::{MAJORS, Verdict, ask, scratch, version};
use crate::random::{Random, seed};
use crate::{doubles, json as value_json, pieces};

/// The real file system.
pub(crate) struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn list_dir(&self, path: &Path) -> Vec<FolderEntry> {
        let entry = |entry: std::fs::DirEntry| {
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            FolderEntry {
                name: entry.file_name(),
                is_dir: entry.path().is_dir(),
                is_link,
            }
        };
        std::fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .map(entry)
            .collect()
    }
}

/// A tree on disk and one command in it.
pub(crate) struct World {
    pub(crate) root: PathBuf,
    pub(crate) cwd: PathBuf,
    pub(crate) args: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
}

const FOLDERS: &[&str] = &[
    "work",
    "work/a",
    "work/packages",
    "work/packages/a",
    "work/packages/b",
    "work/packages/b/c",
    "work/packages/c",
    "work/packages/.d",
    "work/deep/x/y",
    "work/node_modules/m",
    "home",
    "home/x",
];

impl World {
    fn new(random: &mut Random, root: PathBuf) -> Self {
        let write = |path: &str, bytes: &[u8]| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        let folder = root.to_str().unwrap();
        for name in [
            "usr/etc/npmrc",
            "elsewhere/etc/npmrc",
            "other",
            "home/.npmrc",
            "home/other",
            "npm/npmrc",
        ] {
            if random.percent(70) {
                write(name, &pieces::npmrc(random, folder));
            }
        }
        write("npm/package.json", b"{\"version\":\"1.0.0\"}");
        for (number, place) in FOLDERS.iter().enumerate() {
            std::fs::create_dir_all(root.join(place)).unwrap();
            if random.percent(60) {
                write(
                    &format!("{place}/package.json"),
                    package(random, number).as_bytes(),
                );
            }
            if random.percent(15) {
                std::fs::create_dir_all(root.join(place).join("node_modules")).unwrap();
            }
            if random.percent(40) {
                write(&format!("{place}/.npmrc"), &pieces::npmrc(random, folder));
            }
        }
        let cwd = root.join(random.pick(FOLDERS));
        let (args, env) = (
            pieces::flags(random, folder),
            pieces::variables(random, folder),
        );
        Self {
            root,
            cwd,
            args,
            env,
        }
    }

    /// Nothing but a project's file and the user's.
    pub(crate) fn of_files(root: PathBuf, project_file: &str, user_file: &str) -> Self {
        let cwd = root.join("work");
        for folder in [&cwd, &root.join("home"), &root.join("npm")] {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(root.join("npm/package.json"), "{\"version\":\"1.0.0\"}").unwrap();
        std::fs::write(cwd.join(".npmrc"), project_file).unwrap();
        std::fs::write(root.join("home/.npmrc"), user_file).unwrap();
        Self {
            root,
            cwd,
            args: vec!["view".into()],
            env: Vec::new(),
        }
    }

    pub(crate) fn load(&self, major: u64) -> Config {
        let args: Vec<OsString> = self.args.iter().map(OsString::from).collect();
        let mut env: Vec<(OsString, OsString)> =
            vec![("HOME".into(), self.root.join("home").into())];
        env.extend(
            self.env
                .iter()
                .map(|(name, value)| (name.into(), value.into())),
        );
        Config::load(&Inputs {
            npm: version(major),
            command_line: &parse(&args, version(major)),
            env: &env,
            cwd: &self.cwd,
            home: &self.root.join("home"),
            node: Some(&self.root.join("usr/bin/node")),
            npm_dir: Some(&self.root.join("npm")),
            files: &Disk,
            outer: &npmcred::npmrc::Outer::Nothing,
            windows: false,
        })
    }

    pub(crate) fn question(&self, ask: &str, uris: &[(String, String)]) -> Json {
        let mut env: serde_json::Map<_, _> = self
            .env
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        env.insert("HOME".into(), json!(self.root.join("home")));
        let uris: Vec<_> = uris
            .iter()
            .map(|(uri, registry)| json!({ "uri": uri, "registry": registry }))
            .collect();
        json!({
            "ask": ask, "args": self.args, "env": env, "cwd": self.cwd, "home": self.root.join("home"),
            "node": self.root.join("usr/bin/node"), "npmDir": self.root.join("npm"), "uris": uris,
        })
    }
}

fn package(random: &mut Random, number: usize) -> String {
    match random.below(20) {
        0 => "{".into(),
        1 => format!(
            "\u{feff}{{\"name\":\"p{number}\",\"workspaces\":{{\"packages\":{}}}}}",
            json!(pieces::patterns(random))
        ),
        2..=9 => json!({ "name": format!("p{number}"), "workspaces": pieces::patterns(random) })
            .to_string(),
        _ => json!({ "name": format!("p{number}") }).to_string(),
    }
}

/// What the oracle says about a world, of ours.
fn ours(config: &Config, major: u64, uris: &[(String, String)]) -> Json {
    let names = ["cli", "env", "project", "user", "global", "builtin"];
    let kinds = [
        LayerKind::Cli,
        LayerKind::Env,
        LayerKind::Project,
        LayerKind::User,
        LayerKind::Global,
        LayerKind::Builtin,
    ];
    let layers: serde_json::Map<_, _> = names
        .into_iter()
        .zip(kinds)
        .map(|(name, kind)| (name.into(), layer(config, kind)))
        .collect();
    let loose = ["_authToken", "_auth", "username"];
    let is_loose = major == 8 && loose.iter().any(|key| config.truthy(key).is_some());
    json!({
        "layers": layers,
        "creds": uris.iter().map(|one| (!is_loose).then(|| creds(config, one))).collect::<Json>(),
        "localPrefix": config.local_prefix,
        "globalPrefix": config.global_prefix,
        "user": config.user_path,
        "global": config.global_path,
        "project": config.project_path,
        "workspace": config.workspace,
        "registries": [config.registry_of(None), config.registry_of(Some("@a")), config.registry_of(Some("b"))],
        "auth": uris.iter().map(|one| auth(config, major, one)).collect::<Json>(),
    })
}

/// What npm would send to an address, with this registry in play: its form, value and key.
fn auth(config: &Config, major: u64, (uri, registry): &(String, String)) -> Json {
    let found = config.auth_for(&Url::parse(uri).unwrap(), &Url::parse(registry).unwrap());
    let form = found.as_ref().and_then(|found| match found.form {
        AuthForm::Certificate => None,
        AuthForm::Token | AuthForm::Auth | AuthForm::UserPassword => {
            Some(format!("{:?}", found.form))
        }
    });
    let value = found
        .as_ref()
        .filter(|found| matches!(found.form, AuthForm::Token | AuthForm::Auth));
    let key = found.as_ref().filter(|_| major >= 10);
    json!({
        "form": form,
        "value": value.map(|found| value_json(&found.settings[0].1.value)),
        "key": key.map(|found| found.reg_key.as_str()),
    })
}

/// Whether npm finds a credential for this registry.
fn creds(config: &Config, (_, text): &(String, String)) -> bool {
    let registry = Registry::parse_any(text).unwrap();
    let nerf = NerfDart::of(&Url::parse(text).unwrap());
    let existing = existing(config, &registry, &nerf);
    // A placeholder, a dummy and a classic token are something to npm.
    let at_own_key = |place: &Place| {
        let base = place.key.rsplit_once(':').map(|(base, _)| base);
        base == Some(nerf.as_str())
    };
    let vacant = existing
        .hiding
        .iter()
        .map(|(_, vacant)| vacant)
        .filter(|one| one.why != Vacancy::Empty);
    // In the global file they hide nothing: that is where a stored credential takes their
    // place.
    let in_global = config.auth_settings(&nerf).any(|one| {
        let filled = one.settings.iter().all(|(layer, setting)| {
            setting.value.is_truthy()
                && (*layer >= LayerKind::Global || !setting.unresolved.is_empty())
        });
        one.reg_key == nerf.as_str() && one.form != AuthForm::Certificate && filled
    });
    existing.at_own_key.is_some() || vacant.map(|one| &one.place).any(at_own_key) || in_global
}

/// The password of a pair is npm's to encode.
fn comparable(mut answer: Json) -> Json {
    if let Some(layers) = answer["layers"].as_object_mut() {
        for (_, layer) in layers {
            *layer = comparable_layer(layer.take());
        }
    }
    if answer["project"]
        .as_str()
        .is_some_and(|source| source.starts_with('('))
    {
        answer["project"] = Json::Null;
    }
    for auth in answer["auth"].as_array_mut().unwrap() {
        if auth["form"] == "UserPassword" {
            auth["value"] = Json::Null;
        }
    }
    doubles(answer)
}

#[test]
fn worlds_are_loaded_as_by_npms_config() {
    let seed = seed();
    let mut random = Random::new(seed);
    let mut verdict = Verdict::new("worlds", seed);
    let folder = scratch("worlds");
    let worlds: Vec<_> = (0..250)
        .map(|at| World::new(&mut random, folder.join(at.to_string())))
        .collect();
    let uris: Vec<Vec<(String, String)>> = worlds
        .iter()
        .map(|_| {
            (0..4)
                .map(|_| (pieces::request(&mut random), pieces::url(&mut random)))
                .collect()
        })
        .collect();
    for major in MAJORS {
        let questions: Vec<_> = worlds
            .iter()
            .zip(&uris)
            .map(|(world, uris)| world.question("world", uris))
            .collect();
        let answers = ask(major, "world", &questions);
        for (((world, uris), question), answer) in
            worlds.iter().zip(&uris).zip(&questions).zip(answers)
        {
            match answer {
                Ok(answer) => {
                    let ours = ours(&world.load(major), major, uris);
                    verdict.compare(major, question, &comparable(answer), &comparable(ours));
                }
                Err(_) => verdict.threw(),
            }
        }
    }
    verdict.done(1000);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn workspaces_are_those_of_map_workspaces() {
    let seed = seed();
    let mut random = Random::new(seed);
    let mut verdict = Verdict::new("roots", seed);
    let folder = scratch("roots");
    let roots: Vec<_> = (0..150)
        .map(|at| {
            let world = World::new(&mut random, folder.join(at.to_string()));
            let package = json!({ "name": "root", "workspaces": pieces::patterns(&mut random) });
            std::fs::write(world.root.join("work/package.json"), package.to_string()).unwrap();
            (world.root.join("work"), package)
        })
        .collect();
    for major in MAJORS {
        let questions: Vec<_> = roots
            .iter()
            .map(|(root, _)| json!({ "ask": "workspaces", "root": root }))
            .collect();
        for ((root, package), answer) in roots.iter().zip(ask(major, "workspaces", &questions)) {
            match answer {
                Ok(answer) => {
                    verdict.compare(
                        major,
                        package,
                        &answer,
                        &json!(workspaces(root, version(major), &Disk)),
                    );
                }
                Err(_) => verdict.threw(),
            }
        }
    }
    verdict.done(600);
    std::fs::remove_dir_all(folder).unwrap();
}

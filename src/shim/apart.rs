//! A process apart that asks registries while the tool starts.
//!
//! It asks whether they still accept what a reading command is given, and whether they answer those
//! that have nothing. This process becomes the tool and hears nothing of its end, and a question
//! before each install would be felt. So another one asks, and the next command knows. It is this
//! program once more and not a fork. Other threads may hold locks at the moment of a fork, and what
//! asks needs memory and threads. It has no stream, descriptor, terminal or session of the tool's,
//! so nobody waits for it or is spoken to by it. The credential comes to it through its standard
//! input, and it ends within seconds.

use super::enclosing;
use super::known::Known;
use super::plan::Plan;
use super::trace;
use crate::acceptance::{self, AnswerSubject};
use crate::context::Context;
use crate::credential::Credential;
use crate::error::Result;
use crate::registry::Registry;
use crate::tool::{Call, Tool};
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Secret, process, session};
use serde_json::{Value, json};
use std::ffi::{OsStr, OsString};
use std::time::Duration;

/// The subcommand that is this process. People do not type it.
const COMMAND: &str = "ask-apart";

/// How long it lives at most.
const LIFE: Duration = Duration::from_secs(10);

/// The most that it is told, in bytes: half of what a pipe holds.
const LONGEST: usize = 32 * 1024;

/// What it asks, for which command line.
struct BackgroundTask {
    tool: Tool,
    args: Vec<String>,
    credentials: Vec<Credential>,
    /// Registries with a package of each, which are asked without a credential.
    packages: Vec<(Registry, String)>,
}

/// Starts it, if there is a question. What goes wrong is as if nobody had asked.
pub(super) fn begin(call: &Call<'_>, tool: Tool, plan: &Plan<'_>, known: &Known) {
    let (credentials, packages) = known.to_ask_apart(call.context, plan);
    if credentials.is_empty() && packages.is_empty() {
        return;
    }
    // An argument that is no text cannot be told; the question may depend on it.
    let args = call.args.iter().map(|arg| arg.to_str().map(str::to_owned));
    let Some(args) = args.collect() else { return };
    let mut task = BackgroundTask {
        tool,
        args,
        credentials,
        packages,
    };
    // Where nothing can be claimed, every command would ask.
    if task.claim(call.context).is_err() || task.is_empty() {
        return;
    }
    let Some(told) = task.told() else { return };
    trace::apart(
        call.context.report,
        task.credentials.len() + task.packages.len(),
    );
    let env = call.env.variables();
    // Where it cannot be started, nobody asks.
    drop(process::start_self_apart("npmcred", &[COMMAND], env, &told));
}

/// Is that process: reads its task, asks, and remembers the answers.
///
/// # Errors
/// Those of reading the task, of the record and of finding the tool. Nobody hears of them.
pub fn ask_apart(context: &Context) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    process::end_within(LIFE);
    let task = session::read_stdin_secret(LONGEST).ok();
    let Some(mut task) = task.as_ref().and_then(BackgroundTask::read) else {
        return Ok(());
    };
    let real = task.tool.find(context)?;
    let env = enclosing::environment_without_us(&context.env);
    let args: Vec<OsString> = task.args.iter().map(OsString::from).collect();
    let dialect = task.tool.dialect();
    let call = Call {
        context,
        phrases: dialect.phrases(),
        real: &real,
        args: &args,
        env: &env,
    };
    let line = dialect.read(&args, &real);
    let settings = line.load(&call);
    let credentials: Vec<&Credential> = task.credentials.iter().collect();
    let holders = credentials.iter().map(|one| AnswerSubject::holder(one));
    let answers: Vec<_> = holders.zip(settings.accepted(&credentials)).collect();
    acceptance::learn(context, &answers)?;
    task.credentials.clear();
    let strangers = task.packages.iter();
    let strangers = strangers.map(|(registry, _)| AnswerSubject::stranger(registry));
    let answers: Vec<_> = strangers
        .zip(settings.answers_strangers(&task.packages))
        .collect();
    acceptance::learn(context, &answers)
}

impl BackgroundTask {
    /// As it is told to the process: a line of JSON, and a line for each credential. `None` if that
    /// is too much.
    fn told(&self) -> Option<Secret> {
        let packages: Vec<Value> = self
            .packages
            .iter()
            .map(|(registry, name)| json!([registry.to_string(), name]))
            .collect();
        let head = json!({ "tool": self.tool.name(), "args": self.args, "packages": packages });
        let head = head.to_string();
        let payloads: Option<Vec<Secret>> = self
            .credentials
            .iter()
            .map(Credential::to_payload)
            .collect();
        let payloads = payloads?;
        let lengths = payloads.iter().map(|one| one.expose().len() + 1);
        let length = head.len() + lengths.sum::<usize>();
        if length > LONGEST {
            return None;
        }
        // All of it at once: a buffer that grows would leave pieces of the secret behind.
        let mut bytes = Vec::with_capacity(length);
        bytes.extend_from_slice(head.as_bytes());
        for payload in &payloads {
            bytes.push(b'\n');
            bytes.extend_from_slice(payload.expose());
        }
        Some(Secret::new(bytes))
    }

    /// What was told; `None` for anything else.
    fn read(told: &Secret) -> Option<Self> {
        let mut lines = told.expose().split(|byte| *byte == b'\n');
        let head: Value = serde_json::from_slice(lines.next()?).ok()?;
        let args = head.get("args")?.as_array()?.iter();
        let package = |pair: &Value| {
            let registry = Registry::parse_any(pair.get(0)?.as_str()?).ok()?;
            Some((registry, pair.get(1)?.as_str()?.to_owned()))
        };
        let packages = head.get("packages")?.as_array()?.iter();
        let payloads = lines.map(|line| Secret::new(line.to_vec()));
        let credentials = payloads.map(|payload| Credential::from_payload(&payload).ok());
        Some(Self {
            tool: Tool::of_program(OsStr::new(head.get("tool")?.as_str()?))?,
            args: args
                .map(|arg| arg.as_str().map(str::to_owned))
                .collect::<Option<_>>()?,
            packages: packages.map(package).collect::<Option<_>>()?,
            credentials: credentials.collect::<Option<_>>()?,
        })
    }

    fn is_empty(&self) -> bool {
        self.credentials.is_empty() && self.packages.is_empty()
    }

    /// Leaves what no other process asks, or has asked lately.
    fn claim(&mut self, context: &Context) -> Result<()> {
        let holders = self.credentials.iter().map(AnswerSubject::holder);
        let registries = self.packages.iter().map(|(registry, _)| registry);
        let mut subjects: Vec<AnswerSubject> = holders
            .chain(registries.map(AnswerSubject::stranger))
            .collect();
        acceptance::claim(context, &mut subjects)?;
        self.credentials
            .retain(|one| subjects.contains(&AnswerSubject::holder(one)));
        self.packages
            .retain(|(registry, _)| subjects.contains(&AnswerSubject::stranger(registry)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::{CredentialKind, Expiry, Profile, Use};

    fn task(secret: &str) -> BackgroundTask {
        BackgroundTask {
            tool: Tool::Npx,
            args: vec!["a \"b\"\n".to_owned(), "ü".to_owned()],
            credentials: vec![Credential {
                profile: Profile::DEFAULT,
                registry: Registry::parse("https://h/a/").unwrap(),
                kind: CredentialKind::Granular,
                purpose: Use::Any,
                owner: Some("kim\n".to_owned()),
                issued: 1,
                expires: Expiry::Unknown,
                grant: None,
                secret: Secret::from(secret.to_owned()),
            }],
            packages: vec![(Registry::parse("https://i/").unwrap(), "@a/b".to_owned())],
        }
    }

    #[test]
    fn what_is_told_is_read_back_the_same() {
        let before = task("canary");
        let after = BackgroundTask::read(&before.told().unwrap()).unwrap();
        assert_eq!(after.tool, before.tool);
        assert_eq!(after.args, before.args);
        assert_eq!(after.packages, before.packages);
        let told = |task: &BackgroundTask| format!("{:?}", task.credentials);
        assert_eq!(told(&after), told(&before));
        let secret = &after.credentials[0].secret;
        assert!(secret.same_as(&before.credentials[0].secret));
    }

    #[test]
    fn what_is_too_long_is_not_told_and_what_is_damaged_is_no_task() {
        assert!(task(&"x".repeat(LONGEST)).told().is_none());
        let whole = task("canary").told().unwrap();
        for cut in 0..whole.expose().len() {
            let read = BackgroundTask::read(&Secret::new(whole.expose()[..cut].to_vec()));
            assert!(read.is_none_or(|task| task.credentials.is_empty()), "{cut}");
        }
    }
}

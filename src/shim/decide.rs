//! From a command line to a [`Plan`]: intent, registries, who wins, what is handed over.

use super::beside::findings_beside;
use super::dialect::npm_asks::{self, About, Question};
use super::extras::Reach;
use super::in_play;
use super::intent::{Access, Intent};
use super::keys::WayRound;
use super::mid_publish::Held;
use super::plan::{Plan, Provision};
use super::publish_target::{PublishTarget, Request, publish_targets, targets_of_folder};
use super::settle::{Wish, settle};
use super::tool::{RealTool, Tool};
use super::{config, dialect::npm};
use crate::context::Context;
use crate::credential::Use;
use crate::npmrc::{self, Command, CommandLine, Config, NpmVersion};
use crate::trust::{Finding, Findings, TrustRecord, project_findings};
use std::ffi::OsString;
use std::path::Path;

/// A command line as npm reads it.
pub(super) struct Words {
    /// The parsed line.
    pub line: CommandLine,
    /// The canonical command, unless a flag turns the call into a question about npm itself.
    pub command: Option<&'static str>,
    /// The words behind the command.
    pub operands: Vec<String>,
    /// What it wants.
    pub intent: Intent,
}

impl Words {
    /// Understands the arguments of `tool`. Touches nothing but them.
    #[must_use]
    pub(super) fn of(tool: Tool, args: &[OsString], real: &RealTool) -> Self {
        let npm = real.npm_version();
        let line = match tool {
            Tool::Npm => npmrc::parse(args, npm),
            Tool::Npx => npmrc::parse(&npmrc::npx_to_npm(args, npm), npm),
        };
        let command = line.command.map(Command::name);
        let operands: Vec<String> = line
            .operands
            .iter()
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        let asks_npm = ["usage", "version", "versions"]
            .into_iter()
            .any(|flag| line.has(flag));
        let intent = match command {
            Some(command) if !asks_npm => npm::intent(command, &texts(&operands)),
            Some(_) | None => Intent::Local,
        };
        Self {
            line,
            command,
            operands,
            intent,
        }
    }
}

/// Decides. Never fails: what goes wrong is an outcome, because most commands can run bare.
#[must_use]
pub(super) fn decide(context: &Context, real: RealTool, words: &Words) -> Plan {
    let Intent::Registry(access) = words.intent else {
        let Words {
            command, intent, ..
        } = *words;
        let (decisions, provision, published) = (Vec::new(), Provision::default(), Vec::new());
        return Plan {
            real,
            command,
            intent,
            config: None,
            decisions,
            provision,
            published,
        };
    };
    let config = config::load(context, &real, &words.line);
    let operands = texts(&words.operands);
    let command = words.command.unwrap_or_default();
    let needs_credential =
        access.needs_credential && !does_without(context, &config, command, &operands);
    let access = Access {
        needs_credential,
        ..access
    };
    let npm = real.npm_version();
    let targets = targets(context, words, &config, npm);
    let questions = npm_asks::questions(command, &operands, npm);
    let own = own_packages(context, &config, &questions, npm);
    let in_play = if access.wanted == Use::Read && !access.needs_credential {
        in_play::for_reading(&config)
    } else {
        let looks = npm_asks::looks_for_versions(command, npm);
        let subject = in_play::Subject {
            questions: &questions,
            own: &own,
            targets: &targets,
            looks,
        };
        in_play::for_subject(&config, &subject)
    };
    let packages = packages(&questions, &own, &targets);
    let mut findings = findings(&config, &targets);
    let uses = npm::uses(command, &operands);
    findings.extend(findings_beside(&config, npm, &in_play, uses));
    let findings = Findings::from(untrusted(context, &config, findings));
    let fetches = access.wanted == Use::Read && npm_asks::fetches(command, &operands);
    let addresses = if access.wanted == Use::Read {
        &operands[..]
    } else {
        &[]
    };
    let reach = Reach::of_words(fetches, addresses, &config, npm);
    let wish = Wish {
        access,
        way: WayRound::Flag,
        packages: &packages,
        reach: &reach,
    };
    let (decisions, mut provision) = settle(context, &config, in_play, &wish, &findings);
    if !provision.is_empty() {
        provision.held = Held::of(command, &operands, &targets);
    }
    let published = |target: &PublishTarget| -> Vec<_> {
        target
            .credentials()
            .map(|key| (target.manifest.clone(), key.to_owned()))
            .collect()
    };
    Plan {
        real,
        command: words.command,
        intent: Intent::Registry(access),
        config: Some(config),
        decisions,
        provision,
        published: targets.iter().flat_map(published).collect(),
    }
}

/// Whether a command that usually needs a credential runs without one: it only pretends, or npm
/// gets itself a token by the identity of its build server.
fn does_without(context: &Context, config: &Config, command: &str, operands: &[&str]) -> bool {
    let pretends = config
        .get("dry-run")
        .is_some_and(|(_, setting)| setting.value.is_truthy());
    pretends
        || npm::has_identity(command, operands, &|name| {
            context.env.filled(name).is_some()
        })
}

fn texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn targets(
    context: &Context,
    words: &Words,
    config: &Config,
    npm: NpmVersion,
) -> Vec<PublishTarget> {
    let (operands, home) = (texts(&words.operands), context.home());
    let Some(cwd) = context.existing_cwd() else {
        return Vec::new();
    };
    let command = words.command.unwrap_or_default();
    let request = Request {
        command,
        operands: &operands,
        cwd,
        home: home.as_deref(),
        config,
        npm,
    };
    publish_targets(&config::ContextFiles, &request)
}

/// The names of the packages of the working folder, where a command asks for them.
fn own_packages(
    context: &Context,
    config: &Config,
    questions: &[Question<'_>],
    npm: NpmVersion,
) -> Vec<String> {
    if questions
        .iter()
        .all(|question| question.about != About::Own)
    {
        return Vec::new();
    }
    let is_set = |key: &str| {
        config
            .get(key)
            .is_some_and(|(_, setting)| setting.value.is_truthy())
    };
    let folders = if is_set("workspaces") || is_set("workspace") {
        npmrc::workspaces(&config.local_prefix, npm, &config::ContextFiles)
    } else {
        vec![config.local_prefix.clone()]
    };
    let cwd = context.cwd();
    let here = folders
        .iter()
        .flat_map(|folder| targets_of_folder(&config::ContextFiles, cwd, folder));
    here.map(|target| target.name)
        .filter(|name| !name.is_empty())
        .collect()
}

/// The packages that the command acts on.
fn packages<'a>(
    questions: &[Question<'a>],
    own: &'a [String],
    targets: &'a [PublishTarget],
) -> Vec<&'a str> {
    let named = questions
        .iter()
        .filter_map(|question| match question.about {
            About::Package(name) | About::Team(name, _) => Some(name),
            About::Nothing | About::Own => None,
        });
    let sent = targets
        .iter()
        .map(|target| target.name.as_str())
        .filter(|name| !name.is_empty());
    sent.chain(named)
        .chain(own.iter().map(String::as_str))
        .collect()
}

fn findings(config: &Config, targets: &[PublishTarget]) -> Vec<Finding> {
    let mut findings = project_findings(config);
    findings.extend(targets.iter().flat_map(PublishTarget::findings));
    findings
}

/// A line is accepted for the project here, or for the folder in which it stands, if npm brought it
/// along from there.
fn is_accepted(record: &TrustRecord, folder: &Path, finding: &Finding) -> bool {
    let home = finding.file.parent().filter(|home| *home != folder);
    std::iter::once(folder)
        .chain(home)
        .any(|folder| record.accepts(folder, finding))
}

/// Leaves only the lines that the user has not accepted for this project. Where the record cannot
/// be read, nothing was accepted.
#[must_use]
pub(super) fn untrusted(
    context: &Context,
    config: &Config,
    mut findings: Vec<Finding>,
) -> Vec<Finding> {
    if !findings.is_empty()
        && let Ok(record) = TrustRecord::read(context)
    {
        config::seal(context, config, &mut findings);
        findings.retain(|finding| !is_accepted(&record, &config.local_prefix, finding));
    }
    findings
}

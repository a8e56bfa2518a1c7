//! The record of what registries said, `acceptance.json` in our data folder.
//!
//! A credential is known by its place and by the second in which it was stored. So what was said of
//! it says nothing of its successor. Nothing in the record is made of the secret: not even a
//! digest, which would let a guess be tested.

use crate::context::Context;
use crate::credential::{Credential, Profile, Use};
use crate::error::Result;
use crate::record::{self, Owner};
use crate::registry::Registry;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// For so long an answer is as good as a new one, and nobody is asked again, in seconds.
const FRESH: u64 = 10 * 60;

/// An entry that was not asked about for so long is dropped, in seconds: thirty days.
const FORGOTTEN: u64 = 30 * 24 * 60 * 60;

/// The one whom a registry answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// Who has this credential.
    Holder {
        /// Whose it is.
        profile: Profile,
        /// Its use.
        purpose: Use,
        /// When it was stored, in seconds since 1970.
        issued: u64,
    },
    /// Who has none.
    Stranger,
}

/// A registry, and whom it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSubject {
    pub(super) registry: Registry,
    pub(super) asker: Asker,
}

impl AnswerSubject {
    /// Whether the registry accepts this credential.
    #[must_use]
    pub fn holder(credential: &Credential) -> Self {
        Self {
            registry: credential.registry.clone(),
            asker: Asker::Holder {
                profile: credential.profile.clone(),
                purpose: credential.purpose,
                issued: credential.issued,
            },
        }
    }

    /// Whether the registry answers without a credential.
    #[must_use]
    pub fn stranger(registry: &Registry) -> Self {
        Self {
            registry: registry.clone(),
            asker: Asker::Stranger,
        }
    }
}

/// A clear answer, and when it was given in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DatedAnswer {
    is_yes: bool,
    at: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct AnswerEntry {
    subject: AnswerSubject,
    /// When the registry was last asked, whatever came of it.
    asked: u64,
    answer: Option<DatedAnswer>,
}

/// What is known, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    entries: Vec<AnswerEntry>,
}

impl Acceptance {
    /// What is known; nothing where the record cannot be read.
    #[must_use]
    pub fn read(context: &Context) -> Self {
        let found = path(context).and_then(|path| read(context, &path));
        Self {
            entries: found.unwrap_or_default(),
        }
    }

    /// Whether a clear answer was yes and is fresh.
    #[must_use]
    pub fn is_accepted(&self, subject: &AnswerSubject, now: u64) -> bool {
        let answer = self.answer(subject);
        answer.is_some_and(|one| one.is_yes && is_fresh(one.at, now))
    }

    /// Whether the last clear answer was no, whenever that was.
    #[must_use]
    pub fn was_refused(&self, subject: &AnswerSubject) -> bool {
        self.answer(subject).is_some_and(|one| !one.is_yes)
    }

    /// Whether that is fresh.
    #[must_use]
    pub fn is_refused(&self, subject: &AnswerSubject, now: u64) -> bool {
        let answer = self.answer(subject);
        answer.is_some_and(|one| !one.is_yes && is_fresh(one.at, now))
    }

    /// Whether the registry was asked so lately that it is not asked again.
    #[must_use]
    pub fn was_asked(&self, subject: &AnswerSubject, now: u64) -> bool {
        self.entry(subject)
            .is_some_and(|entry| is_fresh(entry.asked, now))
    }

    /// Takes in what registries said just now; `None` is no clear answer, and changes none.
    pub fn learn(&mut self, answers: &[(AnswerSubject, Option<bool>)], now: u64) {
        for (subject, answer) in answers {
            let before = self.answer(subject);
            self.entries.retain(|entry| entry.subject != *subject);
            self.entries.push(AnswerEntry {
                subject: subject.clone(),
                asked: now,
                answer: answer
                    .map(|is_yes| DatedAnswer { is_yes, at: now })
                    .or(before),
            });
        }
    }

    fn entry(&self, subject: &AnswerSubject) -> Option<&AnswerEntry> {
        self.entries.iter().find(|entry| entry.subject == *subject)
    }

    fn answer(&self, subject: &AnswerSubject) -> Option<DatedAnswer> {
        self.entry(subject)?.answer
    }
}

/// Records what registries said just now.
///
/// # Errors
/// `File` if it cannot be recorded.
pub fn learn(context: &Context, answers: &[(AnswerSubject, Option<bool>)]) -> Result<()> {
    if answers.is_empty() {
        return Ok(());
    }
    rewrite(context, |known, now| known.learn(answers, now))
}

/// Forgets what was said of a credential: it has just been stored, maybe in the second in which its
/// predecessor was.
///
/// # Errors
/// `File` if it cannot be recorded.
pub fn forget(context: &Context, credential: &Credential) -> Result<()> {
    let subject = AnswerSubject::holder(credential);
    if Acceptance::read(context).entry(&subject).is_none() {
        return Ok(());
    }
    rewrite(context, |known, _| {
        known.entries.retain(|entry| entry.subject != subject);
    })
}

/// A clock that was set back makes nothing fresh for ever.
pub(super) fn is_fresh(then: u64, now: u64) -> bool {
    then <= now && now - then < FRESH
}

/// Reads, changes and writes the record while no other process does.
fn rewrite(context: &Context, change: impl FnOnce(&mut Acceptance, u64)) -> Result<()> {
    let (path, now) = (path(context)?, context.now());
    record::while_locked(&path, || {
        let mut known = Acceptance {
            entries: read(context, &path)?,
        };
        change(&mut known, now);
        known
            .entries
            .retain(|entry| now.saturating_sub(entry.asked) < FORGOTTEN);
        let entries: Vec<Value> = known.entries.iter().map(to_json).collect();
        record::write(&path, &json!({ "v": 1, "asked": entries }))
    })
}

fn path(context: &Context) -> Result<PathBuf> {
    Ok(context.data_folder()?.join("acceptance.json"))
}

fn read(context: &Context, path: &std::path::Path) -> Result<Vec<AnswerEntry>> {
    let entries = record::read(context, path, "record", Owner::Ourselves, entries)?;
    Ok(entries.unwrap_or_default())
}

fn entries(record: &Map<String, Value>) -> Option<Vec<AnswerEntry>> {
    record.get("asked")?.as_array()?.iter().map(entry).collect()
}

fn to_json(entry: &AnswerEntry) -> Value {
    let AnswerEntry {
        subject,
        asked,
        answer,
    } = entry;
    let mut object = json!({
        "registry": subject.registry.to_string(),
        "asked": asked,
        "accepted": answer.map(|answer| answer.is_yes),
        "answered": answer.map(|answer| answer.at),
    });
    if let Asker::Holder {
        profile,
        purpose,
        issued,
    } = &subject.asker
    {
        object["profile"] = json!(profile.name());
        object["use"] = json!(purpose.as_str());
        object["issued"] = json!(issued);
    }
    object
}

fn entry(value: &Value) -> Option<AnswerEntry> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let number = |name: &str| value.get(name).and_then(Value::as_u64);
    let asker = match text("use") {
        None => Asker::Stranger,
        Some(purpose) => Asker::Holder {
            profile: text("profile").map_or(Some(Profile::DEFAULT), |name| name.parse().ok())?,
            purpose: Use::parse(purpose)?,
            issued: number("issued")?,
        },
    };
    let is_yes = value.get("accepted").and_then(Value::as_bool);
    let answer = is_yes.zip(number("answered"));
    Some(AnswerEntry {
        subject: AnswerSubject {
            registry: Registry::parse_any(text("registry")?).ok()?,
            asker,
        },
        asked: number("asked")?,
        answer: answer.map(|(is_yes, at)| DatedAnswer { is_yes, at }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use crate::credential::{CredentialKind, Expiry};
    use npmcred_platform::{Secret, StoreError, files};
    use std::ffi::OsString;
    use std::path::Path;

    fn credential(issued: u64) -> Credential {
        Credential {
            profile: Profile::DEFAULT,
            registry: Registry::parse("https://h/a/").unwrap(),
            kind: CredentialKind::Granular,
            purpose: Use::Any,
            owner: None,
            issued,
            expires: Expiry::Unknown,
            grant: None,
            secret: Secret::from("canary".to_owned()),
        }
    }

    fn context(home: &Path, clock: fn() -> u64) -> Context {
        let env = Env::new(vec![("HOME".into(), OsString::from(home))]);
        Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), clock)
    }

    #[test]
    fn an_answer_is_good_for_ten_minutes_and_a_refusal_is_remembered() {
        let mut known = Acceptance::default();
        let one = AnswerSubject::holder(&credential(1));
        let told = |known: &Acceptance, now| {
            let accepted = known.is_accepted(&one, now);
            let refused = (known.is_refused(&one, now), known.was_refused(&one));
            (known.was_asked(&one, now), accepted, refused)
        };
        assert_eq!(told(&known, 0), (false, false, (false, false)));
        known.learn(&[(one.clone(), Some(true))], 1000);
        assert_eq!(told(&known, 1599), (true, true, (false, false)));
        assert_eq!(told(&known, 1600), (false, false, (false, false)));
        assert_eq!(
            told(&known, 999),
            (false, false, (false, false)),
            "set back"
        );
        known.learn(&[(one.clone(), None)], 1500);
        assert_eq!(told(&known, 1599), (true, true, (false, false)));
        assert_eq!(told(&known, 1600), (true, false, (false, false)));
        known.learn(&[(one.clone(), Some(false))], 2000);
        assert_eq!(told(&known, 2599), (true, false, (true, true)));
        assert_eq!(told(&known, 2600), (false, false, (false, true)));
    }

    #[test]
    fn what_was_said_of_one_says_nothing_of_its_successor_or_of_a_stranger() {
        let mut known = Acceptance::default();
        let old = AnswerSubject::holder(&credential(1));
        known.learn(&[(old.clone(), Some(false))], 10);
        let profile = Credential {
            profile: "work".parse().unwrap(),
            ..credential(1)
        };
        let others = [
            AnswerSubject::holder(&credential(2)),
            AnswerSubject::holder(&profile),
            AnswerSubject::stranger(&credential(1).registry),
        ];
        assert!(others.iter().all(|one| !known.was_refused(one)));
        known.learn(&[(others[0].clone(), None), (others[2].clone(), None)], 11);
        assert!(known.was_refused(&old) && !known.was_refused(&others[0]));
    }

    #[test]
    fn it_is_kept_in_a_file_that_holds_nothing_of_the_secret() {
        let home = tempfile::tempdir().unwrap();
        let there = context(home.path(), || 5000);
        let subjects = [
            AnswerSubject::holder(&credential(1)),
            AnswerSubject::stranger(&credential(1).registry),
        ];
        let answers = [
            (subjects[0].clone(), Some(false)),
            (subjects[1].clone(), Some(true)),
        ];
        learn(&there, &answers).unwrap();
        let known = Acceptance::read(&there);
        assert!(known.is_refused(&subjects[0], 5001) && known.is_accepted(&subjects[1], 5001));
        let path = path(&there).unwrap();
        let text = String::from_utf8(files::read(&path).unwrap().unwrap()).unwrap();
        assert!(!text.contains("canary"), "{text}");
        for (issued, left) in [(3, 2), (1, 1)] {
            forget(&there, &credential(issued)).unwrap();
            let known = Acceptance::read(&there);
            assert_eq!(known.entries.len(), left, "{known:?}");
        }
        let later = context(home.path(), || 5000 + FORGOTTEN);
        learn(&later, &[(AnswerSubject::holder(&credential(4)), None)]).unwrap();
        assert_eq!(Acceptance::read(&later).entries.len(), 1);
    }
}

//! Whether what was found still lives, in the words of its registry.
//!
//! Only a plain no (`401`) calls a token dead. That a registry was not reached, or does not know
//! the question, is no answer.

use super::find::Eyes;
use super::sighting::{Fate, Print, Sighting};
use super::weigh::reread;
use crate::context::Context;
use crate::login::{self, Word};

/// Asks about each that would move, every secret once.
pub(super) fn ask(context: &Context, eyes: &Eyes, sightings: &mut [Sighting]) {
    let mut asked: Vec<(Option<Print>, Word, Option<String>)> = Vec::new();
    for one in sightings.iter_mut().filter(|one| one.fate == Fate::Move) {
        let known = asked.iter().position(|(print, _, _)| *print == one.print);
        let at = known.unwrap_or_else(|| {
            let (word, name) = said(context, eyes, one);
            asked.push((one.print, word, name));
            asked.len() - 1
        });
        let Some((_, word, name)) = asked.get(at) else {
            continue;
        };
        match word {
            Word::Accepted => one.owner = one.owner.take().or_else(|| name.clone()),
            Word::Refused => {
                one.fate = Fate::Drop;
                one.why = "its registry does not accept it any more".to_owned();
                one.warnings.clear();
            }
            Word::Silent(why) => one.warnings.push(format!(
                "its registry could not be asked whether it lives: {why}"
            )),
        }
    }
}

fn said(context: &Context, eyes: &Eyes, one: &Sighting) -> (Word, Option<String>) {
    let silent = |why: String| (Word::Silent(why), None);
    let Some(credential) = reread(context, eyes, one).and_then(|seen| seen.credential) else {
        return silent("it is not there any more".to_owned());
    };
    match login::word(context, &eyes.config, &credential) {
        // Of a password npm knows the name without asking, and so may a registry.
        Ok((Word::Accepted, name)) if credential.kind.is_basic() => {
            (Word::Accepted, credential.owner.or(name))
        }
        Ok(said) => said,
        Err(error) => silent(error.message),
    }
}

//! Words of a line, and what they stand for.

use super::completed::{Completed, completed};
use crate::cli::Cli;
use clap::CommandFactory;

#[test]
fn a_word_is_known_by_its_place() {
    for (typed, expected) in [
        ("", Completed::Nothing),
        ("lo", Completed::Nothing),
        ("use ", Completed::Profile),
        ("use work ", Completed::Nothing),
        ("--profile ", Completed::Profile),
        ("--profile w list ", Completed::Nothing),
        ("login --profile w --registry ", Completed::Registry),
        ("login --registry=https://r", Completed::Registry),
        ("login --registry https://r/ --sc", Completed::Nothing),
        ("login --registry https://r/ --scope @", Completed::Scope),
        ("login --no-browser --registry ", Completed::Registry),
        ("token create --registry ", Completed::Registry),
        ("rotate --scopes ", Completed::Scope),
        ("config ", Completed::Setting),
        ("config renew ", Completed::Nothing),
        ("exec --secret npmrc --scope ", Completed::Scope),
        ("exec --use write ", Completed::Tool),
        ("explain np", Completed::Tool),
        ("explain --json npm ", Completed::WordOf("npm", &[])),
        ("explain npm token ", Completed::WordOf("npm", &["token"])),
        (
            "explain npm --registry ",
            Completed::WordOf("npm", &["--registry"]),
        ),
        ("no-such-command ", Completed::Nothing),
        ("docker ", Completed::Nothing),
    ] {
        let words: Vec<&str> = typed.split(' ').collect();
        assert_eq!(completed(&Cli::command(), &words), expected, "{typed:?}");
    }
    assert_eq!(completed(&Cli::command(), &[]), Completed::Nothing);
}

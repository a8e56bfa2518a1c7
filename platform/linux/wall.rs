//! The wall by Landlock (Linux 5.19 and newer), which needs no rights and holds for root as well.
//!
//! Its rules allow and never forbid, so everything beside the path is allowed. That is each entry
//! of each folder on the path, except the next part of the path itself. Moving files between
//! folders has to be allowed by name, or every rename across folders would fail. Kernels before
//! 5.19 cannot do that.

use crate::unix::descriptor;
use landlock::{
    AccessFs, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus,
};
use rustix::process::getppid;
use rustix::thread::{
    CapabilitySet, capabilities, remove_capability_from_bounding_set, set_capabilities,
};
use std::io;
use std::path::{Path, PathBuf};

pub(crate) fn hide(path: &Path) -> io::Result<()> {
    // The client of a build may have handed its own file of the secret down to us (Buildah, where
    // it isolates by chroot). It goes no further; what is open stays so for this process.
    descriptor::keep_from_programs()?;
    let path = path.canonicalize()?;
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::ReadFile | AccessFs::Refer)
        .and_then(Ruleset::create)
        .map_err(unsupported)?;
    let mut rules = rules
        .add_rule(PathBeneath::new(opened("/".as_ref())?, AccessFs::Refer))
        .map_err(unsupported)?;
    for beside in beside(&path)? {
        // Something else may have removed it meanwhile.
        let Ok(beside) = opened(&beside) else {
            continue;
        };
        rules = rules
            .add_rule(PathBeneath::new(beside, AccessFs::ReadFile))
            .map_err(unsupported)?;
    }
    let status = rules.restrict_self().map_err(unsupported)?;
    if status.ruleset != RulesetStatus::FullyEnforced {
        return Err(io::ErrorKind::Unsupported.into());
    }
    Ok(())
}

/// A ruleset that forbids nothing still is a domain, out of which no process is looked into
/// (landlock(7), "Ptrace restrictions"). Who may look at performance may look at memory maps, and
/// with them at an environment, whatever the domain (Linux 6.8 `may_access_mm`).
pub(crate) fn surround() -> io::Result<()> {
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::Refer)
        .and_then(Ruleset::create)
        .map_err(unsupported)?;
    let rules = rules
        .add_rule(PathBeneath::new(opened("/".as_ref())?, AccessFs::Refer))
        .map_err(unsupported)?;
    rules.restrict_self().map_err(unsupported)?;
    give_up(CapabilitySet::PERFMON | CapabilitySet::SYS_ADMIN)?;
    let parent = getppid().map_or(1, |parent| parent.as_raw_nonzero().get());
    match std::fs::File::open(format!("/proc/{parent}/environ")).and_then(|mut environ| {
        let mut byte = [0];
        io::Read::read(&mut environ, &mut byte)
    }) {
        Ok(1..) => Err(io::Error::other("this system lets them in")),
        _ => Ok(()),
    }
}

/// Gives up rights for this process and all that it starts.
fn give_up(rights: CapabilitySet) -> io::Result<()> {
    let mut ours = capabilities(None)?;
    if !ours.permitted.intersects(rights) {
        return Ok(());
    }
    // It takes another right to say so for good; without it, no program gains any (`no_new_privs`).
    for right in rights.iter() {
        let _ = remove_capability_from_bounding_set(right);
    }
    ours.effective.remove(rights);
    ours.permitted.remove(rights);
    ours.inheritable.remove(rights);
    Ok(set_capabilities(None, ours)?)
}

fn opened(path: &Path) -> io::Result<PathFd> {
    PathFd::new(path).map_err(io::Error::other)
}

fn unsupported(error: RulesetError) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, error)
}

/// All entries of the folders on the path, but the parts of the path. A link is left out: what it
/// leads to is allowed where that lies, or is the hidden file.
fn beside(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    let mut part = path;
    while let Some(folder) = part.parent() {
        for entry in folder.read_dir()? {
            let entry = entry?;
            if entry.path() != part && !entry.file_type()?.is_symlink() {
                all.push(entry.path());
            }
        }
        part = folder;
    }
    Ok(all)
}

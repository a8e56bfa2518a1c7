//! `npmcred config`.

use crate::cli::ConfigArgs;
use crate::context::Context;
use crate::error::Result;
use crate::report::printable;
use crate::settings::{self, OwnSetting};
use crate::settings_file::{self, SettingOrigin};

/// Shows all settings or one, or changes one.
///
/// # Errors
/// `Usage` for an unknown setting or value; `File` if the file was not made by npmcred or cannot be
/// written.
pub(super) fn run(context: &Context, flags: &ConfigArgs) -> Result<()> {
    let Some(key) = &flags.key else {
        for setting in settings::ALL.iter().filter(|setting| setting.key.is_some()) {
            let (line, does) = (line(context, setting)?, printable(setting.does));
            let does = context.report.fitted(2, &does);
            context
                .report
                .print(&format!("{}\n  {does}\n", printable(&line)));
        }
        return Ok(());
    };
    let setting = settings_file::named(key)?;
    if flags.value.is_none() && !flags.unset {
        let (word, _) = settings_file::chosen(context, setting)?;
        context.report.print(&format!("{word}\n"));
        return Ok(());
    }
    settings_file::choose(context, setting, flags.value.as_deref())?;
    if context.env.filled(setting.name).is_some() {
        context
            .report
            .note(&format!("{} is set and overrides it", setting.name));
    }
    Ok(())
}

fn line(context: &Context, setting: &OwnSetting) -> Result<String> {
    let (word, origin) = settings_file::chosen(context, setting)?;
    let from = match origin {
        SettingOrigin::Variable => setting.name,
        SettingOrigin::File => "settings.json",
        SettingOrigin::Default => "default",
    };
    Ok(format!(
        "{} = {word} ({from}; {})",
        setting.key.unwrap_or_default(),
        setting.words.join(", ")
    ))
}

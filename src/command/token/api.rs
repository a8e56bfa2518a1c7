//! The token API that the flags of `npmcred token` mean.

use crate::cli::RegistryFlags;
use crate::command::login;
use crate::context::Context;
use crate::error::Result;
use crate::login::account::NpmUserConfig;
use crate::login::refuse_unencrypted;
use crate::token::TokenApi;

/// The registry's token API that the flags mean.
pub(in crate::command) fn api<'a>(
    context: &'a Context,
    asked: &RegistryFlags,
) -> Result<TokenApi<'a>> {
    let words: Vec<_> = asked
        .no_browser
        .then(|| login::NO_BROWSER.into())
        .into_iter()
        .collect();
    let (config, files, mut request) =
        login::request(context, asked.registry.as_deref(), None, &words)?;
    refuse_unencrypted(context, &request)?;
    if let Some(code) = asked.otp.as_ref().filter(|code| !code.is_empty()) {
        request.send_along(code.secret());
    }
    let config = NpmUserConfig::new(context, &config, files);
    TokenApi::open(context, &config, request)
}

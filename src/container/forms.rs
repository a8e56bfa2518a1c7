//! How a build gets a token without a trace: the lines of a Dockerfile, and the command that
//! builds.

use crate::report::Command;

/// Both forms: with npmcred in the step, and without it. `secret` is the command that hands over
/// the secret, up to its `--`; `folder` holds the program that the build mounts. `None` where that
/// could not be typed.
#[must_use]
pub fn forms(secret: &Command, folder: &str) -> Option<String> {
    let mounting = secret
        .clone()
        .fixed("-- docker build --build-context")
        .value("npmcred", folder)
        .fixed(".")
        .shown()?;
    let plain = secret.clone().fixed("-- docker build .").shown()?;
    Some(format!(
        "\
With npmcred in the step: npm gets the token, the scripts of packages do not.

    COPY package.json package-lock.json ./
    RUN --mount=type=secret,id=npmrc,required=true \\
        --mount=type=bind,from=npmcred,source=npmcred,target=/npmcred \\
        /npmcred run --from /run/secrets/npmrc -- npm ci

    {mounting}

Without it, in two steps: scripts run where no secret is mounted. This does not
serve dependencies from git where npm is older than 11.

    COPY package.json package-lock.json ./
    RUN --mount=type=secret,id=npmrc,required=true \\
        NPM_CONFIG_USERCONFIG=/run/secrets/npmrc \\
        npm ci --ignore-scripts --cache /tmp/npm
    RUN npm ci --offline --cache /tmp/npm

    {plain}
"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_can_be_typed() {
        let secret = Command::new("npmcred exec").flag("--secret", "npmrc");
        let text = forms(&secret, "/home/kim lee/bin").unwrap();
        let commands: Vec<&str> = text.lines().filter(|line| line.contains("exec")).collect();
        assert_eq!(
            commands,
            [
                "    npmcred exec --secret npmrc -- docker build --build-context npmcred='/home/kim lee/bin' .",
                "    npmcred exec --secret npmrc -- docker build ."
            ]
        );
        let longest = text
            .lines()
            .filter(|line| !line.contains("exec"))
            .map(str::len)
            .max();
        assert!(longest.unwrap() <= 80);
    }
}


using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'npmcred' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # What only npmcred knows: profiles, registries, scopes, settings, a tool's commands behind explain.
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $words += '' }
    $values = @(& npmcred complete '--' $words 2> $null)
    if ($values.Count -gt 0) {
        return $values | ForEach-Object {
            [CompletionResult]::new($_, $_, [CompletionResultType]::ParameterValue, $_)
        }
    }

    $commandElements = $commandAst.CommandElements
    $command = @(
        'npmcred'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'npmcred' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in, in the browser or by password, and store the credential')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Revoke a session at its registry, and remove it')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Store a token or password, from a pipe or a hidden prompt')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the stored credentials, without the secrets')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the state of the store, the credentials, the shims and npm')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove stored credentials, without asking the registry')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Create, list or revoke tokens at the registry')
            [CompletionResult]::new('source', 'source', [CompletionResultType]::ParameterValue, 'Have a command of your own make the tokens of a registry')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a stored token with a new one, and revoke the old one')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Show what the shim would do with a command, and why')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a tool that reads npm''s configuration, with your credentials')
            [CompletionResult]::new('helper', 'helper', [CompletionResultType]::ParameterValue, 'Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run npm in a step of a container build, with the secret that is mounted there')
            [CompletionResult]::new('docker', 'docker', [CompletionResultType]::ParameterValue, 'Show how a container build gets a token, or check that this project leaves none in an image')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Review and allow settings of this project that affect credentials')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Choose the profile for a folder, or show which one is used')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show or change a setting')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Install the shims and shell integration; --undo uninstalls')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print shell code that puts the shims first on PATH')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Move plaintext credentials from npm''s files into the store')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check the installation, and show a fix for each problem')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Unlock the keyring of a machine without a desktop, or start one')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'npmcred;login' {
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry [default: the one that npm is configured for]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'Take the registry that npm uses for this scope; with --registry, have npm use that one from now on')
            [CompletionResult]::new('--auth-type', '--auth-type', [CompletionResultType]::ParameterName, 'How to log in [default: as npm''s configuration says, else web]')
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'What the credential may be used for')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--with-token', '--with-token', [CompletionResultType]::ParameterName, 'Take a token from standard input, or from a prompt that does not show it, and ask the registry about it')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Replace a stored token for the same registry and use without asking')
            [CompletionResult]::new('--foreign-token', '--foreign-token', [CompletionResultType]::ParameterName, 'Keep a token that looks like one of another host')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Show the address only; do not open a browser')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, as it happens')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;logout' {
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry [default: the one that npm is configured for]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'The registry of this scope; npm forgets it afterwards')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'End what is no session as well: tokens that were made to last, and passwords')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;store' {
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry [default: the one that npm is configured for]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'Take the registry that npm uses for this scope')
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'What the credential may be used for')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'When it expires: 2h, 90d, 2027-01-31 or 2027-01-31T12:00:00Z')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The user name of a password, or the owner of a token')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--basic', '--basic', [CompletionResultType]::ParameterName, 'The secret is a password, sent with a user name (HTTP Basic)')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Accept a registry that receives the credential unencrypted')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Replace a stored credential for the same registry and use without asking')
            [CompletionResult]::new('--foreign-token', '--foreign-token', [CompletionResultType]::ParameterName, 'Keep a token that looks like one of another host')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;list' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;status' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Ask each registry whether it still accepts its credential')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;remove' {
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry')
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'Only the credential for this use')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;token' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a token and store it, or give it to a command')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens of the account, without sessions')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'npmcred;token;create' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Its name [default: what it is for, and the time]')
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'The commands that use it [default: read for a token that only reads, else write]')
            [CompletionResult]::new('--permission', '--permission', [CompletionResultType]::ParameterName, 'What it may do with packages and scopes [default: read-only; rotate: as before]')
            [CompletionResult]::new('--packages', '--packages', [CompletionResultType]::ParameterName, 'A package that this is about; may be repeated')
            [CompletionResult]::new('--scopes', '--scopes', [CompletionResultType]::ParameterName, 'A scope that this is about; may be repeated')
            [CompletionResult]::new('--orgs', '--orgs', [CompletionResultType]::ParameterName, 'An organisation that it may manage; may be repeated')
            [CompletionResult]::new('--orgs-permission', '--orgs-permission', [CompletionResultType]::ParameterName, 'What it may do with organisations')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'Its life in days [default: the registry''s]')
            [CompletionResult]::new('--cidr', '--cidr', [CompletionResultType]::ParameterName, 'Addresses from which it works, of IPv4; may be repeated')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'A note to it')
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry [default: the one that npm is configured for]')
            [CompletionResult]::new('--otp', '--otp', [CompletionResultType]::ParameterName, 'The code of your authenticator')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Show it once at this terminal, after a question, instead of storing it')
            [CompletionResult]::new('--packages-all', '--packages-all', [CompletionResultType]::ParameterName, 'It is about all packages')
            [CompletionResult]::new('--bypass-2fa', '--bypass-2fa', [CompletionResultType]::ParameterName, 'It publishes without a second factor')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Open no browser for the second factor')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;token;list' {
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry [default: the one that npm is configured for]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;token;revoke' {
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry [default: the one that npm is configured for]')
            [CompletionResult]::new('--otp', '--otp', [CompletionResultType]::ParameterName, 'The code of your authenticator')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Open no browser for the second factor')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;token;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a token and store it, or give it to a command')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens of the account, without sessions')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'npmcred;token;help;create' {
            break
        }
        'npmcred;token;help;list' {
            break
        }
        'npmcred;token;help;revoke' {
            break
        }
        'npmcred;token;help;help' {
            break
        }
        'npmcred;source' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Have a command make the tokens of a registry, and try it once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the registries whose tokens a command makes')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget the command of a registry')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'npmcred;source;add' {
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry; its tokens are used for those below its path, too')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'The command prints JSON: where the token is in it, such as credential.access_token')
            [CompletionResult]::new('--end-field', '--end-field', [CompletionResultType]::ParameterName, 'Where the token''s end is in the same JSON: a date with a time zone, or seconds')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long a token is kept at most: 1h [default: as the token or the JSON says, else 15m]')
            [CompletionResult]::new('--basic', '--basic', [CompletionResultType]::ParameterName, 'Send the token as the password of this user (HTTP Basic)')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'How long the command may take, up to 5m [default: 1m]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Accept a registry that receives the token unencrypted')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take the place of a stored token that was made to last')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;source;list' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;source;remove' {
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry, as npmcred source list shows it')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;source;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Have a command make the tokens of a registry, and try it once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the registries whose tokens a command makes')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget the command of a registry')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'npmcred;source;help;add' {
            break
        }
        'npmcred;source;help;list' {
            break
        }
        'npmcred;source;help;remove' {
            break
        }
        'npmcred;source;help;help' {
            break
        }
        'npmcred;rotate' {
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'The use of the token to replace, where several are stored')
            [CompletionResult]::new('--permission', '--permission', [CompletionResultType]::ParameterName, 'What it may do with packages and scopes [default: read-only; rotate: as before]')
            [CompletionResult]::new('--packages', '--packages', [CompletionResultType]::ParameterName, 'A package that this is about; may be repeated')
            [CompletionResult]::new('--scopes', '--scopes', [CompletionResultType]::ParameterName, 'A scope that this is about; may be repeated')
            [CompletionResult]::new('--orgs', '--orgs', [CompletionResultType]::ParameterName, 'An organisation that it may manage; may be repeated')
            [CompletionResult]::new('--orgs-permission', '--orgs-permission', [CompletionResultType]::ParameterName, 'What it may do with organisations')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'Its life in days [default: the registry''s]')
            [CompletionResult]::new('--cidr', '--cidr', [CompletionResultType]::ParameterName, 'Addresses from which it works, of IPv4; may be repeated')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'A note to it')
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'The registry [default: the one that npm is configured for]')
            [CompletionResult]::new('--otp', '--otp', [CompletionResultType]::ParameterName, 'The code of your authenticator')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--packages-all', '--packages-all', [CompletionResultType]::ParameterName, 'It is about all packages')
            [CompletionResult]::new('--bypass-2fa', '--bypass-2fa', [CompletionResultType]::ParameterName, 'It publishes without a second factor')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Open no browser for the second factor')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;explain' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;exec' {
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'Hand over credentials for this use [default: write; with --secret or --env: read]')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'Give a container build the lines of an .npmrc, in memory, as a build secret of this name')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Give the tool the token of one registry in this variable')
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'With --secret or --env: a registry whose credential is handed over')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'With --secret or --env: the registry that npm uses for this scope, and a line that says so')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;helper' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;run' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The file of the secret, below /run/secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;docker' {
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Name each line of a Dockerfile or compose file that leaves a token')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;trust' {
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Allow without asking')
            [CompletionResult]::new('--forget', '--forget', [CompletionResultType]::ParameterName, 'Forget what was allowed for this project')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, change nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;use' {
            [CompletionResult]::new('--in', '--in', [CompletionResultType]::ParameterName, 'The folder [default: the working folder]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Choose it for all folders without a choice of their own')
            [CompletionResult]::new('--forget', '--forget', [CompletionResultType]::ParameterName, 'Forget the choice')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, change nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;config' {
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Go back to the default')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;setup' {
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask; take the safe answer to every question')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, change nothing')
            [CompletionResult]::new('--undo', '--undo', [CompletionResultType]::ParameterName, 'Uninstall: undo everything that setup did, byte for byte')
            [CompletionResult]::new('--remove-credentials', '--remove-credentials', [CompletionResultType]::ParameterName, 'With --undo: remove the stored credentials too [default: ask; keep them without a terminal]')
            [CompletionResult]::new('--keep-credentials', '--keep-credentials', [CompletionResultType]::ParameterName, 'With --undo: keep the stored credentials, do not ask')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;env' {
            [CompletionResult]::new('--ci', '--ci', [CompletionResultType]::ParameterName, 'For a job of a build server: npm''s scripts do not see the tokens in its variables')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;migrate' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the plan, change nothing')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Ask each registry whether the credentials found still work')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;doctor' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--prove', '--prove', [CompletionResultType]::ParameterName, 'Send a made-up token through the shim to a listener on this machine, and search for it afterwards')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;unlock' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s credentials [default: as chosen by npmcred use]')
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'Start your shell afterwards; without a session bus this is always done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'npmcred;help' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in, in the browser or by password, and store the credential')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Revoke a session at its registry, and remove it')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Store a token or password, from a pipe or a hidden prompt')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the stored credentials, without the secrets')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the state of the store, the credentials, the shims and npm')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove stored credentials, without asking the registry')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Create, list or revoke tokens at the registry')
            [CompletionResult]::new('source', 'source', [CompletionResultType]::ParameterValue, 'Have a command of your own make the tokens of a registry')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a stored token with a new one, and revoke the old one')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Show what the shim would do with a command, and why')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a tool that reads npm''s configuration, with your credentials')
            [CompletionResult]::new('helper', 'helper', [CompletionResultType]::ParameterValue, 'Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run npm in a step of a container build, with the secret that is mounted there')
            [CompletionResult]::new('docker', 'docker', [CompletionResultType]::ParameterValue, 'Show how a container build gets a token, or check that this project leaves none in an image')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Review and allow settings of this project that affect credentials')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Choose the profile for a folder, or show which one is used')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show or change a setting')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Install the shims and shell integration; --undo uninstalls')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print shell code that puts the shims first on PATH')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Move plaintext credentials from npm''s files into the store')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check the installation, and show a fix for each problem')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Unlock the keyring of a machine without a desktop, or start one')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'npmcred;help;login' {
            break
        }
        'npmcred;help;logout' {
            break
        }
        'npmcred;help;store' {
            break
        }
        'npmcred;help;list' {
            break
        }
        'npmcred;help;status' {
            break
        }
        'npmcred;help;remove' {
            break
        }
        'npmcred;help;token' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a token and store it, or give it to a command')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens of the account, without sessions')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token')
            break
        }
        'npmcred;help;token;create' {
            break
        }
        'npmcred;help;token;list' {
            break
        }
        'npmcred;help;token;revoke' {
            break
        }
        'npmcred;help;source' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Have a command make the tokens of a registry, and try it once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the registries whose tokens a command makes')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget the command of a registry')
            break
        }
        'npmcred;help;source;add' {
            break
        }
        'npmcred;help;source;list' {
            break
        }
        'npmcred;help;source;remove' {
            break
        }
        'npmcred;help;rotate' {
            break
        }
        'npmcred;help;explain' {
            break
        }
        'npmcred;help;exec' {
            break
        }
        'npmcred;help;helper' {
            break
        }
        'npmcred;help;run' {
            break
        }
        'npmcred;help;docker' {
            break
        }
        'npmcred;help;trust' {
            break
        }
        'npmcred;help;use' {
            break
        }
        'npmcred;help;config' {
            break
        }
        'npmcred;help;setup' {
            break
        }
        'npmcred;help;env' {
            break
        }
        'npmcred;help;migrate' {
            break
        }
        'npmcred;help;doctor' {
            break
        }
        'npmcred;help;unlock' {
            break
        }
        'npmcred;help;completions' {
            break
        }
        'npmcred;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}


use builtin;
use str;

set edit:completion:arg-completer[npmcred] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'npmcred'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'npmcred'= {
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand login 'Log in, in the browser or by password, and store the credential'
            cand logout 'Revoke a session at its registry, and remove it'
            cand store 'Store a token or password, from a pipe or a hidden prompt'
            cand list 'List the stored credentials, without the secrets'
            cand status 'Show the state of the store, the credentials, the shims and npm'
            cand remove 'Remove stored credentials, without asking the registry'
            cand token 'Create, list or revoke tokens at the registry'
            cand source 'Have a command of your own make the tokens of a registry'
            cand rotate 'Replace a stored token with a new one, and revoke the old one'
            cand explain 'Show what the shim would do with a command, and why'
            cand exec 'Run a tool that reads npm''s configuration, with your credentials'
            cand helper 'Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel'
            cand run 'Run npm in a step of a container build, with the secret that is mounted there'
            cand docker 'Show how a container build gets a token, or check that this project leaves none in an image'
            cand trust 'Review and allow settings of this project that affect credentials'
            cand use 'Choose the profile for a folder, or show which one is used'
            cand config 'Show or change a setting'
            cand setup 'Install the shims and shell integration; --undo uninstalls'
            cand env 'Print shell code that puts the shims first on PATH'
            cand migrate 'Move plaintext credentials from npm''s files into the store'
            cand doctor 'Check the installation, and show a fix for each problem'
            cand unlock 'Unlock the keyring of a machine without a desktop, or start one'
            cand completions 'Print completions for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'npmcred;login'= {
            cand --registry 'The registry [default: the one that npm is configured for]'
            cand --scope 'Take the registry that npm uses for this scope; with --registry, have npm use that one from now on'
            cand --auth-type 'How to log in [default: as npm''s configuration says, else web]'
            cand --use 'What the credential may be used for'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --with-token 'Take a token from standard input, or from a prompt that does not show it, and ask the registry about it'
            cand --yes 'Replace a stored token for the same registry and use without asking'
            cand --foreign-token 'Keep a token that looks like one of another host'
            cand --no-browser 'Show the address only; do not open a browser'
            cand --json 'Print one JSON object a line, as it happens'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;logout'= {
            cand --registry 'The registry [default: the one that npm is configured for]'
            cand --scope 'The registry of this scope; npm forgets it afterwards'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --all 'End what is no session as well: tokens that were made to last, and passwords'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;store'= {
            cand --registry 'The registry [default: the one that npm is configured for]'
            cand --scope 'Take the registry that npm uses for this scope'
            cand --use 'What the credential may be used for'
            cand --expires 'When it expires: 2h, 90d, 2027-01-31 or 2027-01-31T12:00:00Z'
            cand --username 'The user name of a password, or the owner of a token'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --basic 'The secret is a password, sent with a user name (HTTP Basic)'
            cand --insecure-http 'Accept a registry that receives the credential unencrypted'
            cand --yes 'Replace a stored credential for the same registry and use without asking'
            cand --foreign-token 'Keep a token that looks like one of another host'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;list'= {
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --json 'Print JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;status'= {
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --json 'Print JSON'
            cand --check 'Ask each registry whether it still accepts its credential'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;remove'= {
            cand --registry 'The registry'
            cand --use 'Only the credential for this use'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;token'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create 'Create a token and store it, or give it to a command'
            cand list 'List the tokens of the account, without sessions'
            cand revoke 'Revoke a token'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'npmcred;token;create'= {
            cand --name 'Its name [default: what it is for, and the time]'
            cand --use 'The commands that use it [default: read for a token that only reads, else write]'
            cand --permission 'What it may do with packages and scopes [default: read-only; rotate: as before]'
            cand --packages 'A package that this is about; may be repeated'
            cand --scopes 'A scope that this is about; may be repeated'
            cand --orgs 'An organisation that it may manage; may be repeated'
            cand --orgs-permission 'What it may do with organisations'
            cand --expires 'Its life in days [default: the registry''s]'
            cand --cidr 'Addresses from which it works, of IPv4; may be repeated'
            cand --description 'A note to it'
            cand --registry 'The registry [default: the one that npm is configured for]'
            cand --otp 'The code of your authenticator'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --show 'Show it once at this terminal, after a question, instead of storing it'
            cand --packages-all 'It is about all packages'
            cand --bypass-2fa 'It publishes without a second factor'
            cand --no-browser 'Open no browser for the second factor'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;token;list'= {
            cand --registry 'The registry [default: the one that npm is configured for]'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --json 'Print JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;token;revoke'= {
            cand --registry 'The registry [default: the one that npm is configured for]'
            cand --otp 'The code of your authenticator'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --no-browser 'Open no browser for the second factor'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;token;help'= {
            cand create 'Create a token and store it, or give it to a command'
            cand list 'List the tokens of the account, without sessions'
            cand revoke 'Revoke a token'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'npmcred;token;help;create'= {
        }
        &'npmcred;token;help;list'= {
        }
        &'npmcred;token;help;revoke'= {
        }
        &'npmcred;token;help;help'= {
        }
        &'npmcred;source'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Have a command make the tokens of a registry, and try it once'
            cand list 'List the registries whose tokens a command makes'
            cand remove 'Forget the command of a registry'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'npmcred;source;add'= {
            cand --registry 'The registry; its tokens are used for those below its path, too'
            cand --field 'The command prints JSON: where the token is in it, such as credential.access_token'
            cand --end-field 'Where the token''s end is in the same JSON: a date with a time zone, or seconds'
            cand --expires 'How long a token is kept at most: 1h [default: as the token or the JSON says, else 15m]'
            cand --basic 'Send the token as the password of this user (HTTP Basic)'
            cand --deadline 'How long the command may take, up to 5m [default: 1m]'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --insecure-http 'Accept a registry that receives the token unencrypted'
            cand --yes 'Take the place of a stored token that was made to last'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;source;list'= {
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --json 'Print JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;source;remove'= {
            cand --registry 'The registry, as npmcred source list shows it'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;source;help'= {
            cand add 'Have a command make the tokens of a registry, and try it once'
            cand list 'List the registries whose tokens a command makes'
            cand remove 'Forget the command of a registry'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'npmcred;source;help;add'= {
        }
        &'npmcred;source;help;list'= {
        }
        &'npmcred;source;help;remove'= {
        }
        &'npmcred;source;help;help'= {
        }
        &'npmcred;rotate'= {
            cand --use 'The use of the token to replace, where several are stored'
            cand --permission 'What it may do with packages and scopes [default: read-only; rotate: as before]'
            cand --packages 'A package that this is about; may be repeated'
            cand --scopes 'A scope that this is about; may be repeated'
            cand --orgs 'An organisation that it may manage; may be repeated'
            cand --orgs-permission 'What it may do with organisations'
            cand --expires 'Its life in days [default: the registry''s]'
            cand --cidr 'Addresses from which it works, of IPv4; may be repeated'
            cand --description 'A note to it'
            cand --registry 'The registry [default: the one that npm is configured for]'
            cand --otp 'The code of your authenticator'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --packages-all 'It is about all packages'
            cand --bypass-2fa 'It publishes without a second factor'
            cand --no-browser 'Open no browser for the second factor'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;explain'= {
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --json 'Print JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;exec'= {
            cand --use 'Hand over credentials for this use [default: write; with --secret or --env: read]'
            cand --secret 'Give a container build the lines of an .npmrc, in memory, as a build secret of this name'
            cand --env 'Give the tool the token of one registry in this variable'
            cand --registry 'With --secret or --env: a registry whose credential is handed over'
            cand --scope 'With --secret or --env: the registry that npm uses for this scope, and a line that says so'
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;helper'= {
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;run'= {
            cand --from 'The file of the secret, below /run/secrets'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;docker'= {
            cand --check 'Name each line of a Dockerfile or compose file that leaves a token'
            cand --json 'Print JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;trust'= {
            cand --yes 'Allow without asking'
            cand --forget 'Forget what was allowed for this project'
            cand --json 'Print JSON, change nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;use'= {
            cand --in 'The folder [default: the working folder]'
            cand --user 'Choose it for all folders without a choice of their own'
            cand --forget 'Forget the choice'
            cand --json 'Print JSON, change nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;config'= {
            cand --unset 'Go back to the default'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;setup'= {
            cand --yes 'Do not ask; take the safe answer to every question'
            cand --dry-run 'Show what would be done, change nothing'
            cand --undo 'Uninstall: undo everything that setup did, byte for byte'
            cand --remove-credentials 'With --undo: remove the stored credentials too [default: ask; keep them without a terminal]'
            cand --keep-credentials 'With --undo: keep the stored credentials, do not ask'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;env'= {
            cand --ci 'For a job of a build server: npm''s scripts do not see the tokens in its variables'
            cand --json 'Print JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;migrate'= {
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --yes 'Do it without asking'
            cand --dry-run 'Show the plan, change nothing'
            cand --check 'Ask each registry whether the credentials found still work'
            cand --json 'Print JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;doctor'= {
            cand --json 'Print JSON'
            cand --prove 'Send a made-up token through the shim to a listener on this machine, and search for it afterwards'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;unlock'= {
            cand --profile 'Use this profile''s credentials [default: as chosen by npmcred use]'
            cand --shell 'Start your shell afterwards; without a session bus this is always done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;completions'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'npmcred;help'= {
            cand login 'Log in, in the browser or by password, and store the credential'
            cand logout 'Revoke a session at its registry, and remove it'
            cand store 'Store a token or password, from a pipe or a hidden prompt'
            cand list 'List the stored credentials, without the secrets'
            cand status 'Show the state of the store, the credentials, the shims and npm'
            cand remove 'Remove stored credentials, without asking the registry'
            cand token 'Create, list or revoke tokens at the registry'
            cand source 'Have a command of your own make the tokens of a registry'
            cand rotate 'Replace a stored token with a new one, and revoke the old one'
            cand explain 'Show what the shim would do with a command, and why'
            cand exec 'Run a tool that reads npm''s configuration, with your credentials'
            cand helper 'Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel'
            cand run 'Run npm in a step of a container build, with the secret that is mounted there'
            cand docker 'Show how a container build gets a token, or check that this project leaves none in an image'
            cand trust 'Review and allow settings of this project that affect credentials'
            cand use 'Choose the profile for a folder, or show which one is used'
            cand config 'Show or change a setting'
            cand setup 'Install the shims and shell integration; --undo uninstalls'
            cand env 'Print shell code that puts the shims first on PATH'
            cand migrate 'Move plaintext credentials from npm''s files into the store'
            cand doctor 'Check the installation, and show a fix for each problem'
            cand unlock 'Unlock the keyring of a machine without a desktop, or start one'
            cand completions 'Print completions for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'npmcred;help;login'= {
        }
        &'npmcred;help;logout'= {
        }
        &'npmcred;help;store'= {
        }
        &'npmcred;help;list'= {
        }
        &'npmcred;help;status'= {
        }
        &'npmcred;help;remove'= {
        }
        &'npmcred;help;token'= {
            cand create 'Create a token and store it, or give it to a command'
            cand list 'List the tokens of the account, without sessions'
            cand revoke 'Revoke a token'
        }
        &'npmcred;help;token;create'= {
        }
        &'npmcred;help;token;list'= {
        }
        &'npmcred;help;token;revoke'= {
        }
        &'npmcred;help;source'= {
            cand add 'Have a command make the tokens of a registry, and try it once'
            cand list 'List the registries whose tokens a command makes'
            cand remove 'Forget the command of a registry'
        }
        &'npmcred;help;source;add'= {
        }
        &'npmcred;help;source;list'= {
        }
        &'npmcred;help;source;remove'= {
        }
        &'npmcred;help;rotate'= {
        }
        &'npmcred;help;explain'= {
        }
        &'npmcred;help;exec'= {
        }
        &'npmcred;help;helper'= {
        }
        &'npmcred;help;run'= {
        }
        &'npmcred;help;docker'= {
        }
        &'npmcred;help;trust'= {
        }
        &'npmcred;help;use'= {
        }
        &'npmcred;help;config'= {
        }
        &'npmcred;help;setup'= {
        }
        &'npmcred;help;env'= {
        }
        &'npmcred;help;migrate'= {
        }
        &'npmcred;help;doctor'= {
        }
        &'npmcred;help;unlock'= {
        }
        &'npmcred;help;completions'= {
        }
        &'npmcred;help;help'= {
        }
    ]
    $completions[$command]
}

# What only npmcred knows: profiles, registries, scopes, settings, a tool's commands behind explain.
var npmcred-words~ = $edit:completion:arg-completer[npmcred]
set edit:completion:arg-completer[npmcred] = {|@words|
    var values = []
    try {
        set values = [(e:npmcred complete -- (all $words[1..]) 2> /dev/null)]
    } catch {
    }
    if (> (count $values) 0) {
        all $values
    } else {
        npmcred-words $@words
    }
}

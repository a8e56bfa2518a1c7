# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_npmcred_global_optspecs
    string join \n profile= h/help V/version
end

function __fish_npmcred_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_npmcred_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_npmcred_using_subcommand
    set -l cmd (__fish_npmcred_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c npmcred -n "__fish_npmcred_needs_command" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_needs_command" -s V -l version -d 'Print version'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "login" -d 'Log in, in the browser or by password, and store the credential'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "logout" -d 'Revoke a session at its registry, and remove it'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "store" -d 'Store a token or password, from a pipe or a hidden prompt'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "list" -d 'List the stored credentials, without the secrets'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "status" -d 'Show the state of the store, the credentials, the shims and npm'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "remove" -d 'Remove stored credentials, without asking the registry'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "token" -d 'Create, list or revoke tokens at the registry'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "source" -d 'Have a command of your own make the tokens of a registry'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "rotate" -d 'Replace a stored token with a new one, and revoke the old one'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "explain" -d 'Show what the shim would do with a command, and why'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "exec" -d 'Run a tool that reads npm\'s configuration, with your credentials'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "helper" -d 'Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "run" -d 'Run npm in a step of a container build, with the secret that is mounted there'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "docker" -d 'Show how a container build gets a token, or check that this project leaves none in an image'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "trust" -d 'Review and allow settings of this project that affect credentials'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "use" -d 'Choose the profile for a folder, or show which one is used'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "config" -d 'Show or change a setting'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "setup" -d 'Install the shims and shell integration; --undo uninstalls'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "env" -d 'Print shell code that puts the shims first on PATH'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "migrate" -d 'Move plaintext credentials from npm\'s files into the store'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "doctor" -d 'Check the installation, and show a fix for each problem'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "unlock" -d 'Unlock the keyring of a machine without a desktop, or start one'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "completions" -d 'Print completions for a shell'
complete -c npmcred -n "__fish_npmcred_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l registry -d 'The registry [default: the one that npm is configured for]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l scope -d 'Take the registry that npm uses for this scope; with --registry, have npm use that one from now on' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l auth-type -d 'How to log in [default: as npm\'s configuration says, else web]' -r -f -a "web\t'In the browser; by password where the registry has no such login'
legacy\t'By user name and password'"
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l use -d 'What the credential may be used for' -r -f -a "read\t'Commands that only read'
write\t'Commands that change something in the registry'
any\t'Both'"
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l with-token -d 'Take a token from standard input, or from a prompt that does not show it, and ask the registry about it'
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l yes -d 'Replace a stored token for the same registry and use without asking'
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l foreign-token -d 'Keep a token that looks like one of another host'
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l no-browser -d 'Show the address only; do not open a browser'
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -l json -d 'Print one JSON object a line, as it happens'
complete -c npmcred -n "__fish_npmcred_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand logout" -l registry -d 'The registry [default: the one that npm is configured for]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand logout" -l scope -d 'The registry of this scope; npm forgets it afterwards' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand logout" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand logout" -l all -d 'End what is no session as well: tokens that were made to last, and passwords'
complete -c npmcred -n "__fish_npmcred_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l registry -d 'The registry [default: the one that npm is configured for]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l scope -d 'Take the registry that npm uses for this scope' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l use -d 'What the credential may be used for' -r -f -a "read\t'Commands that only read'
write\t'Commands that change something in the registry'
any\t'Both'"
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l expires -d 'When it expires: 2h, 90d, 2027-01-31 or 2027-01-31T12:00:00Z' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l username -d 'The user name of a password, or the owner of a token' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l basic -d 'The secret is a password, sent with a user name (HTTP Basic)'
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l insecure-http -d 'Accept a registry that receives the credential unencrypted'
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l yes -d 'Replace a stored credential for the same registry and use without asking'
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -l foreign-token -d 'Keep a token that looks like one of another host'
complete -c npmcred -n "__fish_npmcred_using_subcommand store" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand list" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand list" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand status" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand status" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand status" -l check -d 'Ask each registry whether it still accepts its credential'
complete -c npmcred -n "__fish_npmcred_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand remove" -l registry -d 'The registry' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand remove" -l use -d 'Only the credential for this use' -r -f -a "read\t'Commands that only read'
write\t'Commands that change something in the registry'
any\t'Both'"
complete -c npmcred -n "__fish_npmcred_using_subcommand remove" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -f -a "create" -d 'Create a token and store it, or give it to a command'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -f -a "list" -d 'List the tokens of the account, without sessions'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -f -a "revoke" -d 'Revoke a token'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l name -d 'Its name [default: what it is for, and the time]' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l use -d 'The commands that use it [default: read for a token that only reads, else write]' -r -f -a "read\t'Commands that only read'
write\t'Commands that change something in the registry'
any\t'Both'"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l permission -d 'What it may do with packages and scopes [default: read-only; rotate: as before]' -r -f -a "read-only\t'Install'
read-write\t'Install and publish'
read-write-stage-only\t'Install, and publish what then waits for somebody\'s approval'
no-access\t'Nothing'"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l packages -d 'A package that this is about; may be repeated' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l scopes -d 'A scope that this is about; may be repeated' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l orgs -d 'An organisation that it may manage; may be repeated' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l orgs-permission -d 'What it may do with organisations' -r -f -a "read-only\t'See them'
read-write\t'Manage them'
no-access\t'Nothing'"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l expires -d 'Its life in days [default: the registry\'s]' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l cidr -d 'Addresses from which it works, of IPv4; may be repeated' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l description -d 'A note to it' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l registry -d 'The registry [default: the one that npm is configured for]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l otp -d 'The code of your authenticator' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l show -d 'Show it once at this terminal, after a question, instead of storing it'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l packages-all -d 'It is about all packages'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l bypass-2fa -d 'It publishes without a second factor'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -l no-browser -d 'Open no browser for the second factor'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from list" -l registry -d 'The registry [default: the one that npm is configured for]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from revoke" -l registry -d 'The registry [default: the one that npm is configured for]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from revoke" -l otp -d 'The code of your authenticator' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from revoke" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from revoke" -l no-browser -d 'Open no browser for the second factor'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a token and store it, or give it to a command'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the tokens of the account, without sessions'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke a token'
complete -c npmcred -n "__fish_npmcred_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and not __fish_seen_subcommand_from add list remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and not __fish_seen_subcommand_from add list remove help" -f -a "add" -d 'Have a command make the tokens of a registry, and try it once'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and not __fish_seen_subcommand_from add list remove help" -f -a "list" -d 'List the registries whose tokens a command makes'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and not __fish_seen_subcommand_from add list remove help" -f -a "remove" -d 'Forget the command of a registry'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and not __fish_seen_subcommand_from add list remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l registry -d 'The registry; its tokens are used for those below its path, too' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l field -d 'The command prints JSON: where the token is in it, such as credential.access_token' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l end-field -d 'Where the token\'s end is in the same JSON: a date with a time zone, or seconds' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l expires -d 'How long a token is kept at most: 1h [default: as the token or the JSON says, else 15m]' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l basic -d 'Send the token as the password of this user (HTTP Basic)' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l deadline -d 'How long the command may take, up to 5m [default: 1m]' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l insecure-http -d 'Accept a registry that receives the token unencrypted'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -l yes -d 'Take the place of a stored token that was made to last'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from remove" -l registry -d 'The registry, as npmcred source list shows it' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from remove" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from help" -f -a "add" -d 'Have a command make the tokens of a registry, and try it once'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the registries whose tokens a command makes'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Forget the command of a registry'
complete -c npmcred -n "__fish_npmcred_using_subcommand source; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l use -d 'The use of the token to replace, where several are stored' -r -f -a "read\t'Commands that only read'
write\t'Commands that change something in the registry'
any\t'Both'"
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l permission -d 'What it may do with packages and scopes [default: read-only; rotate: as before]' -r -f -a "read-only\t'Install'
read-write\t'Install and publish'
read-write-stage-only\t'Install, and publish what then waits for somebody\'s approval'
no-access\t'Nothing'"
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l packages -d 'A package that this is about; may be repeated' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l scopes -d 'A scope that this is about; may be repeated' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l orgs -d 'An organisation that it may manage; may be repeated' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l orgs-permission -d 'What it may do with organisations' -r -f -a "read-only\t'See them'
read-write\t'Manage them'
no-access\t'Nothing'"
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l expires -d 'Its life in days [default: the registry\'s]' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l cidr -d 'Addresses from which it works, of IPv4; may be repeated' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l description -d 'A note to it' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l registry -d 'The registry [default: the one that npm is configured for]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l otp -d 'The code of your authenticator' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l packages-all -d 'It is about all packages'
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l bypass-2fa -d 'It publishes without a second factor'
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -l no-browser -d 'Open no browser for the second factor'
complete -c npmcred -n "__fish_npmcred_using_subcommand rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand explain" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand explain" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand exec" -l use -d 'Hand over credentials for this use [default: write; with --secret or --env: read]' -r -f -a "read\t'Commands that only read'
write\t'Commands that change something in the registry'
any\t'Both'"
complete -c npmcred -n "__fish_npmcred_using_subcommand exec" -l secret -d 'Give a container build the lines of an .npmrc, in memory, as a build secret of this name' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand exec" -l env -d 'Give the tool the token of one registry in this variable' -r
complete -c npmcred -n "__fish_npmcred_using_subcommand exec" -l registry -d 'With --secret or --env: a registry whose credential is handed over' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand exec" -l scope -d 'With --secret or --env: the registry that npm uses for this scope, and a line that says so' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand exec" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand helper" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand helper" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand run" -l from -d 'The file of the secret, below /run/secrets' -r -F
complete -c npmcred -n "__fish_npmcred_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand docker" -l check -d 'Name each line of a Dockerfile or compose file that leaves a token'
complete -c npmcred -n "__fish_npmcred_using_subcommand docker" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand docker" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand trust" -l yes -d 'Allow without asking'
complete -c npmcred -n "__fish_npmcred_using_subcommand trust" -l forget -d 'Forget what was allowed for this project'
complete -c npmcred -n "__fish_npmcred_using_subcommand trust" -l json -d 'Print JSON, change nothing'
complete -c npmcred -n "__fish_npmcred_using_subcommand trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand use" -l in -d 'The folder [default: the working folder]' -r -F
complete -c npmcred -n "__fish_npmcred_using_subcommand use" -l user -d 'Choose it for all folders without a choice of their own'
complete -c npmcred -n "__fish_npmcred_using_subcommand use" -l forget -d 'Forget the choice'
complete -c npmcred -n "__fish_npmcred_using_subcommand use" -l json -d 'Print JSON, change nothing'
complete -c npmcred -n "__fish_npmcred_using_subcommand use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand config" -l unset -d 'Go back to the default'
complete -c npmcred -n "__fish_npmcred_using_subcommand config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand setup" -l yes -d 'Do not ask; take the safe answer to every question'
complete -c npmcred -n "__fish_npmcred_using_subcommand setup" -l dry-run -d 'Show what would be done, change nothing'
complete -c npmcred -n "__fish_npmcred_using_subcommand setup" -l undo -d 'Uninstall: undo everything that setup did, byte for byte'
complete -c npmcred -n "__fish_npmcred_using_subcommand setup" -l remove-credentials -d 'With --undo: remove the stored credentials too [default: ask; keep them without a terminal]'
complete -c npmcred -n "__fish_npmcred_using_subcommand setup" -l keep-credentials -d 'With --undo: keep the stored credentials, do not ask'
complete -c npmcred -n "__fish_npmcred_using_subcommand setup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand env" -l ci -d 'For a job of a build server: npm\'s scripts do not see the tokens in its variables'
complete -c npmcred -n "__fish_npmcred_using_subcommand env" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand migrate" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand migrate" -l yes -d 'Do it without asking'
complete -c npmcred -n "__fish_npmcred_using_subcommand migrate" -l dry-run -d 'Show the plan, change nothing'
complete -c npmcred -n "__fish_npmcred_using_subcommand migrate" -l check -d 'Ask each registry whether the credentials found still work'
complete -c npmcred -n "__fish_npmcred_using_subcommand migrate" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand doctor" -l json -d 'Print JSON'
complete -c npmcred -n "__fish_npmcred_using_subcommand doctor" -l prove -d 'Send a made-up token through the shim to a listener on this machine, and search for it afterwards'
complete -c npmcred -n "__fish_npmcred_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand unlock" -l profile -d 'Use this profile\'s credentials [default: as chosen by npmcred use]' -x -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand unlock" -l shell -d 'Start your shell afterwards; without a session bus this is always done'
complete -c npmcred -n "__fish_npmcred_using_subcommand unlock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "login" -d 'Log in, in the browser or by password, and store the credential'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "logout" -d 'Revoke a session at its registry, and remove it'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "store" -d 'Store a token or password, from a pipe or a hidden prompt'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "list" -d 'List the stored credentials, without the secrets'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "status" -d 'Show the state of the store, the credentials, the shims and npm'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "remove" -d 'Remove stored credentials, without asking the registry'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "token" -d 'Create, list or revoke tokens at the registry'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "source" -d 'Have a command of your own make the tokens of a registry'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "rotate" -d 'Replace a stored token with a new one, and revoke the old one'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "explain" -d 'Show what the shim would do with a command, and why'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "exec" -d 'Run a tool that reads npm\'s configuration, with your credentials'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "helper" -d 'Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "run" -d 'Run npm in a step of a container build, with the secret that is mounted there'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "docker" -d 'Show how a container build gets a token, or check that this project leaves none in an image'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "trust" -d 'Review and allow settings of this project that affect credentials'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "use" -d 'Choose the profile for a folder, or show which one is used'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "config" -d 'Show or change a setting'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "setup" -d 'Install the shims and shell integration; --undo uninstalls'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "env" -d 'Print shell code that puts the shims first on PATH'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "migrate" -d 'Move plaintext credentials from npm\'s files into the store'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "doctor" -d 'Check the installation, and show a fix for each problem'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "unlock" -d 'Unlock the keyring of a machine without a desktop, or start one'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "completions" -d 'Print completions for a shell'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and not __fish_seen_subcommand_from login logout store list status remove token source rotate explain exec helper run docker trust use config setup env migrate doctor unlock completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "create" -d 'Create a token and store it, or give it to a command'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "list" -d 'List the tokens of the account, without sessions'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "revoke" -d 'Revoke a token'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and __fish_seen_subcommand_from source" -f -a "add" -d 'Have a command make the tokens of a registry, and try it once'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and __fish_seen_subcommand_from source" -f -a "list" -d 'List the registries whose tokens a command makes'
complete -c npmcred -n "__fish_npmcred_using_subcommand help; and __fish_seen_subcommand_from source" -f -a "remove" -d 'Forget the command of a registry'

# What only npmcred knows: profiles, registries, scopes, settings, a tool's commands behind explain.
function __fish_npmcred_values
    set -l words (commandline -opc)
    command npmcred complete -- $words[2..] (commandline -ct) 2>/dev/null
end
complete -c npmcred -n "__fish_npmcred_using_subcommand use config" -f -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand explain exec" -a "(__fish_npmcred_values)"

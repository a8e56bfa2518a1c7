module completions {

  # What only npmcred knows: profiles, registries, scopes, settings, a tool's commands behind explain.
  def "nu-complete npmcred values" [typed: string] {
    let words = ($typed | split row --regex '\s+' | skip 1)
    let values = (^npmcred complete -- ...$words | complete | get stdout | lines)
    if ($values | is-empty) { null } else { $values }
  }

  export extern npmcred [
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  def "nu-complete npmcred login auth_type" [] {
    [ "web" "legacy" ]
  }

  def "nu-complete npmcred login purpose" [] {
    [ "read" "write" "any" ]
  }

  # Log in, in the browser or by password, and store the credential
  export extern "npmcred login" [
    --registry: string@"nu-complete npmcred values"        # The registry [default: the one that npm is configured for]
    --scope: string@"nu-complete npmcred values"           # Take the registry that npm uses for this scope; with --registry, have npm use that one from now on
    --auth-type: string@"nu-complete npmcred login auth_type" # How to log in [default: as npm's configuration says, else web]
    --with-token              # Take a token from standard input, or from a prompt that does not show it, and ask the registry about it
    --yes                     # Replace a stored token for the same registry and use without asking
    --foreign-token           # Keep a token that looks like one of another host
    --no-browser              # Show the address only; do not open a browser
    --use: string@"nu-complete npmcred login purpose" # What the credential may be used for
    --json                    # Print one JSON object a line, as it happens
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Revoke a session at its registry, and remove it
  export extern "npmcred logout" [
    --registry: string@"nu-complete npmcred values"        # The registry [default: the one that npm is configured for]
    --scope: string@"nu-complete npmcred values"           # The registry of this scope; npm forgets it afterwards
    --all                     # End what is no session as well: tokens that were made to last, and passwords
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete npmcred store purpose" [] {
    [ "read" "write" "any" ]
  }

  # Store a token or password, from a pipe or a hidden prompt
  export extern "npmcred store" [
    --registry: string@"nu-complete npmcred values"        # The registry [default: the one that npm is configured for]
    --scope: string@"nu-complete npmcred values"           # Take the registry that npm uses for this scope
    --use: string@"nu-complete npmcred store purpose" # What the credential may be used for
    --expires: string         # When it expires: 2h, 90d, 2027-01-31 or 2027-01-31T12:00:00Z
    --basic                   # The secret is a password, sent with a user name (HTTP Basic)
    --username: string        # The user name of a password, or the owner of a token
    --insecure-http           # Accept a registry that receives the credential unencrypted
    --yes                     # Replace a stored credential for the same registry and use without asking
    --foreign-token           # Keep a token that looks like one of another host
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # List the stored credentials, without the secrets
  export extern "npmcred list" [
    --json                    # Print JSON
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Show the state of the store, the credentials, the shims and npm
  export extern "npmcred status" [
    --json                    # Print JSON
    --check                   # Ask each registry whether it still accepts its credential
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete npmcred remove purpose" [] {
    [ "read" "write" "any" ]
  }

  # Remove stored credentials, without asking the registry
  export extern "npmcred remove" [
    --registry: string@"nu-complete npmcred values"        # The registry
    --use: string@"nu-complete npmcred remove purpose" # Only the credential for this use
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Create, list or revoke tokens at the registry
  export extern "npmcred token" [
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete npmcred token create purpose" [] {
    [ "read" "write" "any" ]
  }

  def "nu-complete npmcred token create permission" [] {
    [ "read-only" "read-write" "read-write-stage-only" "no-access" ]
  }

  def "nu-complete npmcred token create orgs_permission" [] {
    [ "read-only" "read-write" "no-access" ]
  }

  # Create a token and store it, or give it to a command
  export extern "npmcred token create" [
    --name: string            # Its name [default: what it is for, and the time]
    --use: string@"nu-complete npmcred token create purpose" # The commands that use it [default: read for a token that only reads, else write]
    --show                    # Show it once at this terminal, after a question, instead of storing it
    --permission: string@"nu-complete npmcred token create permission" # What it may do with packages and scopes [default: read-only; rotate: as before]
    --packages: string        # A package that this is about; may be repeated
    --packages-all            # It is about all packages
    --scopes: string          # A scope that this is about; may be repeated
    --orgs: string            # An organisation that it may manage; may be repeated
    --orgs-permission: string@"nu-complete npmcred token create orgs_permission" # What it may do with organisations
    --expires: string         # Its life in days [default: the registry's]
    --cidr: string            # Addresses from which it works, of IPv4; may be repeated
    --bypass-2fa              # It publishes without a second factor
    --description: string     # A note to it
    --registry: string@"nu-complete npmcred values"        # The registry [default: the one that npm is configured for]
    --otp: string             # The code of your authenticator
    --no-browser              # Open no browser for the second factor
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # List the tokens of the account, without sessions
  export extern "npmcred token list" [
    --json                    # Print JSON
    --registry: string@"nu-complete npmcred values"        # The registry [default: the one that npm is configured for]
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Revoke a token
  export extern "npmcred token revoke" [
    --registry: string@"nu-complete npmcred values"        # The registry [default: the one that npm is configured for]
    --otp: string             # The code of your authenticator
    --no-browser              # Open no browser for the second factor
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
    id: string                # Its id or key as npmcred token list shows it, or its name
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred token help" [
  ]

  # Create a token and store it, or give it to a command
  export extern "npmcred token help create" [
  ]

  # List the tokens of the account, without sessions
  export extern "npmcred token help list" [
  ]

  # Revoke a token
  export extern "npmcred token help revoke" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred token help help" [
  ]

  # Have a command of your own make the tokens of a registry
  export extern "npmcred source" [
    --help(-h)                # Print help (see more with '--help')
  ]

  # Have a command make the tokens of a registry, and try it once
  export extern "npmcred source add" [
    --registry: string@"nu-complete npmcred values"        # The registry; its tokens are used for those below its path, too
    --field: string           # The command prints JSON: where the token is in it, such as credential.access_token
    --end-field: string       # Where the token's end is in the same JSON: a date with a time zone, or seconds
    --expires: string         # How long a token is kept at most: 1h [default: as the token or the JSON says, else 15m]
    --basic: string           # Send the token as the password of this user (HTTP Basic)
    --deadline: string        # How long the command may take, up to 5m [default: 1m]
    --insecure-http           # Accept a registry that receives the token unencrypted
    --yes                     # Take the place of a stored token that was made to last
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # List the registries whose tokens a command makes
  export extern "npmcred source list" [
    --json                    # Print JSON
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Forget the command of a registry
  export extern "npmcred source remove" [
    --registry: string@"nu-complete npmcred values"        # The registry, as npmcred source list shows it
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred source help" [
  ]

  # Have a command make the tokens of a registry, and try it once
  export extern "npmcred source help add" [
  ]

  # List the registries whose tokens a command makes
  export extern "npmcred source help list" [
  ]

  # Forget the command of a registry
  export extern "npmcred source help remove" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred source help help" [
  ]

  def "nu-complete npmcred rotate purpose" [] {
    [ "read" "write" "any" ]
  }

  def "nu-complete npmcred rotate permission" [] {
    [ "read-only" "read-write" "read-write-stage-only" "no-access" ]
  }

  def "nu-complete npmcred rotate orgs_permission" [] {
    [ "read-only" "read-write" "no-access" ]
  }

  # Replace a stored token with a new one, and revoke the old one
  export extern "npmcred rotate" [
    --use: string@"nu-complete npmcred rotate purpose" # The use of the token to replace, where several are stored
    --permission: string@"nu-complete npmcred rotate permission" # What it may do with packages and scopes [default: read-only; rotate: as before]
    --packages: string        # A package that this is about; may be repeated
    --packages-all            # It is about all packages
    --scopes: string          # A scope that this is about; may be repeated
    --orgs: string            # An organisation that it may manage; may be repeated
    --orgs-permission: string@"nu-complete npmcred rotate orgs_permission" # What it may do with organisations
    --expires: string         # Its life in days [default: the registry's]
    --cidr: string            # Addresses from which it works, of IPv4; may be repeated
    --bypass-2fa              # It publishes without a second factor
    --description: string     # A note to it
    --registry: string@"nu-complete npmcred values"        # The registry [default: the one that npm is configured for]
    --otp: string             # The code of your authenticator
    --no-browser              # Open no browser for the second factor
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Show what the shim would do with a command, and why
  export extern "npmcred explain" [
    --json                    # Print JSON
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
    ...words: string@"nu-complete npmcred values"          # The command: npm, npx or another tool that has a shim, and its arguments
  ]

  def "nu-complete npmcred exec purpose" [] {
    [ "read" "write" "any" ]
  }

  # Run a tool that reads npm's configuration, with your credentials
  export extern "npmcred exec" [
    --use: string@"nu-complete npmcred exec purpose" # Hand over credentials for this use [default: write; with --secret or --env: read]
    --secret: string          # Give a container build the lines of an .npmrc, in memory, as a build secret of this name
    --env: string             # Give the tool the token of one registry in this variable
    --registry: string@"nu-complete npmcred values"        # With --secret or --env: a registry whose credential is handed over
    --scope: string@"nu-complete npmcred values"           # With --secret or --env: the registry that npm uses for this scope, and a line that says so
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
    ...words: string@"nu-complete npmcred values"          # The tool and its arguments
  ]

  def "nu-complete npmcred helper protocol" [] {
    [ "bazel" "cargo" "docker" "git" "pnpm" ]
  }

  # Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel
  export extern "npmcred helper" [
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
    protocol: string@"nu-complete npmcred helper protocol" # The protocol
    ...words: string@"nu-complete npmcred values"          # What the program adds; for pnpm, the registry
  ]

  # Run npm in a step of a container build, with the secret that is mounted there
  export extern "npmcred run" [
    --from: path              # The file of the secret, below /run/secrets
    --help(-h)                # Print help (see more with '--help')
    ...words: string@"nu-complete npmcred values"          # npm or npx and its arguments
  ]

  # Show how a container build gets a token, or check that this project leaves none in an image
  export extern "npmcred docker" [
    --check                   # Name each line of a Dockerfile or compose file that leaves a token
    --json                    # Print JSON
    --help(-h)                # Print help (see more with '--help')
    folder?: path             # The folder of the project [default: the working folder]
  ]

  # Review and allow settings of this project that affect credentials
  export extern "npmcred trust" [
    --yes                     # Allow without asking
    --forget                  # Forget what was allowed for this project
    --json                    # Print JSON, change nothing
    --help(-h)                # Print help (see more with '--help')
  ]

  # Choose the profile for a folder, or show which one is used
  export extern "npmcred use" [
    --in: path                # The folder [default: the working folder]
    --user                    # Choose it for all folders without a choice of their own
    --forget                  # Forget the choice
    --json                    # Print JSON, change nothing
    --help(-h)                # Print help (see more with '--help')
    chosen?: string@"nu-complete npmcred values"           # The profile, or `default` for the unnamed one [default: show the one used here]
  ]

  # Show or change a setting
  export extern "npmcred config" [
    --unset                   # Go back to the default
    --help(-h)                # Print help (see more with '--help')
    key?: string@"nu-complete npmcred values"              # The setting [default: show all]
    value?: string            # The new value [default: show the current one]
  ]

  # Install the shims and shell integration; --undo uninstalls
  export extern "npmcred setup" [
    --yes                     # Do not ask; take the safe answer to every question
    --dry-run                 # Show what would be done, change nothing
    --undo                    # Uninstall: undo everything that setup did, byte for byte
    --remove-credentials      # With --undo: remove the stored credentials too [default: ask; keep them without a terminal]
    --keep-credentials        # With --undo: keep the stored credentials, do not ask
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete npmcred env shell" [] {
    [ "sh" "fish" "nu" "powershell" "elvish" "xonsh" "tcsh" ]
  }

  # Print shell code that puts the shims first on PATH
  export extern "npmcred env" [
    --ci                      # For a job of a build server: npm's scripts do not see the tokens in its variables
    --json                    # Print JSON
    --help(-h)                # Print help (see more with '--help')
    shell?: string@"nu-complete npmcred env shell" # The shell that reads it
  ]

  # Move plaintext credentials from npm's files into the store
  export extern "npmcred migrate" [
    --yes                     # Do it without asking
    --dry-run                 # Show the plan, change nothing
    --check                   # Ask each registry whether the credentials found still work
    --json                    # Print JSON
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
    ...folders: path          # More folders to search [default: the project of the working folder]
  ]

  # Check the installation, and show a fix for each problem
  export extern "npmcred doctor" [
    --json                    # Print JSON
    --prove                   # Send a made-up token through the shim to a listener on this machine, and search for it afterwards
    --help(-h)                # Print help (see more with '--help')
  ]

  # Unlock the keyring of a machine without a desktop, or start one
  export extern "npmcred unlock" [
    --shell                   # Start your shell afterwards; without a session bus this is always done
    --profile: string@"nu-complete npmcred values"         # Use this profile's credentials [default: as chosen by npmcred use]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete npmcred completions shell" [] {
    [ "bash" "elvish" "fish" "nushell" "powershell" "zsh" ]
  }

  # Print completions for a shell
  export extern "npmcred completions" [
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete npmcred completions shell" # The shell
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred help" [
  ]

  # Log in, in the browser or by password, and store the credential
  export extern "npmcred help login" [
  ]

  # Revoke a session at its registry, and remove it
  export extern "npmcred help logout" [
  ]

  # Store a token or password, from a pipe or a hidden prompt
  export extern "npmcred help store" [
  ]

  # List the stored credentials, without the secrets
  export extern "npmcred help list" [
  ]

  # Show the state of the store, the credentials, the shims and npm
  export extern "npmcred help status" [
  ]

  # Remove stored credentials, without asking the registry
  export extern "npmcred help remove" [
  ]

  # Create, list or revoke tokens at the registry
  export extern "npmcred help token" [
  ]

  # Create a token and store it, or give it to a command
  export extern "npmcred help token create" [
  ]

  # List the tokens of the account, without sessions
  export extern "npmcred help token list" [
  ]

  # Revoke a token
  export extern "npmcred help token revoke" [
  ]

  # Have a command of your own make the tokens of a registry
  export extern "npmcred help source" [
  ]

  # Have a command make the tokens of a registry, and try it once
  export extern "npmcred help source add" [
  ]

  # List the registries whose tokens a command makes
  export extern "npmcred help source list" [
  ]

  # Forget the command of a registry
  export extern "npmcred help source remove" [
  ]

  # Replace a stored token with a new one, and revoke the old one
  export extern "npmcred help rotate" [
  ]

  # Show what the shim would do with a command, and why
  export extern "npmcred help explain" [
  ]

  # Run a tool that reads npm's configuration, with your credentials
  export extern "npmcred help exec" [
  ]

  # Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel
  export extern "npmcred help helper" [
  ]

  # Run npm in a step of a container build, with the secret that is mounted there
  export extern "npmcred help run" [
  ]

  # Show how a container build gets a token, or check that this project leaves none in an image
  export extern "npmcred help docker" [
  ]

  # Review and allow settings of this project that affect credentials
  export extern "npmcred help trust" [
  ]

  # Choose the profile for a folder, or show which one is used
  export extern "npmcred help use" [
  ]

  # Show or change a setting
  export extern "npmcred help config" [
  ]

  # Install the shims and shell integration; --undo uninstalls
  export extern "npmcred help setup" [
  ]

  # Print shell code that puts the shims first on PATH
  export extern "npmcred help env" [
  ]

  # Move plaintext credentials from npm's files into the store
  export extern "npmcred help migrate" [
  ]

  # Check the installation, and show a fix for each problem
  export extern "npmcred help doctor" [
  ]

  # Unlock the keyring of a machine without a desktop, or start one
  export extern "npmcred help unlock" [
  ]

  # Print completions for a shell
  export extern "npmcred help completions" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred help help" [
  ]

}

export use completions *

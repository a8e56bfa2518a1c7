module completions {

  export extern npmcred [
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  def "nu-complete npmcred login auth_type" [] {
    [ "web" "legacy" ]
  }

  def "nu-complete npmcred login purpose" [] {
    [ "read" "write" "any" ]
  }

  # Log in, in the browser or by password, and keep what that gives
  export extern "npmcred login" [
    --registry: string        # The registry [default: the one that npm is configured for]
    --scope: string           # Take the registry that npm uses for this scope; with --registry, have npm use that one from now on
    --auth-type: string@"nu-complete npmcred login auth_type" # How to log in [default: as npm's configuration says, else web]
    --with-token              # Take a token from standard input, or from a prompt that does not show it, and ask the registry about it
    --yes                     # Let the token replace another one that is kept for the same registry and use, without asking
    --no-browser              # Only show the address, open no browser
    --use: string@"nu-complete npmcred login purpose" # What it may be used for
    --json                    # Print one JSON object a line, as it happens
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Revoke what is kept for a registry, and remove it here
  export extern "npmcred logout" [
    --registry: string        # The registry [default: the one that npm is configured for]
    --scope: string           # The registry that npm uses for this scope, which is then forgotten
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete npmcred store purpose" [] {
    [ "read" "write" "any" ]
  }

  # Keep a token or password, from a pipe or from a hidden prompt
  export extern "npmcred store" [
    --registry: string        # The registry [default: the one that npm is configured for]
    --scope: string           # Take the registry that npm uses for this scope
    --use: string@"nu-complete npmcred store purpose" # What it may be used for
    --expires: string         # When it expires: 2h, 90d, 2027-01-31 or 2027-01-31T12:00:00Z
    --basic                   # The secret is a password, sent with a user name (HTTP Basic)
    --username: string        # The user name of a password, or the owner of a token
    --insecure-http           # Accept a registry to which the credential travels in clear
    --yes                     # Replace another one that is kept for the same registry and use, without asking
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Show what is kept, without the secrets
  export extern "npmcred list" [
    --json                    # Print JSON
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Show the state of the store, what is kept, the shims and npm
  export extern "npmcred status" [
    --json                    # Print JSON
    --check                   # Ask each registry whether it still accepts what is kept for it
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete npmcred remove purpose" [] {
    [ "read" "write" "any" ]
  }

  # Remove what is kept for a registry
  export extern "npmcred remove" [
    --registry: string        # The registry
    --use: string@"nu-complete npmcred remove purpose" # Only the credential for this use
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Have the registry make a token for the store, list or revoke some
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

  # Have one made and keep it; it is not shown
  export extern "npmcred token create" [
    --name: string            # Its name [default: what it is for, and the time]
    --use: string@"nu-complete npmcred token create purpose" # The commands that it is kept for [default: read for a token that only reads, else write]
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
    --registry: string        # The registry [default: the one that npm is configured for]
    --otp: string             # The code of your authenticator
    --no-browser              # Open no browser for the second factor
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Show those of the account; sessions are not among them
  export extern "npmcred token list" [
    --json                    # Print JSON
    --registry: string        # The registry [default: the one that npm is configured for]
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Revoke one
  export extern "npmcred token revoke" [
    --registry: string        # The registry [default: the one that npm is configured for]
    --otp: string             # The code of your authenticator
    --no-browser              # Open no browser for the second factor
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
    id: string                # Its id or key as npmcred token list shows it, or its name
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred token help" [
  ]

  # Have one made and keep it; it is not shown
  export extern "npmcred token help create" [
  ]

  # Show those of the account; sessions are not among them
  export extern "npmcred token help list" [
  ]

  # Revoke one
  export extern "npmcred token help revoke" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred token help help" [
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

  # Replace a stored token: a new one made, the old one revoked
  export extern "npmcred rotate" [
    --use: string@"nu-complete npmcred rotate purpose" # The one that is kept for this use, where there are several
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
    --registry: string        # The registry [default: the one that npm is configured for]
    --otp: string             # The code of your authenticator
    --no-browser              # Open no browser for the second factor
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
  ]

  # Show what the shim would do with a command, and why
  export extern "npmcred explain" [
    --json                    # Print JSON
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
    ...words: string          # The command: npm or npx and its arguments
  ]

  def "nu-complete npmcred exec purpose" [] {
    [ "read" "write" "any" ]
  }

  # Run a tool that reads npm's configuration, with your credentials
  export extern "npmcred exec" [
    --use: string@"nu-complete npmcred exec purpose" # Hand over credentials for this use
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
    ...words: string          # The tool and its arguments
  ]

  # Show what in this project stands in the way, and allow it
  export extern "npmcred trust" [
    --yes                     # Allow without asking
    --forget                  # Take back what was allowed for this project
    --json                    # Print JSON, change nothing
    --help(-h)                # Print help (see more with '--help')
  ]

  # Choose whose credentials are used in a folder, or show whose
  export extern "npmcred use" [
    --in: path                # The folder [default: the working folder]
    --user                    # For all folders of which nothing else was said
    --forget                  # Take the choice back
    --json                    # Print JSON, change nothing
    --help(-h)                # Print help (see more with '--help')
    chosen?: string           # The profile; default is the one without a name. Without any: show which one holds here, and why
  ]

  # Show or change a setting
  export extern "npmcred config" [
    --unset                   # Go back to the default
    --help(-h)                # Print help (see more with '--help')
    key?: string              # The setting [default: show all]
    value?: string            # What it is to be [default: show it]
  ]

  # Move in: shims, shells, migration, a proof; --undo moves out
  export extern "npmcred setup" [
    --yes                     # Do it without asking: the safe answer to every question
    --dry-run                 # Show what would be done, change nothing
    --undo                    # Take everything back that setup did, byte for byte
    --remove-credentials      # With --undo: remove the stored credentials too [default: ask; keep them where nobody is there]
    --keep-credentials        # With --undo: keep the stored credentials, do not ask
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete npmcred env shell" [] {
    [ "sh" "fish" "nu" "powershell" "elvish" "xonsh" "tcsh" ]
  }

  # Print what puts the shims first on PATH
  export extern "npmcred env" [
    --json                    # Print JSON
    --help(-h)                # Print help (see more with '--help')
    shell?: string@"nu-complete npmcred env shell" # The shell that reads it
  ]

  # Move plaintext credentials from npm's files into the store
  export extern "npmcred migrate" [
    --yes                     # Do it without asking
    --dry-run                 # Show the plan, change nothing
    --check                   # Ask each registry whether what was found still lives
    --json                    # Print JSON
    --profile: string         # Use this profile's credentials [default: what npmcred use says]
    --help(-h)                # Print help (see more with '--help')
    ...folders: path          # Folders whose files are looked at too [default: the project of the working folder]
  ]

  # See whether all is well, and what cures it where it is not
  export extern "npmcred doctor" [
    --json                    # Print JSON
    --prove                   # Send a made-up token through the shim to a listener on this machine, and search for it afterwards
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

  # Log in, in the browser or by password, and keep what that gives
  export extern "npmcred help login" [
  ]

  # Revoke what is kept for a registry, and remove it here
  export extern "npmcred help logout" [
  ]

  # Keep a token or password, from a pipe or from a hidden prompt
  export extern "npmcred help store" [
  ]

  # Show what is kept, without the secrets
  export extern "npmcred help list" [
  ]

  # Show the state of the store, what is kept, the shims and npm
  export extern "npmcred help status" [
  ]

  # Remove what is kept for a registry
  export extern "npmcred help remove" [
  ]

  # Have the registry make a token for the store, list or revoke some
  export extern "npmcred help token" [
  ]

  # Have one made and keep it; it is not shown
  export extern "npmcred help token create" [
  ]

  # Show those of the account; sessions are not among them
  export extern "npmcred help token list" [
  ]

  # Revoke one
  export extern "npmcred help token revoke" [
  ]

  # Replace a stored token: a new one made, the old one revoked
  export extern "npmcred help rotate" [
  ]

  # Show what the shim would do with a command, and why
  export extern "npmcred help explain" [
  ]

  # Run a tool that reads npm's configuration, with your credentials
  export extern "npmcred help exec" [
  ]

  # Show what in this project stands in the way, and allow it
  export extern "npmcred help trust" [
  ]

  # Choose whose credentials are used in a folder, or show whose
  export extern "npmcred help use" [
  ]

  # Show or change a setting
  export extern "npmcred help config" [
  ]

  # Move in: shims, shells, migration, a proof; --undo moves out
  export extern "npmcred help setup" [
  ]

  # Print what puts the shims first on PATH
  export extern "npmcred help env" [
  ]

  # Move plaintext credentials from npm's files into the store
  export extern "npmcred help migrate" [
  ]

  # See whether all is well, and what cures it where it is not
  export extern "npmcred help doctor" [
  ]

  # Print completions for a shell
  export extern "npmcred help completions" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "npmcred help help" [
  ]

}

export use completions *

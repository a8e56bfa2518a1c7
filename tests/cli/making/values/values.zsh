    # What only npmcred knows: profiles, registries, scopes, settings, a tool's commands behind explain.
    local -a values
    values=("${(@f)$(command npmcred complete -- "${(@)words[2,CURRENT-1]}" "$PREFIX" 2> /dev/null)}")
    if [[ -n "$values[1]" ]]; then
        compadd -a values
        return
    fi

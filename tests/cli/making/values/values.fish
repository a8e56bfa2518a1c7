
# What only npmcred knows: profiles, registries, scopes, settings, a tool's commands behind explain.
function __fish_npmcred_values
    set -l words (commandline -opc)
    command npmcred complete -- $words[2..] (commandline -ct) 2>/dev/null
end
complete -c npmcred -n "__fish_npmcred_using_subcommand use config" -f -a "(__fish_npmcred_values)"
complete -c npmcred -n "__fish_npmcred_using_subcommand explain exec" -a "(__fish_npmcred_values)"

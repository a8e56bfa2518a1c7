
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

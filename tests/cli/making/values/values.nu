
  # What only npmcred knows: profiles, registries, scopes, settings, a tool's commands behind explain.
  def "nu-complete npmcred values" [typed: string] {
    let words = ($typed | split row --regex '\s+' | skip 1)
    let values = (^npmcred complete -- ...$words | complete | get stdout | lines)
    if ($values | is-empty) { null } else { $values }
  }

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


#!/usr/bin/env bash
# ksh93u+m 1.0.4: a function that unsets itself and calls its own name starts itself over and over, until ksh says that the recursion is
# too deep. bash, zsh and mksh find the program of that name.
#
# Version managers are loaded in that way: `npm` is a function until it is called for the first time.
set -euo pipefail

for package in ksh93u+m mksh zsh; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="${missing:-} $package"
done
# shellcheck disable=SC2086 # package names are words
[ -z "${missing:-}" ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '#!/bin/sh\necho the program\n' >"$work/tool"
chmod +x "$work/tool"
# shellcheck disable=SC2016 # the shells in question expand nothing either
forms=('function tool { unset -f tool; tool; }' 'tool() { unset -f tool; tool; }')
for shell in bash zsh mksh ksh93; do
  for form in "${forms[@]}"; do
    said=$(PATH="$work:$PATH" "$shell" -c "$form; tool" 2>&1 || true)
    echo "$shell, ${form%%\{*}: $(grep -oE 'the program|recursion too deep' <<<"$said" | head -n 1)"
  done
done | tee "$work/all"
for shell in bash zsh mksh; do printf '%s, function tool : the program\n%s, tool() : the program\n' "$shell" "$shell"; done >"$work/expected"
printf 'ksh93, function tool : recursion too deep\nksh93, tool() : recursion too deep\n' >>"$work/expected"
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}

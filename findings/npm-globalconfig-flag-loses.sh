#!/usr/bin/env bash
# npm 8.19.4 and 12.2.0: the flag --globalconfig loses to the variable npm_config_globalconfig, and that to a line in ~/.npmrc.
#
# For every other setting the flag wins over the variable, and the variable over the file. For this one the place that npm reads
# first (flag, variable, file) counts least; the others keep their order. So with all three it is the variable that wins.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"
for name in flag variable file; do echo "init-author-name=from-$name" >"$work/$name.npmrc"; done

for version in 8.19.4 12.2.0; do
  npm install --silent --no-audit --no-fund --prefix "$work/npm-$version" "npm@$version" >&2
  # asked NAME=VALUE… -- FLAG…: which of the files npm took for the global one.
  asked() {
    local env=()
    while [ "$1" != -- ]; do
      env+=("$1")
      shift
    done
    shift
    (cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" "${env[@]}" \
      node "$work/npm-$version/node_modules/npm/bin/npm-cli.js" config get init-author-name "$@" 2>/dev/null)
  }
  : >"$work/home/.npmrc"
  one=$(asked -- --globalconfig="$work/flag.npmrc")
  two=$(asked npm_config_globalconfig="$work/variable.npmrc" -- --globalconfig="$work/flag.npmrc")
  echo "globalconfig=$work/file.npmrc" >"$work/home/.npmrc"
  three=$(asked npm_config_globalconfig="$work/variable.npmrc" --)
  four=$(asked npm_config_globalconfig="$work/variable.npmrc" -- --globalconfig="$work/flag.npmrc")
  seen="flag: $one; flag and variable: $two; variable and file: $three; all three: $four"
  echo "npm $version  $seen"
  [ "$seen" = "flag: from-flag; flag and variable: from-variable; variable and file: from-file; all three: from-variable" ] || {
    echo "changed"
    exit 1
  }
done

#!/usr/bin/env bash
# npm 8.19.4 and 12.2.0: `--no-browser` takes the word behind it as its value, also where that is a flag such as
# `--registry=URL`. The flag has no effect then, `browser` is what it was before, and npm says nothing of either. With another
# order of the two flags both count.
#
# `browser` may be a text (a program's name), and a flag that may be a text takes any next word that does not begin with one
# dash. So a login that is to open no browser at a company's registry opens one, at the public registry.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"
echo 'update-notifier=false' >"$work/home/.npmrc"

for version in 8.19.4 12.2.0; do
  npm install --silent --no-audit --no-fund --prefix "$work/npm-$version" "npm@$version" >&2
  for flags in '--no-browser --registry=https://npm.example/' '--registry=https://npm.example/ --no-browser'; do
    # shellcheck disable=SC2086 # the flags are words
    got=$(cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" \
      node "$work/npm-$version/node_modules/npm/bin/npm-cli.js" config get registry browser $flags 2>/dev/null)
    printf '%s %s: %s\n' "$version" "$flags" "${got//$'\n'/, }"
  done
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
8.19.4 --no-browser --registry=https://npm.example/: registry=https://registry.npmjs.org/, browser=true
8.19.4 --registry=https://npm.example/ --no-browser: registry=https://npm.example/, browser=false
12.2.0 --no-browser --registry=https://npm.example/: registry=https://registry.npmjs.org/, browser=true
12.2.0 --registry=https://npm.example/ --no-browser: registry=https://npm.example/, browser=false
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}

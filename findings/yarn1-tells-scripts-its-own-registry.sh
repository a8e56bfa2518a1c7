#!/usr/bin/env bash
# yarn 1.22.22: an npm that a script of `yarn run` starts has https://registry.yarnpkg.com for its registry, also where the
# project's own .npmrc names another, which the same npm follows when it is typed.
#
# yarn exports its default as npm_config_registry, and a variable stands above every file.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"
npm install --silent --no-audit --no-fund --prefix "$work/tools" yarn@1.22.22 npm@10.9.9 >&2
echo '{"name":"p","version":"1.0.0","license":"MIT","scripts":{"ask":"npm config get registry"}}' >"$work/project/package.json"

within() { (cd "$work/project" && env -i PATH="$work/tools/node_modules/.bin:$PATH" HOME="$work/home" USER=kim "$@" 2>/dev/null); }
{
  echo "typed:                 $(within npm config get registry)"
  echo "in a script of yarn:   $(within yarn --silent run ask)"
  echo "registry=http://127.0.0.1:4873/" >"$work/project/.npmrc"
  echo "named, typed:          $(within npm config get registry)"
  echo "named, in a script:    $(within yarn --silent run ask)"
} | tee "$work/all"
cat >"$work/expected" <<'TXT'
typed:                 https://registry.npmjs.org/
in a script of yarn:   https://registry.yarnpkg.com
named, typed:          http://127.0.0.1:4873/
named, in a script:    https://registry.yarnpkg.com
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}

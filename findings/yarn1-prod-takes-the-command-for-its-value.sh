#!/usr/bin/env bash
# yarn 1.22.22: `yarn --prod config get registry` looks for a script of the name `get`. With `--production=true`, or with `--prod`
# at the end, the same words print the registry.
#
# The flag may have a value, and takes the next word for it, although it is a command's name. The word behind that is then the command.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"
npm install --silent --no-audit --no-fund --prefix "$work/tools" yarn@1.22.22 >&2
echo '{"name":"p","version":"1.0.0","license":"MIT"}' >"$work/project/package.json"

within() {
  status=0
  said=$(cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" "$work/tools/node_modules/.bin/yarn" "$@" 2>&1) || status=$?
  echo "$*: status $status, $(grep -e '^https' -e '^error' <<<"$said")"
}
{
  within config get registry
  within --prod config get registry
  within --production=true config get registry
  within config get registry --prod
} | tee "$work/all"
cat >"$work/expected" <<'TXT'
config get registry: status 0, https://registry.yarnpkg.com
--prod config get registry: status 1, error Command "get" not found.
--production=true config get registry: status 0, https://registry.yarnpkg.com
config get registry --prod: status 0, https://registry.yarnpkg.com
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}

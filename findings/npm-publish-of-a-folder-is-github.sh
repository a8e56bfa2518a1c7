#!/usr/bin/env bash
# npm 8.19.4, 10.9.9 and 12.2.0: `npm publish packages/a` takes the folder that lies there for a repository on GitHub, and `npm publish
# dist` takes the folder `dist` for a package of the registry. Only `./packages/a` and `./dist` are folders.
#
# What an operand is, is decided by how it is written, not by what is there.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/project/packages/a" "$work/project/dist"
echo '{"name":"a","version":"1.0.0"}' | tee "$work/project/packages/a/package.json" >"$work/project/dist/package.json"

for version in 8.19.4 10.9.9 12.2.0; do
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/npm-$version" "npm@$version" >&2
  for operand in packages/a ./packages/a dist ./dist; do
    # The very module that `npm publish` asks what its operand is.
    # shellcheck disable=SC2016 # node expands it
    kind=$(cd "$work/project" && node -p '
      const spec = require(process.argv[1])(process.argv[2])
      spec.type === "git" ? `git on ${spec.hosted.domain}` : spec.type' \
      "$work/npm-$version/node_modules/npm/node_modules/npm-package-arg" "$operand")
    echo "$version  npm publish $operand: ${kind/#tag/range}"
  done
done | tee "$work/all"

for version in 8.19.4 10.9.9 12.2.0; do
  cat <<TXT
$version  npm publish packages/a: git on github.com
$version  npm publish ./packages/a: directory
$version  npm publish dist: range
$version  npm publish ./dist: directory
TXT
done >"$work/expected"
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}

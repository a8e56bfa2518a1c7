#!/bin/sh
# Installs npmcred for this user, without root: fetches the program for this system, verifies its checksum, and puts it into
# ~/.local/bin. An npmcred that is there is replaced in one step; where anything fails it is as it was.
#
# Exit statuses: 0 done, 1 other, 2 usage, 5 network, 6 file, 7 refused for safety.
set -u

from=${NPMCRED_RELEASES:-} version='' to='' key='' setup=ask action=install work='' fresh=''

usage() {
  cat <<'TEXT'
Usage: sh install.sh --from URL [--version VERSION] [--to FOLDER] [--key FILE] [--setup | --no-setup]
       sh install.sh --uninstall [--to FOLDER]

  --from URL         where the releases are, laid out as on GitHub: URL/download/vVERSION/FILE and URL/latest/download/FILE
                     (or the variable NPMCRED_RELEASES)
  --version VERSION  this one instead of the latest
  --to FOLDER        another folder than ~/.local/bin
  --key FILE         also verify the checksums' signature with this public key of minisign
  --setup            run `npmcred setup` afterwards without asking; --no-setup: do not ask for it at a terminal
  --uninstall        `npmcred setup --undo`, then remove the program. Your stored credentials stay, unless you say otherwise at
                     a terminal, or remove them before: `npmcred setup --undo --remove-credentials`
  --help             print this
TEXT
}

say() { printf 'npmcred: %s\n' "$*" >&2; }
note() { printf 'note: %s\n' "$*" >&2; }
# A hint ends in a command that works as it stands.
hint() { printf 'hint: %s\n' "$*" >&2; }
# die STATUS MESSAGE [NOTE]
die() {
  say "$2"
  [ -z "${3:-}" ] || note "$3"
  exit "$1"
}

# quoted TEXT: as one word of a shell.
quoted() {
  case $1 in
    *[!0-9A-Za-z/._-]*) printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")" ;;
    *) printf %s "$1" ;;
  esac
}

clean_up() {
  [ -z "$work" ] || rm -rf "$work"
  [ -z "$fresh" ] || rm -f "$fresh"
}

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      --from | --version | --to | --key)
        [ $# -gt 1 ] || die 2 "$1 needs a value"
        case $1 in
          --from) from=$2 ;;
          --version) version=${2#v} ;;
          --to) to=$2 ;;
          --key) key=$2 ;;
        esac
        shift
        ;;
      --setup) setup=yes ;;
      --no-setup) setup=no ;;
      --uninstall) action=uninstall ;;
      --help | -h)
        usage
        exit 0
        ;;
      *)
        say "unknown word '$1'"
        usage >&2
        exit 2
        ;;
    esac
    shift
  done
  if [ -z "$to" ]; then
    [ -n "${HOME:-}" ] || die 6 "no home folder: HOME is not set" "--to FOLDER puts it elsewhere"
    to=$HOME/.local/bin
  fi
  case $to in /*) ;; *) to=$PWD/$to ;; esac
  to=${to%/}
  case $version in *[!0-9A-Za-z.-]*) die 2 "'$version' is no version" ;; esac
}

# The compiler's name for this system.
find_target() {
  case "$(uname -s) $(uname -m)" in
    'Linux x86_64' | 'Linux amd64') target=x86_64-unknown-linux-musl ;;
    'Linux aarch64' | 'Linux arm64') target=aarch64-unknown-linux-musl ;;
    Linux*) die 1 "there is no program for Linux on $(uname -m)" "in its sources, cargo build --release --locked makes one" ;;
    Darwin*) die 1 "npmcred does not work on macOS yet" ;;
    *) die 1 "npmcred does not work on $(uname -s) yet" ;;
  esac
}

# Whether an address without TLS leads to this machine. What stands before an @ is no host.
is_local() {
  case $1 in http://*) ;; *) return 1 ;; esac
  host=${1#http://}
  host=${host%%/*}
  case $host in
    127.0.0.1 | localhost) return 0 ;;
    127.0.0.1:* | localhost:*) ;;
    *) return 1 ;;
  esac
  case ${host#*:} in '' | *[!0-9]*) return 1 ;; esac
}

# A checksum that comes the same way as the program proves nothing on an open line.
check_address() {
  [ -n "$from" ] || die 2 "no address to fetch from" "--from URL says where the releases are"
  from=${from%/}
  case $from in
    https://*) ;;
    *) is_local "$from" || die 7 "$from is not https: anybody on the way could put another program in its place" ;;
  esac
  if [ -n "$version" ]; then from=$from/download/v$version; else from=$from/latest/download; fi
}

# Programs named wget that are not GNU's, busybox's for one, may verify no certificate and not say so.
find_fetcher() {
  if command -v curl >/dev/null 2>&1; then
    fetcher=curl
    return
  fi
  case $(wget --version 2>/dev/null) in
    'GNU Wget'*) fetcher=wget ;;
    *) die 7 "neither curl nor GNU wget is there; another wget may verify no certificate" "install one of them" ;;
  esac
}

# fetch NAME: into the work folder. A server may send us on, but not to an address in plain text. The user's own file of settings is
# not read, because it may say that no certificate is verified.
fetch() {
  status=0
  case $fetcher in
    curl) curl -q --fail --silent --show-error --location --proto-redir '=https' --retry 2 --connect-timeout 20 \
      --output "$work/$1" "$from/$1" 2>"$work/said" ;;
    wget) wget --no-config -q -S -T 20 -O "$work/$1" "$from/$1" 2>"$work/said" ;;
  esac || status=$?
  # Without the headers that wget shows.
  sed -n '/^ /!s/^/npmcred: /p' "$work/said" >&2
  # wget cannot be told, but tells where it went; curl's 1 is a protocol that it may not speak.
  if { [ "$fetcher" = curl ] && [ "$status" = 1 ]; } ||
    { [ "$fetcher" = wget ] && grep -i '^ *location: *[a-z][a-z0-9+.-]*:' "$work/said" | grep -qiv 'location: *https:'; }; then
    die 7 "$from/$1 leads to an address that is not https; nothing was installed"
  fi
  [ "$status" = 0 ] || die 5 "cannot fetch $from/$1"
}

sum_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum <"$1" | cut -d' ' -f1
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256 <"$1" | cut -d' ' -f1
  else
    openssl dgst -sha256 -r <"$1" | cut -d' ' -f1
  fi
}

# The checksums first: they say how the archive is called.
fetch_program() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/npmcred-install.XXXXXX") || die 6 "cannot make a temporary folder"
  fetch SHA256SUMS
  if [ -n "$key" ]; then
    command -v minisign >/dev/null 2>&1 || die 7 "a key was given, and there is no minisign to verify with" "install minisign first"
    fetch SHA256SUMS.minisig
    minisign -Vq -p "$key" -m "$work/SHA256SUMS" -x "$work/SHA256SUMS.minisig" >/dev/null 2>&1 ||
      die 7 "the signature of the checksums is not this key's; nothing was installed"
  fi
  lines=$(grep -E "^[0-9a-f]{64}  npmcred-[0-9A-Za-z.-]+-$target\.tar\.gz\$" "$work/SHA256SUMS")
  [ -n "$lines" ] || die 1 "this release has no program for $target"
  # An older release is signed as well: only the name of the archive says which version this is.
  line=$(printf '%s\n' "$lines" | grep -F "  npmcred-$version${version:+-$target.tar.gz}" | head -n 1)
  [ -n "$line" ] || die 7 "these checksums are of another version than $version; nothing was installed"
  archive=${line#*  }
  fetch "$archive"
  [ "$(sum_of "$work/$archive")" = "${line%%  *}" ] ||
    die 7 "$archive is not what the checksum says: damaged on the way, or somebody else's; nothing was installed"
  # In two steps: a pipe would hide that gzip failed.
  { gzip -dc "$work/$archive" >"$work/archive.tar" && tar -xf "$work/archive.tar" -C "$work" &&
    [ -f "$work/${archive%.tar.gz}/npmcred" ]; } || die 6 "cannot unpack $archive"
}

# Beside its place and renamed, so that no moment has half a program, and one that runs is not written to.
put() {
  mkdir -p "$to" 2>/dev/null
  [ -w "$to" ] || die 6 "cannot write into $to" "--to FOLDER puts it elsewhere"
  # What a killed run left.
  rm -f "$to"/.npmcred-install.*
  fresh=$to/.npmcred-install.$$
  cp "$work/${archive%.tar.gz}/npmcred" "$fresh" || die 6 "cannot write into $to"
  chmod 755 "$fresh" || die 6 "cannot write into $to"
  installed=$("$fresh" --version 2>/dev/null) || die 1 "the program does not run on this machine; nothing was installed"
  mv -f "$fresh" "$to/npmcred" || die 6 "cannot write $to/npmcred"
  fresh=''
  say "$installed is in $to"
}

# Whether a person can be asked. That is done at the terminal itself, because standard input is the script where it is piped into
# a shell. npmcred asks nobody on a build server either.
is_attended() {
  case ${CI:-false} in false) ;; *) return 1 ;; esac
  [ -t 2 ] && (: </dev/tty) 2>/dev/null
}

offer_setup() {
  if [ "$setup" = ask ]; then
    setup=no
    if is_attended; then
      printf 'npmcred: set it up for your shells now? [Y/n] ' >&2
      read -r answer </dev/tty || answer=n
      case $answer in '' | [Yy]*) setup=yes ;; esac
    fi
    if [ "$setup" = yes ]; then
      "$to/npmcred" setup </dev/tty
      return
    fi
  elif [ "$setup" = yes ]; then
    "$to/npmcred" setup
    return
  fi
  hint "set it up for your shells: $(quoted "$to/npmcred") setup"
  tell_of_path
}

# `npmcred setup` sees to it that new shells find npmcred, wherever it is.
tell_of_path() {
  case :$PATH: in *:"$to":*) return ;; esac
  note "$to is not on PATH; once npmcred is set up, new shells find it by its name"
  case ${SHELL:-} in
    */fish) hint "find it without that: fish_add_path $(quoted "$to")" ;;
    *csh | */nu | */elvish | */xonsh | */pwsh) ;;
    *) hint "find it in this shell alone: export PATH=$(quoted "$to"):\"\$PATH\"" ;;
  esac
}

# undo PROGRAM: whoever is not asked about the stored credentials keeps them, and is not told to run a program that goes.
undo() {
  if is_attended; then
    "$1" setup --undo </dev/tty
  else
    "$1" setup --undo --keep-credentials </dev/null
  fi
}

uninstall() {
  program=$to/npmcred
  [ -f "$program" ] || die 6 "there is no $program" "--to FOLDER says where it is"
  case $("$program" --version 2>/dev/null) in
    'npmcred '*) ;;
    *) die 7 "$program is not npmcred" ;;
  esac
  say "first the set-up is taken back, then $program is removed"
  undo "$program" || die 1 "the set-up could not be taken back; $program stays"
  rm -f "$program" || die 6 "cannot remove $program"
  say "$program is removed"
}

main() {
  parse "$@"
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ "$action" = uninstall ]; then
    uninstall
  else
    find_target
    check_address
    find_fetcher
    fetch_program
    put
    offer_setup
  fi
}

# The last line: what was cut off on its way does nothing.
main "$@"

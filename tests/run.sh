#!/usr/bin/env bash
# Runs every test. Installs missing programs on Debian and Ubuntu, and builds, unless PARTNER_API_BUILT says that the caller has built. Then runs the tests of
# the host on SQLite and on PostgreSQL servers that they start themselves, and those of the other projects on PostgreSQL; beside them, the tests of the pages
# against running gateways, those of the other projects on SQLite, the audits of GraphQL over HTTP, the comparison with graphql-js, standard OAuth clients, the
# samples of the documentation, and the system calls of a request; at last and alone, the timing check. Ends with the names of failed tests and a line with
# the totals. Exits with 1 if a test failed or was skipped. `--fast` runs the tests of the rules and the fastest of the others on SQLite, for the inner loop;
# `--spec` runs the comparison with graphql-js; `--install` only installs.
set -euo pipefail

# A shell may ignore SIGINT for background jobs. The tests would inherit that, and the tests of Ctrl-C would never end.
if [[ -z ${PARTNER_API_SIGNALS-} ]]; then
  PARTNER_API_SIGNALS=default exec env --default-signal=INT,QUIT bash "${BASH_SOURCE[0]}" "$@"
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
source tests/runtime.sh

# Whether the tests can have all their files in memory: 6 GiB are free, and 3 GiB of them for files, from which programs can run. No test depends on what a
# power loss leaves, and on a disk each would wait for it at every commit.
fits_in_memory() {
  local options
  [[ -d /dev/shm ]] && options=$(findmnt -no OPTIONS /dev/shm) && [[ $options == rw* && $options != *noexec* ]] &&
    awk '$1 == "MemAvailable:" { exit $2 < 6291456 }' /proc/meminfo && (($(df --output=avail /dev/shm | tail -n 1) > 3145728))
}

# The unprivileged user of PostgreSQL may enter the folder.
parent=${TMPDIR:-/tmp}
if [[ ${1-} != --install ]] && fits_in_memory; then parent=/dev/shm; fi
work=$(mktemp -d -p "$parent" partner-api-XXXXXX)
chmod 711 "$work"
gateway= background=
finish() {
  for process in $gateway $background; do kill "$process" 2>/dev/null || true; wait "$process" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
base=

# Adds a suite's counts to the totals. A suite without counts, or with a nonzero exit code and no failure, counts as one failure.
count() { # NAME EXIT-CODE PASSED FAILED SKIPPED
  local bad=$4
  if (($3 + $4 + $5 == 0)) || (($2 != 0 && $4 == 0)); then
    echo "$1: exited with $2" | tee -a "$work/failures" >&2
    bad=$((bad + 1))
  fi
  echo "$3 $bad $5" >>"$work/counts"
}

# Runs a suite that prints `FAILED  TEST` for each failure and ends with a line `N passed, N failed`, and counts its results.
run_suite() { # NAME COMMAND...
  local code=0 log sums
  log=$(mktemp -p "$work")
  "${@:2}" | tee "$log" || code=$?
  { grep -E '^FAILED ' "$log" || true; } | sed -E "s/^FAILED +/$1: /" >>"$work/failures"
  sums=$({ grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" || true; } | tail -n 1 | tr -dc '0-9 ')
  # shellcheck disable=SC2086
  count "$1" "$code" ${sums:-0 0} 0
}

install_missing() {
  local missing=()
  command -v dotnet >/dev/null || missing+=(dotnet-sdk-10.0)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v curl >/dev/null || missing+=(curl)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v jq >/dev/null || missing+=(jq)
  /usr/bin/python3 -c 'import requests, jwt, cryptography' 2>/dev/null || missing+=(python3-requests python3-jwt python3-cryptography)
  [[ -x /usr/bin/chromium-headless-shell ]] || missing+=(chromium-headless-shell)
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  [[ -x /usr/sbin/pgbouncer ]] || missing+=(pgbouncer)
  command -v strace >/dev/null || missing+=(strace)
  ((${#missing[@]})) || return 0
  echo "installing ${missing[*]}"
  local sudo=(); ((EUID == 0)) || sudo=(sudo)
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# Compiles the built program ahead of time, and sets $PARTNER_API_TEST_PROGRAM to it. The tests start about five hundred commands, each in half the time.
publish_program() {
  local architecture=x64
  [[ $(uname -m) == aarch64 ]] && architecture=arm64
  # The restore for the build does not fetch the compiler for this.
  dotnet restore src/PartnerApi --locked-mode -p:PublishReadyToRun=true
  "${short_lived[@]}" dotnet publish src/PartnerApi --no-build -c "$configuration" -r "linux-$architecture" --self-contained false \
    -p:AppendRuntimeIdentifierToOutputPath=false -p:PublishReadyToRun=true -o "$work/program"
  export PARTNER_API_TEST_PROGRAM=$work/program/PartnerApi.dll
}

# The filter that `dotnet test` uses, so that both run the same tests of a store.
store_filter() {
  sed -n 's|.*<TestCaseFilter>\(.*\)</TestCaseFilter>.*|\1|p' "tests/${PARTNER_API_TEST_STORE:-Sqlite}.runsettings" | sed 's/&amp;/\&/g'
}

# Runs the tests of a built project, as their own program, which starts seconds sooner than `dotnet test`. The exit code, if it is not 0, and the results are in
# a folder.
test_project() { # FOLDER PROJECT FILTER
  local code=0
  mkdir -p "$1"
  "${short_lived[@]}" "tests/$2/bin/$configuration/net10.0/$2" -noLogo -noColor -filterVSTest "$3" -result-trx "$1/$2.trx" || code=$?
  ((code == 0)) || echo "$code" >>"$1/code"
}

# Counts the results in a folder. There is one <Counters .../> for each test project.
count_trx() { # NAME FOLDER
  local sums
  sums=$({ grep -rhoE '<Counters [^>]*>' "$2" || true; } | awk '
    function of(name,   text) { match($0, " " name "=\"[0-9]+\""); text = substr($0, RSTART, RLENGTH); gsub(/[^0-9]/, "", text); return text }
    { total += of("total"); passed += of("passed"); executed += of("executed") }
    END { print passed + 0, executed - passed, total - executed }')
  { grep -rhoE '<UnitTestResult [^>]*outcome="(Failed|NotExecuted)"' "$2" || true; } | sed -E "s/.* testName=\"([^\"]*)\".*/$1: \1/" >>"$work/failures"
  # shellcheck disable=SC2086
  count "$1" "$(head -n 1 "$2/code" 2>/dev/null || echo 0)" $sums
}

# Of the host's tests, those without a store, and those of the parts that a change most often touches.
fast_filter() {
  local part filter="Needs=NoStore"
  for part in Architecture Cards GraphQL Partners Sealing Storage; do filter+="|FullyQualifiedName~PartnerApi.Tests.$part."; done
  echo "$filter"
}

# Starts the built gateway in sandbox mode on a free port. Sets $base to its address, and $log to the file with its output.
start_gateway() { # DATA-FOLDER [SETTING=VALUE...]
  local port
  log=$(mktemp -p "$work")
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  base=http://127.0.0.1:$port
  ASPNETCORE_ENVIRONMENT=Development "${short_lived[@]}" "${@:2}" dotnet "$PARTNER_API_TEST_PROGRAM" serve --urls "$base" --data "$1" >"$log" 2>&1 &
  gateway=$!
  for _ in {1..150}; do
    curl -fs -o /dev/null "$base/health/ready" && break
    kill -0 "$gateway" 2>/dev/null || { cat "$log"; break; }
    sleep 0.2
  done
}

# The residents of an invented city: 1,000 in the first borough and age band, 1,001 in the next, and so on.
write_population() { # FILE
  local borough age residents=1000
  {
    echo borough,age_band,residents
    for borough in BRONX BROOKLYN MANHATTAN QUEENS STATEN_ISLAND; do
      for age in 10_TO_13 14_TO_17 18_TO_24 25_TO_34 35_TO_44 45_TO_54 55_TO_64 65_AND_OVER; do
        echo "$borough,AGES_$age,$((residents++))"
      done
    done
  } >"$1"
}

# Waits until a new gateway has released its months. Until then, a page and a later query can show different months.
wait_for_releases() {
  for _ in {1..600}; do
    grep -q 'Enrollment statistics of .* were released' "$log" && return
    sleep 0.2
  done
  cat "$log"
  count "the releases for the pages" 1 0 0 0
}

stop_gateway() {
  kill "$gateway" && wait "$gateway" || true
  gateway=
}

run_audits() {
  tests/npm-install.sh tests/graphql-http
  start_gateway "$work/data"
  run_suite "the audits" node tests/graphql-http/run.mjs "$base"
  stop_gateway
}

# Raises the limits, so that only the rules decide the verdicts. Other tests cover the limits.
run_spec() {
  tests/npm-install.sh tests/graphql-spec
  start_gateway "$work/spec-data" Limits__BodyBytes=1000000 Limits__Tokens=20000 Limits__SyntaxDepth=128 Limits__SelectionDepth=100 Limits__Selections=2000 \
    Limits__Aliases=2000 Limits__Repeats=300 Limits__Directives=1000 Limits__IntrospectionLists=5 Quotas__RequestsPerSecond=1000000
  run_suite "the comparison with graphql-js" node tests/graphql-spec/run.mjs "$base"
  stop_gateway
}

# Creates a key pair with the documented commands, and registers it for harbor-bank of the sandbox.
register_key() { # DATA-FOLDER
  (umask 077; openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/harbor.key")
  openssl pkey -in "$work/harbor.key" -pubout -out "$work/harbor.pem"
  ASPNETCORE_ENVIRONMENT=Development "${short_lived[@]}" dotnet "$PARTNER_API_TEST_PROGRAM" clients key add harbor-bank \
    --public-key "$work/harbor.pem" --data "$1"
}

run_oauth() {
  tests/npm-install.sh tests/oauth
  start_gateway "$work/oauth-data"
  register_key "$work/oauth-data"
  run_suite "the OAuth clients" node tests/oauth/run.mjs "$base" "$work/harbor.key"
  stop_gateway
}

run_samples() {
  tests/npm-install.sh tests/samples
  start_gateway "$work/samples-data"
  run_suite "the samples" "${short_lived[@]}" node tests/samples/run.mjs "$base"
  stop_gateway
}

run_pages() {
  tests/npm-install.sh tests/pages
  write_population "$work/population.csv"
  start_gateway "$work/pages-data" "Statistics__PopulationFile=$work/population.csv"
  wait_for_releases
  run_suite "the tests of the pages" node tests/pages/run.mjs "$base"
  stop_gateway
  start_gateway "$work/empty-data" Statistics__ReleaseAutomatically=false
  run_suite "the tests of the pages" node tests/pages/run.mjs "$base" --nothing-released
  stop_gateway
}

# The tests of the host on both stores, and those of the other projects that need PostgreSQL: half of the work.
run_host() {
  local project projects
  test_project "$work/sqlite-host" PartnerApi.Tests "$(store_filter)"
  count_trx "the host's tests" "$work/sqlite-host"
  export PARTNER_API_TEST_STORE=PostgreSql
  test_project "$work/postgresql-host" PartnerApi.Tests "$(store_filter)"
  count_trx "the host's tests on PostgreSQL" "$work/postgresql-host"
  mapfile -t projects < <(cd tests; grep -l UsesTestHost PartnerApi.*.Tests/*.csproj | cut -d/ -f1)
  for project in "${projects[@]}"; do test_project "$work/postgresql" "$project" "$(store_filter)"; done
  count_trx "the other tests on PostgreSQL" "$work/postgresql"
}

# All others, except the timing check: the other half.
run_others() {
  local project projects
  run_pages &
  background+=" $!"
  wait $! || count "the tests of the pages" 1 0 0 0
  mapfile -t projects < <(cd tests; printf '%s\n' PartnerApi.*.Tests)
  for project in "${projects[@]}"; do test_project "$work/sqlite" "$project" "$(store_filter)"; done
  count_trx "the other tests" "$work/sqlite"
  run_audits
  run_spec
  run_oauth
  run_samples
  run_suite "the system calls" node tests/bench/system-calls.mjs "$PARTNER_API_TEST_PROGRAM" "$work/calls"
}

# Names the failed and skipped tests, so that they need not be looked for in the output.
end_with_totals() {
  local passed failed skipped
  read -r passed failed skipped < <(awk '{ passed += $1; failed += $2; skipped += $3 } END { print passed + 0, failed + 0, skipped + 0 }' "$work/counts")
  if [[ -s $work/failures ]]; then printf '\nFailed or skipped:\n'; cat "$work/failures"; fi
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && skipped == 0))
}

# The inner loop uses what a developer has built; all tests use what is deployed, which the benchmark needs as well.
configuration=Release
if [[ ${1-} == --fast ]]; then configuration=Debug; fi

install_missing
if [[ ${1-} == --install ]]; then exit; fi
[[ -n ${PARTNER_API_BUILT-} ]] || "${short_lived[@]}" dotnet build -c "$configuration"
if [[ ${1-} == --fast ]]; then
  export TMPDIR=$work
  for part in Policy Core Sealing Storage GraphQL Partners; do test_project "$work/sqlite" "PartnerApi.$part.Tests" "$(store_filter)"; done
  test_project "$work/sqlite" PartnerApi.Tests "($(fast_filter))&$(store_filter)"
  count_trx "the fast tests" "$work/sqlite"
  end_with_totals
  exit
fi
export PARTNER_API_BUILT=yes TMPDIR=$work

publish_program
if [[ ${1-} == --spec ]]; then
  run_spec
  end_with_totals
  exit
fi
# Two at a time, on two cores: with a third, each takes longer by more than the waits that it fills.
run_host >"$work/host.log" 2>&1 &
background=$!
run_others
wait "${background%% *}" || count "the tests of the host" 1 0 0 0
background=
cat "$work/host.log"
run_suite "the timing check" tests/bench/timing.sh
end_with_totals

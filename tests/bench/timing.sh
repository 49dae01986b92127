#!/usr/bin/env bash
# Checks that neither the time nor the bytes of a response reveal why a card is not valid. Exits with 1 if they do, or if the check misses a planted delay
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$here/Timing

[[ -n ${PARTNER_API_BUILT-} ]] || dotnet build "$project" -c Release -v quiet --nologo >&2
exec dotnet "$project/bin/Release/net10.0/PartnerApi.Bench.Timing.dll"

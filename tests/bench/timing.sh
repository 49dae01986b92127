#!/usr/bin/env bash
# Checks that nobody can tell by time or bytes why a card is not valid. Exits with 1 when one can, and when the check itself does not see 20 us.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$here/Timing

dotnet build "$project" -c Release -v quiet --nologo >&2
exec dotnet "$project/bin/Release/net10.0/PartnerApi.Bench.Timing.dll"

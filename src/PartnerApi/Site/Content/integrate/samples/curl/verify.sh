#!/usr/bin/env bash
# Verifies a card.
#
#   bash verify.sh "0000 0000 0000 0195"
set -euo pipefail
(($# == 1)) || { echo 'usage: bash verify.sh CARD-NUMBER' >&2; exit 2; }
client=${PARTNER_API_CLIENT:-harbor-bank}
source "$(dirname "$0")/partner-api.sh"

execute 'query($number: CardNumber!) {
  card(number: $number, purpose: ACCOUNT_OPENING) { valid subject }
}' "$(jq -n --arg number "$1" '{$number}')"
jq .data.card "$response"

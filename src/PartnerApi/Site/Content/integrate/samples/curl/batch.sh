#!/usr/bin/env bash
# Verifies the cards of a file with a number in each line, and prints the numbers of the lines
# whose cards are not valid.
#
#   bash batch.sh numbers.txt
set -euo pipefail
(($# == 1)) || { echo 'usage: bash batch.sh FILE' >&2; exit 2; }
client=${PARTNER_API_CLIENT:-harbor-bank}
source "$(dirname "$0")/partner-api.sh"

first=1
while mapfile -t -n 100 numbers && ((${#numbers[@]})); do
  variables=$(printf '%s\n' "${numbers[@]}" | jq -Rn '{numbers: [inputs]}')
  execute 'query($numbers: [CardNumber!]!) {
    cards(numbers: $numbers, purpose: ACCOUNT_OPENING) { valid }
  }' "$variables" || { echo "Continue with line $first." >&2; exit 1; }
  jq -r --argjson first "$first" \
    '.data.cards | to_entries[] | select(.value.valid | not) | .key + $first' "$response"
  first=$((first + ${#numbers[@]}))
done <"$1"

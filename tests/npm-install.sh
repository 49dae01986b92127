#!/usr/bin/env bash
# Installs the locked npm packages of the folders. An installation takes up to 15 seconds, so it is kept until the lock file changes.
set -euo pipefail

for folder in "$@"; do
  if ! cmp -s "$folder/package-lock.json" "$folder/node_modules/installed.json"; then
    npm --prefix "$folder" ci --no-progress --loglevel=error
    cp "$folder/package-lock.json" "$folder/node_modules/installed.json"
  fi
done

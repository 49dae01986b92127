# Functions for the other scripts. They keep the access token, limit the time of each request,
# and repeat a request that may be repeated. They need bash, curl, and jq, and openssl to sign
# in with a key. The caller sets $client.

address=${PARTNER_API_ADDRESS:-http://127.0.0.1:5080}
token='' renew_at=0
response=$(mktemp)
trap 'rm -f "$response"' EXIT

# Executes an operation. Its response is then in the file $response. An error beside data is
# a failure too.
execute() { # QUERY VARIABLES
  renew_token || return
  jq -n --arg query "$1" --argjson variables "$2" '{$query, $variables}' \
    | request graphql -H @<(printf 'Authorization: Bearer %s' "$token") \
      -H 'Content-Type: application/json' -H 'Accept: application/graphql-response+json' \
    && jq -es "$complete" "$response" >/dev/null 2>&1 && return
  local errors
  errors=$(jq -r '.errors[]? | "\(.path // [] | join(".")) \(.extensions.code): \(.message)"' \
    "$response" 2>/dev/null) || true
  echo "${errors:-There is no answer of the gateway.}" >&2
  return 1
}

# A proxy in front of the gateway may answer with a page, or with nothing, also with status 200.
complete='length == 1 and (.[0] | type == "object" and .data != null and .errors == null)'

# Sends its input. After a timeout, 408, 429, and 5xx, curl repeats: after the seconds in
# Retry-After, or else after 1, 2, 4, and 8 seconds.
request() { # PATH OPTIONS...
  curl --silent --show-error --fail-with-body --output "$response" \
    --max-time "${PARTNER_API_TIMEOUT_SECONDS:-15}" --retry 4 --retry-connrefused \
    --retry-max-time "${PARTNER_API_REPEAT_SECONDS:-60}" --data @- "${@:2}" "$address/$1"
}

# Sets $token, unless the last one is valid for another minute.
renew_token() {
  ((SECONDS >= renew_at)) || return 0
  if [[ -z ${PARTNER_API_SECRET-}${PARTNER_API_KEY_FILE-} ]]; then
    echo 'NO_CREDENTIALS: set PARTNER_API_SECRET or PARTNER_API_KEY_FILE' >&2
    return 1
  fi
  local repeats=4
  [[ -z ${PARTNER_API_KEY_FILE-} ]] || repeats=0 # Each request needs a new assertion.
  if ! credentials | request connect/token --retry "$repeats"; then
    jq -r '"\(.error): \(.error_description)"' "$response" >&2
    return 1
  fi
  token=$(jq -r '.access_token // empty' "$response" 2>/dev/null)
  [[ -n $token ]] || { echo 'There is no token of the gateway.' >&2; return 1; }
  renew_at=$((SECONDS + $(jq .expires_in "$response") - 60))
}

# Secrets are sent as input, because every user of the machine can read the arguments of
# programs.
credentials() {
  local type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer
  printf 'grant_type=client_credentials&'
  [[ -z ${PARTNER_API_SCOPE-} ]] || printf 'scope=%s&' "$(encoded "$PARTNER_API_SCOPE")"
  if [[ -n ${PARTNER_API_KEY_FILE-} ]]; then
    printf 'client_assertion_type=%s&client_assertion=%s' "$type" "$(assertion)"
  else
    printf 'client_id=%s&client_secret=%s' "$client" "$(encoded "${PARTNER_API_SECRET-}")"
  fi
}

encoded() { printf %s "$1" | jq -Rr @uri; }

# private_key_jwt (RFC 7523): an assertion for each request, signed with ES256. Its audience
# is the issuer, which the metadata contain.
assertion() {
  local issuer now input
  issuer=$(curl --silent --show-error --max-time "${PARTNER_API_TIMEOUT_SECONDS:-15}" \
    "$address/.well-known/openid-configuration" | jq -r .issuer)
  now=$(date +%s)
  input=$(printf '{"alg":"ES256","typ":"client-authentication+jwt"}' | base64url).$(
    printf '{"iss":"%s","sub":"%s","aud":"%s","iat":%d,"exp":%d,"jti":"%s"}' \
      "$client" "$client" "$issuer" "$now" $((now + 60)) "$(openssl rand -hex 16)" | base64url)
  printf '%s.' "$input"
  printf %s "$input" | openssl dgst -sha256 -sign "$PARTNER_API_KEY_FILE" \
    | jws_signature | base64url
}

# openssl writes a list of two numbers in DER; a JWS has two times 32 bytes.
jws_signature() {
  local numbers
  numbers=$(openssl asn1parse -inform DER | sed -n 's/.*INTEGER *://p')
  # shellcheck disable=SC2046,SC2059,SC2086
  printf "$(printf '%64s%64s' $numbers | tr ' ' 0 | sed 's/../\\x&/g')"
}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

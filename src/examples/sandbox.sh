#!/usr/bin/env bash
#
# Every answer of a sandbox, with curl and openssl alone. Makes a client key, gets a client for it, and for
# each row of the sandbox's table asks, answers with the row's credential, and compares the verdict with what
# the table promises. Prints a table and ends with status 0 only if all agreed.
#
#   src/examples/sandbox.sh [BASE_URL [SUITE …]]      default http://localhost:8081, p256 and sm2
#
# Start a sandbox with: SPRING_PROFILES_ACTIVE=sandbox java -jar zhengyan.jar
# Needed: bash, curl, OpenSSL 3, coreutils, sed, awk. KEEP=1 keeps the files.

set -euo pipefail
export LC_ALL=C.UTF-8

BASE=${1:-http://localhost:8081}
SUITES=("${@:2}"); [ ${#SUITES[@]} -gt 0 ] || SUITES=(p256 sm2)
WORK=$(mktemp -d)
[ -n "${KEEP:-}" ] || trap 'rm -rf "$WORK"' EXIT
DISTID=distid:1234567812345678        # the user ID that SM2 signatures take in (GB/T 32918)

die()      { printf '\n%s\n' "$*" >&2; exit 1; }
b64url()   { base64 -w0 | tr '+/' '-_' | tr -d '='; }
unb64url() { local s; s=$(tr -d '\n' | tr -- '-_' '+/'); while [ $((${#s} % 4)) -ne 0 ]; do s+='='; done; base64 -d <<<"$s"; }
unhex()    { printf '%b' "$(tr -d ' \n' | sed 's/../\\x&/g')"; }
field()    { grep -o "\"$1\":\"\([^\"\\\\]\|\\\\.\)*\"" | head -1 | sed "s/^\"$1\":\"//; s/\"$//"; }
list()     { grep -o "\"$1\":\[[^]]*\]" | head -1 | sed "s/^\"$1\":\[//; s/\]$//; s/\"//g"; }
quote()    { printf '"%s"' "$(awk '{printf "%s\\n", $0}' "$1")"; }

# es256: signs standard input with the client's key as RFC 7518 section 3.4 says.
es256() {
  openssl dgst -sha256 -sign "$WORK/client.pem" | openssl asn1parse -inform DER | awk -F: '/INTEGER/ {
    h = $NF; while (length(h) < 64) h = "0" h; printf "%s", h }' | unhex | b64url
}

# call METHOD PATH [BODY [HEADER …]]: leaves the answer in $BODY and its status in $STATUS.
call() {
  local method=$1 path=$2 data=${3:-} args header
  args=(-sS -X "$method" -o "$WORK/body" -w '%{http_code}' -b "$WORK/cookies" -c "$WORK/cookies")
  for header in "${@:4}"; do args+=(-H "$header"); done
  [ -z "$data" ] || args+=(-H 'Content-Type: application/json' --data-binary "$data")   # or @FILE
  for _ in 1 2 3 4 5 6; do   # 503 means later, and the same again
    STATUS=$(curl "${args[@]}" "$BASE$path") || die "$BASE does not answer"
    [ "$STATUS" = 503 ] || break
    sleep 1
  done
  BODY=$(cat "$WORK/body")
}
expect() { [ "$STATUS" = "$1" ] || die "expected $1, got $STATUS: $BODY"; }

# --- 1. a client, for the public half of a new key -----------------------------------------------------
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$WORK/client.pem" 2>/dev/null
point=$(openssl pkey -in "$WORK/client.pem" -pubout -outform DER 2>/dev/null | tail -c 64 | od -An -v -tx1 | tr -d ' \n')
call POST /api/v1/sandbox/clients '{"key":{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","x":"'"$(
  unhex <<<"${point:0:64}" | b64url)"'","y":"'"$(unhex <<<"${point:64}" | b64url)"'"}}'
[ "$STATUS" != 404 ] || die "$BASE is no sandbox"
expect 201
CLIENT=$(field client <<<"$BODY"); ISSUER=$(field issuer <<<"$BODY")
KID=$(printf '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' "$(unhex <<<"${point:0:64}" | b64url)" \
  "$(unhex <<<"${point:64}" | b64url)" | openssl dgst -sha256 -binary | b64url)   # RFC 7638
printf 'client %s of %s\n' "$CLIENT" "$ISSUER"

# --- 2. an access token, by private_key_jwt (RFC 7523) ---------------------------------------------------
token() {
  local now signed; now=$(date +%s)
  signed=$(printf '{"alg":"ES256","kid":"%s"}' "$KID" | b64url).$(
    printf '{"iss":"%s","sub":"%s","aud":"%s","iat":%d,"exp":%d,"jti":"%s"}' \
      "$CLIENT" "$CLIENT" "$ISSUER" "$now" $((now + 50)) "$(openssl rand -hex 16)" | b64url)
  curl -sS "$BASE/oauth2/token" -d grant_type=client_credentials \
    --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    -d "client_assertion=$signed.$(printf %s "$signed" | es256)" | field access_token
}
for _ in 1 2 3 4 5 6; do   # a new client is known within a second
  TOKEN=$(token || true); [ -z "$TOKEN" ] || break; sleep 0.5
done
[ -n "$TOKEN" ] || die "no token"
AUTH="Authorization: Bearer $TOKEN"

# --- 3. each row of the table ----------------------------------------------------------------------------
for _ in 1 2 3 4 5; do call GET /api/v1/sandbox; [ "$STATUS" = 503 ] || break; done
expect 200
TABLE=$(sed 's/{"name":"\([a-zA-Z]*\)","claimed"/\n&/g' <<<"$BODY" | grep '"claimed"')

signed_text() { # certificate file: the challenge and the line that names the certificate
  cat "$WORK/challenge"
  printf 'certificate: sha256:%s\n' "$(sed '/^-----/d' "$1" | base64 -d | openssl dgst -sha256 -r | cut -c1-64)"
}

sign() { # SUITE: signs what was written to $WORK/signed
  case $1 in
    p256) openssl dgst -sha256 -sign "$WORK/key.pem" "$WORK/signed" ;;
    sm2)  openssl pkeyutl -sign -rawin -digest sm3 -pkeyopt "$DISTID" -inkey "$WORK/key.pem" -in "$WORK/signed" ;;
  esac
}

play() { # ROW SUITE: leaves the verification in $BODY
  local row=$1 suite=$2 name given extra claim
  name=$(field name <<<"$row")
  claim=$(grep -o '"claimed":{[^}]*}' <<<"$row")
  given=$(grep -o "{\"suite\":\"$suite\".*" <<<"$row")
  extra=$(grep -oE '"request":\{([^{}]|\{[^}]*\})*\}' <<<"$given" | head -1 | sed 's/^"request":{//; s/}$//')
  call POST /api/v1/verifications '{'"$claim"',"action":{"type":"accountOpening","subject":"沙箱账号",
    "identifier":"sandbox-account"}'"${extra:+,$extra}"'}' "$AUTH" "Idempotency-Key: $(openssl rand -hex 16)"
  expect 201
  local id; id=$(field id <<<"$BODY")
  field challenge <<<"$BODY" | unb64url >"$WORK/challenge"
  local url code wrong=000000
  url=$(field url <<<"$BODY"); code=$(field code <<<"$BODY"); [ "$code" != "$wrong" ] || wrong=111111
  case $(field holder <<<"$row") in
    refuses)
      call POST "/api/v1/presentations/$id/taking" '{"secret":"'"${url#*#}"'"}'; expect 200
      call POST "/api/v1/presentations/$id/refusal"; expect 200
      call GET "/api/v1/verifications/$id" '' "$AUTH"; expect 200
      return ;;
    mistypes)
      call POST "/api/v1/presentations/$id/taking" '{"secret":"'"${url#*#}"'"}'; expect 200
      for _ in 1 2 3 4 5; do
        call POST "/api/v1/presentations/$id/code" '{"code":"'"$wrong"'"}'; expect 422
      done
      call GET "/api/v1/verifications/$id" '' "$AUTH"; expect 200
      return ;;
    uploads)
      curl -sSf "$BASE/api/v1/sandbox/credentials/$name/$suite?form=document" >"$WORK/document"
      { printf '{"kind":"document","document":"'; b64url <"$WORK/document"; printf '"}'; } >"$WORK/evidence.json"
      call POST "/api/v1/verifications/$id/evidence" "@$WORK/evidence.json" \
        "$AUTH" "Idempotency-Key: $(openssl rand -hex 16)"
      expect 200
      return ;;
  esac
  curl -sSf "$BASE/api/v1/sandbox/credentials/$name/$suite?form=pem" >"$WORK/credential.pem"
  sed -n '1,/^-----END CERTIFICATE-----$/p' "$WORK/credential.pem" >"$WORK/leaf.pem"
  sed -n '/^-----BEGIN PRIVATE KEY-----$/,$p' "$WORK/credential.pem" >"$WORK/key.pem"
  signed_text "$WORK/leaf.pem" >"$WORK/signed"
  call POST "/api/v1/verifications/$id/evidence" '{"kind":"signature","certificate":'"$(quote "$WORK/leaf.pem")"',
    "signature":"'"$(sign "$suite" | b64url)"'"}' "$AUTH" "Idempotency-Key: $(openssl rand -hex 16)"
  expect 200
}

FAILED=0
printf '\n%-24s %-5s  %-42s %-42s\n' case suite expected actual
while IFS= read -r row; do
  name=$(field name <<<"$row")
  expected="$(field result <<<"$row") $(list reasons <<<"$row")"
  for suite in "${SUITES[@]}"; do
    play "$row" "$suite"
    actual="$(field result <<<"$BODY") $(list reasons <<<"$BODY")"
    mark=' '; [ "$actual" = "$expected" ] || { mark='X'; FAILED=$((FAILED + 1)); }
    printf '%-24s %-5s %s %-42s %-42s\n' "$name" "$suite" "$mark" "$expected" "$actual"
  done
done <<<"$TABLE"

[ "$FAILED" = 0 ] || die "$FAILED rows differ."
printf '\nEvery row agreed.\n'

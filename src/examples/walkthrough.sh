#!/usr/bin/env bash
#
# The main job from outside, with curl and openssl alone. A clerk and a reviewer register a public body
# and issue it a certificate; the body proves to an app store who it is; the app store checks the receipt
# without the service; openssl is asked for a second opinion on everything. For both suites.
#
#   src/examples/walkthrough.sh [BASE_URL]          default http://localhost:8080, a server in the dev profile
#
# It may be run again and again on the same server: every run makes new keys. It ends with status 0 only
# if everything agreed. Needed: bash, curl, OpenSSL 3, coreutils, sed, awk.
# ZHENGYAN_CLIENT_KEYS names the folder of the dev clients' keys if it is not found; KEEP=1 keeps the files.

set -euo pipefail
export LC_ALL=C.UTF-8

BASE=${1:-http://localhost:8080}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WORK=$(mktemp -d)
[ -n "${KEEP:-}" ] || trap 'rm -rf "$WORK"' EXIT
DISTID=distid:1234567812345678        # the user ID that SM2 signatures take in (GB/T 32918)
USCC=11320100MB98000126
NAME=南京市示例局

# --- small tools -----------------------------------------------------------------------------------

step() { if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n%s\n' "$*"; fi; }
say()  { printf '   %s\n' "$*"; }
die()  { printf '\n   DISAGREEMENT: %s\n' "$*" >&2; exit 1; }

b64url()   { base64 -w0 | tr '+/' '-_' | tr -d '='; }
unb64url() { local s; s=$(tr -d '\n' | tr -- '-_' '+/'); while [ $((${#s} % 4)) -ne 0 ]; do s+='='; done; base64 -d <<<"$s"; }
unhex()    { local h; h=$(tr -d ' \n'); printf '%b' "$(sed 's/../\\x&/g' <<<"$h")"; }
tohex()    { od -An -v -tx1 | tr -d ' \n'; }

# field NAME: the first string member of that name in the JSON on standard input, as it stands there.
field() { grep -o "\"$1\":\"\([^\"\\\\]\|\\\\.\)*\"" | head -1 | sed "s/^\"$1\":\"//; s/\"$//"; }
# pem: turns the escaped line breaks of a JSON string into real ones.
pem()   { printf '%b\n' "$(cat)"; }
# quote: a file as a JSON string.
quote() { printf '"%s"' "$(awk '{printf "%s\\n", $0}' "$1")"; }

# jwk_to_pem FILE: the private P-256 key of a JWK, wrapped as RFC 5915 says.
jwk_to_pem() {
  { printf '\x30\x77\x02\x01\x01\x04\x20'; tr -d ' \n' <"$1" | field d | unb64url
    printf '\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\xa1\x44\x03\x42\x00\x04'
    tr -d ' \n' <"$1" | field x | unb64url; tr -d ' \n' <"$1" | field y | unb64url
  } | openssl ec -inform DER 2>/dev/null
}

# es256 KEY: signs standard input as RFC 7518 section 3.4 says: r and s, 32 bytes each.
es256() {
  openssl dgst -sha256 -sign "$1" | openssl asn1parse -inform DER | awk -F: '/INTEGER/ {
    h = $NF; while (length(h) < 64) h = "0" h; printf "%s", h }' | unhex | b64url
}

# --- talking to the service -------------------------------------------------------------------------

# call CLIENT METHOD PATH [BODY] [HEADER]: leaves the answer in $BODY and its status in $STATUS.
call() {
  local client=$1 method=$2 path=$3 data=${4:-} header=${5:-X-Walkthrough: 1}
  local args=(-sS -X "$method" -D "$WORK/headers" -o "$WORK/body" -w '%{http_code}' -H "$header")
  [ "$client" = anybody ] || args+=(-H "Authorization: Bearer $(token "$client")")
  [ "$method" = GET ] || args+=(-H "Idempotency-Key: $(openssl rand -hex 16)")
  [ -z "$data" ] || args+=(-H 'Content-Type: application/json' --data-binary "$data")
  STATUS=$(curl "${args[@]}" "$BASE$path") || die "$BASE does not answer; start it with: mvn spring-boot:run"
  BODY=$(cat "$WORK/body")
}

# expect STATUS: stops with the service's own words when the answer had another one.
expect() { [ "$STATUS" = "$1" ] || die "expected $1, got $STATUS: $BODY"; }

# token CLIENT: an access token by private_key_jwt (RFC 7523); asked for once per run.
token() {
  local file=$WORK/token-$1
  if [ ! -s "$file" ]; then
    jwk_to_pem "$KEYS/$1.jwk.json" >"$WORK/$1.pem"
    local kid now signed
    kid=$(tr -d ' \n' <"$KEYS/$1.jwk.json" | field kid); now=$(date +%s)
    signed=$(printf '{"alg":"ES256","kid":"%s"}' "$kid" | b64url).$(
      printf '{"iss":"%s","sub":"%s","aud":"%s","iat":%d,"exp":%d,"jti":"%s"}' \
        "$1" "$1" "$ISSUER" "$now" $((now + 50)) "$(openssl rand -hex 16)" | b64url)
    curl -sS "$BASE/oauth2/token" -d grant_type=client_credentials \
      --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
      -d "client_assertion=$signed.$(printf %s "$signed" | es256 "$WORK/$1.pem")" >"$file.json"
    field access_token <"$file.json" >"$file"
    [ -s "$file" ] || die "no token for $1: $(cat "$file.json")"
  fi
  cat "$file"
}

# --- the two suites, as openssl speaks them ----------------------------------------------------------

new_key() {
  case $1 in
    p256) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 ;;
    sm2)  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 ;;
  esac 2>/dev/null
}
new_csr() {
  case $1 in
    p256) openssl req -new -key "$2" -sha256 -subj "/CN=$USCC" ;;
    sm2)  openssl req -new -key "$2" -sm3 -sigopt "$DISTID" -subj "/CN=$USCC" ;;
  esac
}
sign() {
  case $1 in
    p256) openssl dgst -sha256 -sign "$2" "$3" ;;
    sm2)  openssl pkeyutl -sign -rawin -digest sm3 -pkeyopt "$DISTID" -inkey "$2" -in "$3" ;;
  esac
}
# verify_chain SUITE ROOT CA LEAF
verify_chain() {
  case $1 in
    p256) openssl verify -x509_strict -CAfile "$2" -untrusted "$3" "$4" ;;
    # openssl takes the SM2 user ID for the certificate it is asked about alone: one step at a time.
    sm2)  openssl verify -x509_strict -vfyopt "$DISTID" -CAfile "$2" "$3" &&
          openssl verify -x509_strict -vfyopt "$DISTID" -partial_chain -trusted "$3" "$4" ;;
  esac 2>&1
}

# ocsp SUITE DIR: what OCSP says of the certificate in DIR, once its signature was checked.
ocsp() {
  local url verify=(-CAfile "$2/trust.pem")
  url=$(openssl x509 -in "$2/leaf.pem" -noout -ocsp_uri)
  [ "$1" = p256 ] || verify=(-noverify)
  openssl ocsp -issuer "$2/ca.pem" -cert "$2/leaf.pem" -url "$url" -respout "$2/ocsp.der" "${verify[@]}" 2>&1
  [ "$1" = p256 ] || sm2_ocsp_signature "$2"
}

# sm2_ocsp_signature DIR: openssl ocsp has no way to pass the SM2 user ID on, so the answer is taken apart
# here (RFC 6960 section 4.2.1: ResponseData, algorithm, signature) and checked with pkeyutl.
sm2_ocsp_signature() {
  local at lines
  openssl ocsp -respin "$1/ocsp.der" -noverify -resp_text 2>/dev/null | openssl x509 >"$1/responder.pem"
  openssl verify -vfyopt "$DISTID" -partial_chain -trusted "$1/ca.pem" "$1/responder.pem" >/dev/null 2>&1 ||
    die "the OCSP signer was not certified by the issuer"
  openssl x509 -in "$1/responder.pem" -noout -ext extendedKeyUsage | grep -q 'OCSP Signing' ||
    die "the OCSP signer may not sign OCSP answers"
  at=$(openssl asn1parse -inform DER -in "$1/ocsp.der" | awk -F: '/OCTET STRING/ {print $1 + 0; exit}')
  openssl asn1parse -inform DER -in "$1/ocsp.der" -strparse "$at" -noout -out "$1/basic.der"
  lines=$(openssl asn1parse -inform DER -in "$1/basic.der" | grep 'd=1 ' | sed 's/:d=1 *hl=/ /; s/ l= */ /')
  cut_out() { tail -c +$(($2 + 1)) "$1/basic.der" | head -c "$3"; }
  # Columns: offset, length of the header, length of the contents. A bit string begins with one octet more.
  cut_out "$1" $(awk 'NR == 1 {print $1, $2 + $3}' <<<"$lines") >"$1/response-data"
  cut_out "$1" $(awk '/BIT STRING/ {print $1 + $2 + 1, $3 - 1}' <<<"$lines") >"$1/ocsp-signature"
  openssl pkeyutl -verify -rawin -digest sm3 -pkeyopt "$DISTID" -certin -inkey "$1/responder.pem" \
    -in "$1/response-data" -sigfile "$1/ocsp-signature" >/dev/null || die "the OCSP answer's signature does not verify"
  echo "Response verify OK"
}

# check_receipt FILE: verifies a receipt with nothing but the published keys; prints its payload.
check_receipt() {
  local header payload signature kid keys key hex
  IFS=. read -r header payload signature <"$1"
  kid=$(unb64url <<<"$header" | field kid)
  keys=$(curl -sS "$BASE/.well-known/receipt-keys" | tr -d ' \n')
  key=$(grep -o '{[^{}]*}' <<<"$keys" | grep "\"kid\":\"$kid\"") || die "the receipt's key $kid is not published"
  { printf '\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04'
    field x <<<"$key" | unb64url; field y <<<"$key" | unb64url
  } | openssl pkey -pubin -inform DER >"$WORK/receipt-key.pem" 2>/dev/null
  hex=$(unb64url <<<"$signature" | tohex)
  printf 'asn1=SEQUENCE:s\n[s]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "${hex:0:64}" "${hex:64}" >"$WORK/sig.cnf"
  openssl asn1parse -genconf "$WORK/sig.cnf" -noout -out "$WORK/sig.der"
  printf '%s.%s' "$header" "$payload" |
    openssl dgst -sha256 -verify "$WORK/receipt-key.pem" -signature "$WORK/sig.der" >/dev/null ||
    die "the receipt's signature does not verify"
  unb64url <<<"$payload"
}

# --- the story ---------------------------------------------------------------------------------------

register() {
  step "1. The clerk proposes a public body, the reviewer approves it"
  local etag=() address="南京市玄武区示例路 1 号 $(openssl rand -hex 2)"
  call demo-clerk GET "/api/v1/institutions/$USCC"
  if [ "$STATUS" = 200 ]; then
    etag=("If-Match: $(tr -d '\r' <"$WORK/headers" | awk 'tolower($1) == "etag:" {print $2}')")
    say "$USCC is registered already; this is a change of its address, against version ${etag[0]#If-Match: }"
  else
    expect 404
  fi
  call demo-clerk PUT "/api/v1/institutions/$USCC" '{"kind":"organ","names":["'"$NAME"'","南京市示例管理局"],
    "division":"320100","address":"'"$address"'","head":"示例","authority":"南京市编办（示例）","nature":"机关",
    "issuedOn":"2024-01-01","status":"normal"}' "${etag[@]}"
  expect 202
  local change digest; change=$(field change <<<"$BODY"); digest=$(field digest <<<"$BODY")
  say "change $change, digest $digest"
  call demo-clerk POST "/api/v1/registry-changes/$change/approval" '{"digest":"'"$digest"'"}'
  [ "$STATUS" = 403 ] || die "the clerk could approve: $STATUS"
  say "the clerk may not approve: 403 $(field type <<<"$BODY")"
  call demo-reviewer POST "/api/v1/registry-changes/$change/approval" '{"digest":"'"$digest"'"}'
  expect 200
  say "the reviewer approved: $(field state <<<"$BODY")"
}

issue() { # SUITE DIR
  step "2. [$1] The body makes a key that never leaves it; clerk and reviewer issue the certificate"
  new_key "$1" >"$2/key.pem"
  new_csr "$1" "$2/key.pem" >"$2/csr.pem"
  call demo-clerk POST /api/v1/certificate-applications \
    '{"uscc":"'$USCC'","suite":"'"$1"'","csr":'"$(quote "$2/csr.pem")"',"holder":"示例办事员"}'
  expect 201
  local id digest; id=$(field id <<<"$BODY"); digest=$(field digest <<<"$BODY")
  say "application $id, digest $digest"
  call demo-reviewer POST "/api/v1/certificate-applications/$id/approval" '{"digest":"'"$digest"'"}'
  expect 200
  SERIAL=$(field serial <<<"$BODY")
  field certificate <<<"$BODY" | pem >"$2/leaf.pem"
  grep -o '"chain":\["[^]]*' <<<"$BODY" | sed 's/"chain":\["//; s/","/\n/; s/"$//' >"$2/chain"
  sed -n 1p "$2/chain" | pem >"$2/ca.pem"
  sed -n 2p "$2/chain" | pem >"$2/root.pem"
  cat "$2/root.pem" "$2/ca.pem" >"$2/trust.pem"
  say "issued, serial $SERIAL"
  openssl x509 -in "$2/leaf.pem" -noout -subject -issuer -dates -nameopt utf8,sep_comma_plus_space |
    sed 's/^/     /'
}

prove() { # SUITE DIR: leaves the decided verification in $BODY
  local signing_certificate; signing_certificate=$(openssl rand -hex 32)
  call demo-appstore POST /api/v1/verifications '{"claimed":{"name":"'"$NAME"'","uscc":"'$USCC'"},
    "action":{"type":"appRelease","subject":"南京示例 1.0","identifier":"cn.gov.nanjing.example",
    "digest":"sha256:'"$signing_certificate"'"},
    "applicant":{"login":"139****0001","place":"江苏南京"},"acceptedSuites":["'"$1"'"],"maxStaleness":"PT10S"}'
  expect 201
  local id; id=$(field id <<<"$BODY")
  field challenge <<<"$BODY" | unb64url >"$2/challenge"
  { cat "$2/challenge"
    printf 'certificate: sha256:%s\n' "$(openssl x509 -in "$2/leaf.pem" -outform DER | openssl dgst -sha256 -r | cut -c1-64)"
  } >"$2/signed"
  sign "$1" "$2/key.pem" "$2/signed" >"$2/signature"
  call demo-appstore POST "/api/v1/verifications/$id/evidence" \
    '{"kind":"signature","certificate":'"$(quote "$2/leaf.pem")"',"signature":"'"$(b64url <"$2/signature")"'"}'
  expect 200
}

verify() { # SUITE DIR
  step "3. [$1] The app store asks; the body signs; the app store gets a verdict"
  prove "$1" "$2"
  say "what the holder read and signed:"
  sed 's/^/     | /' "$2/signed"
  [ "$(field state <<<"$BODY")" = verified ] || die "not verified: $BODY"
  say "verified; these checks passed:"
  grep -o '"check":"[^"]*","outcome":"passed"' <<<"$BODY" | cut -d'"' -f4 | paste -sd ' ' | fold -s -w 100 |
    sed 's/ *$//; s/^/     /'
}

check() { # SUITE DIR
  step "4. [$1] The receipt is checked without the service's help"
  field receipt <<<"$BODY" >"$2/receipt"
  local payload; payload=$(check_receipt "$2/receipt")
  local challenge; challenge=sha256:$(openssl dgst -sha256 -r "$2/challenge" | cut -c1-64)
  [ "$(field challenge <<<"$payload")" = "$challenge" ] || die "the receipt speaks of another challenge"
  [ "$(field result <<<"$payload")" = verified ] || die "the receipt does not say verified"
  [ "$(field aud <<<"$payload")" = demo-appstore ] || die "the receipt is for somebody else"
  say "signature verifies; it speaks of this challenge, for demo-appstore, as of $(field statusAsOf <<<"$payload")"
  say "log leaf $(field leaf <<<"$payload")"

  step "5. [$1] openssl is asked for its own opinion"
  local said
  said=$(verify_chain "$1" "$2/root.pem" "$2/ca.pem" "$2/leaf.pem") || die "$said"
  sed "s|$2/||; s/^/   openssl verify: /" <<<"$said"
  said=$(ocsp "$1" "$2") || die "$said"
  grep -q ": good" <<<"$said" || die "openssl ocsp: $said"
  grep -q "Response verify OK" <<<"$said" || die "openssl ocsp: $said"
  grep -E 'verify OK|good|Update' <<<"$said" | sed "s|$2/||; s/\t//; s/^/   openssl ocsp: /"
}

revoke() { # SUITE DIR SERIAL
  step "6. [$1] The certificate is revoked by two persons, and everybody knows at once"
  call demo-clerk POST "/api/v1/certificates/$3/revocation" '{"reason":"superseded"}'
  expect 202
  local id; id=$(field revocation <<<"$BODY")
  call demo-reviewer POST "/api/v1/revocations/$id/approval" '{}'
  expect 200
  sleep 1
  # OCSP and verdicts follow within a second.
  sleep 1
  local said; said=$(ocsp "$1" "$2")
  grep -q ": revoked" <<<"$said" || die "openssl ocsp: $said"
  grep -E 'verify OK|revoked|Reason|Revocation' <<<"$said" | sed "s|$2/||; s/\t//; s/^/   openssl ocsp: /"
  prove "$1" "$2"
  [ "$(field state <<<"$BODY")" = rejected ] || die "a revoked certificate was accepted: $BODY"
  grep -q certificateRevoked <<<"$BODY" || die "the verdict does not say why: $BODY"
  say "the body tries again: rejected, $(grep -o '"reasons":\[[^]]*' <<<"$BODY" | head -1 | sed 's/"reasons":\[//; s/"//g; s/,/, /g')"
}

for folder in "${ZHENGYAN_CLIENT_KEYS:-}" zhengyan-data/keys-dev/clients keys-dev/clients "$HERE/../../keys-dev/clients"; do
  [ -f "$folder/demo-clerk.jwk.json" ] && KEYS=$folder && break
done
[ -n "${KEYS:-}" ] || die "the keys of the dev clients were not found; name their folder in ZHENGYAN_CLIENT_KEYS"
call anybody GET /.well-known/oauth-authorization-server
expect 200
ISSUER=$(field issuer <<<"$BODY")
printf 'Zhengyan at %s, issuer %s, %s\n' "$BASE" "$ISSUER" "$(openssl version)"

register
for suite in p256 sm2; do
  mkdir "$WORK/$suite"
  issue "$suite" "$WORK/$suite"
  verify "$suite" "$WORK/$suite"
  check "$suite" "$WORK/$suite"
  revoke "$suite" "$WORK/$suite" "$SERIAL"
done

step "Everything agreed."

#!/usr/bin/env bash
# Checks a receipt in its bundle with nothing of Zhengyan's: bash 4, OpenSSL 3 and coreutils (sed, od, base64).
# Written from src/docs/receipts.md alone; the numbers are its steps.
#
#   verify-receipt.sh BUNDLE ROOT-P256 ROOT-SM2 [OPERATOR]
#
# BUNDLE is what GET …/receipt?form=bundle answered, octet by octet. The roots are PEM and must come from somebody
# you trust, not from the bundle. Exit code: 0 the receipt holds, 1 it does not, 2 the command line is not understood.
set -euo pipefail
export LC_ALL=C

ok() { printf 'ok      %-14s  %s\n' "$1" "${2:-}"; }
die() {
  printf 'FAILED  %-14s  %s\n' "$1" "$2"
  echo "THE RECEIPT DOES NOT HOLD."
  exit 1
}
[ $# -ge 3 ] && [ $# -le 4 ] && [ -r "$1" ] && [ -r "$2" ] && [ -r "$3" ] || {
  sed -n '2,8s/^# \{0,1\}//p' "$0"
  exit 2
}
BUNDLE=$1 ROOT_P256=$2 ROOT_SM2=$3 OPERATOR=${4:-}
SM2_ID=1234567812345678
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cd "$(dirname "$BUNDLE")" && BUNDLE=$PWD/$(basename "$BUNDLE") && cd - >/dev/null
for name in P256 SM2; do
  root=ROOT_$name
  openssl x509 -in "${!root}" -out "$WORK/root-${name,,}.pem" 2>/dev/null || die roots "${!root} is no certificate"
done
cd "$WORK"

# hex FILE: its octets. octets HEX: the other way. sha256 HEX: of the octets, as hex.
hex() { od -An -v -tx1 "$1" | tr -d ' \n'; }
octets() { printf "$(sed 's/../\\x&/g' <<<"$1")"; }
sha256() { octets "$1" | openssl dgst -sha256 -binary | od -An -v -tx1 | tr -d ' \n'; }
# decode TEXT FILE: base64url in its one form.
decode() {
  local text=${1//-/+} back
  text=${text//_//}
  case $((${#text} % 4)) in 2) text+='==' ;; 3) text+='=' ;; esac
  base64 -d <<<"$text" >"$2" 2>/dev/null || return 1
  back=$(encode <"$2")
  [ "$back" = "$1" ]
}
encode() { base64 -w0 | tr '+/' '-_' | tr -d '='; }
# unescape TEXT: a JSON string in which nothing but line breaks is escaped.
unescape() {
  local text=${1//\\n/$'\n'}
  [[ $text != *\\* ]] || return 1
  printf '%s' "$text"
}

# 0. The bundle, in the form in which the service writes it: one line, these members in this order.
[ "$(wc -c <"$BUNDLE")" -le 262144 ] || die form "it is larger than any bundle"
text=$(tr -d '\0' <"$BUNDLE")
[ ${#text} = "$(wc -c <"$BUNDLE")" ] || die form "there is something behind the bundle, or an octet 0 in it"
b64='[A-Za-z0-9_-]+'
form="^\{\"receipt\":\"($b64)\.($b64)\.($b64)\",\"record\":\"($b64)\",\"proof\":\{\"index\":(0|[1-9][0-9]{0,17}),"
form+="\"size\":([1-9][0-9]{0,17}),\"hashes\":\[([A-Za-z0-9_,\"-]*)\]\},\"checkpoint\":\"([^\"]+)\","
form+="\"certificate\":\"([^\"]+)\",\"checkpointCertificates\":\{\"p256\":\"([^\"]+)\",\"sm2\":\"([^\"]+)\"\}\}\$"
[[ $text =~ $form ]] || die form "this is no bundle"
header=${BASH_REMATCH[1]} payload=${BASH_REMATCH[2]} signature=${BASH_REMATCH[3]} record=${BASH_REMATCH[4]}
index=${BASH_REMATCH[5]} size=${BASH_REMATCH[6]} hashes=${BASH_REMATCH[7]} note=${BASH_REMATCH[8]}
receipt_pem=${BASH_REMATCH[9]} p256_pem=${BASH_REMATCH[10]} sm2_pem=${BASH_REMATCH[11]}
decode "$header" header && decode "$payload" payload && decode "$signature" signature && decode "$record" record ||
  die form "a part is not base64url"
ok form "a receipt in its bundle"

# 1. The header.
[[ $(<header) =~ ^\{\"alg\":\"ES256\",\"kid\":\"([A-Za-z0-9_-]{43})\",\"typ\":\"zhengyan-receipt\+jwt\"\}$ ]] ||
  die header "not alg ES256, kid, typ zhengyan-receipt+jwt"
kid=${BASH_REMATCH[1]}
form='^\{"iss":"([^"\\]+)","aud":"([^"\\]+)","iat":([0-9]{1,11}),"jti":"([^"\\]+)","environment":"([a-z]+)",'
form+='"challenge":"(sha256:[0-9a-f]{64})","evidence":"(sha256:[0-9a-f]{64})","verdict":(\{.*\}),'
form+='("statusAsOf":"[^"]*",)?"log":\{"leaf":"([A-Za-z0-9_-]{43})","salt":"([A-Za-z0-9_-]{43})"\}\}$'
[[ $(<payload) =~ $form ]] || die payload "not the claims of a receipt"
aud=${BASH_REMATCH[2]} iat=${BASH_REMATCH[3]} jti=${BASH_REMATCH[4]} environment=${BASH_REMATCH[5]}
challenge=${BASH_REMATCH[6]} evidence=${BASH_REMATCH[7]} verdict=${BASH_REMATCH[8]}
leaf=${BASH_REMATCH[10]} salt=${BASH_REMATCH[11]}
[ "$iat" -le $(($(date +%s) + 300)) ] || die time "it was given in the future"
ok payload "for $aud, $environment, $(date -u -d "@$iat" +%Y-%m-%dT%H:%M:%SZ)"
[ -z "$OPERATOR" ] || [ "$OPERATOR" = "$aud" ] || die operator "it is for $aud"

# certified PEM ROOT NAME TIME TITLE: writes NAME.crt and NAME.pub of a key that the root certified for that title.
certified() {
  local pem first end=$'-----END CERTIFICATE-----\n' subject
  pem=$(unescape "$1" && echo x) || die "$3" "the certificate is no PEM"
  pem=${pem%x}
  first=${pem%%"$end"*}$end
  printf '%s' "$first" >"$3.crt"
  printf '%s' "${pem#"$first"}" >"$3.root"
  cmp -s <(openssl x509 -in "$3.crt" 2>/dev/null) "$3.crt" || die "$3" "the certificate is no PEM"
  cmp -s "$2" "$3.root" || die "$3" "the certificate is not followed by the trusted root"
  openssl verify -no-CApath -no-CAstore -CAfile "$2" -vfyopt "distid:$SM2_ID" -attime "$4" "$3.crt" >/dev/null 2>&1 ||
    openssl verify -no-CApath -no-CAstore -CAfile "$2" -attime "$4" "$3.crt" >/dev/null 2>&1 ||
    die "$3" "the root did not issue the certificate, or it was not valid then"
  subject=$(openssl x509 -in "$3.crt" -noout -subject -nameopt sep_comma_plus,utf8)
  [[ $subject == *" $5" ]] || die "$3" "the certificate is not for $5"
  [[ $(openssl x509 -in "$3.crt" -noout -ext keyUsage,basicConstraints 2>/dev/null) != *CA:TRUE* ]] ||
    die "$3" "the certificate is one of a CA"
  [[ $(openssl x509 -in "$3.crt" -noout -ext keyUsage) == *"Digital Signature"* ]] ||
    die "$3" "the certificate is not for signatures"
  openssl x509 -in "$3.crt" -noout -pubkey >"$3.pub"
  openssl pkey -pubin -in "$3.pub" -outform DER -out "$3.spki"
}

# 2. The key, and 3. the signature: r ‖ s made DER.
certified "$receipt_pem" root-p256.pem receipt "$iat" "Receipts (P-256)"
x=$(tail -c 64 receipt.spki | head -c 32 | encode) y=$(tail -c 32 receipt.spki | encode)
[ "$(printf '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' "$x" "$y" | openssl dgst -sha256 -binary | encode)" = "$kid" ] ||
  die kid "the header names another key"
ok key "$(openssl x509 -in receipt.crt -noout -subject)"
integer() { # of 32 octets
  local n=$1
  while [[ ${#n} -gt 2 && $n == 00* ]]; do n=${n#00}; done
  [[ $n =~ ^[89a-f] ]] && n=00$n
  printf '02%02x%s' $((${#n} / 2)) "$n"
}
raw=$(hex signature)
[ ${#raw} = 128 ] || die signature "not 64 octets"
pair=$(integer "${raw:0:64}")$(integer "${raw:64}")
octets "$(printf '30%02x%s' $((${#pair} / 2)) "$pair")" >signature.der
printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -verify receipt.pub -signature signature.der >/dev/null 2>&1 ||
  die signature "not of this key over this text"
ok signature "ES256"

# 4. The record opens the leaf, and says the same as the receipt.
decode "$salt" salt && decode "$leaf" leaf || die leaf "not base64url"
hash=$(sha256 "00$(cat salt record | openssl dgst -sha256 -binary | od -An -v -tx1 | tr -d ' \n')")
[ "$hash" = "$(hex leaf)" ] || die leaf "salt and record do not give it"
[[ $(<record) =~ ^\{\"members\":\{(.*)\},\"occurredAt\":\"([^\"]+)\",\"subject\":\"([^\"]+)\",\"type\":\"verification\.decided\"\}$ ]] ||
  die record "it is no decided verification"
members=${BASH_REMATCH[1]} occurred=${BASH_REMATCH[2]}
[ "${BASH_REMATCH[3]}" = "$jti" ] || die record "it is of another verification"
[[ $verdict =~ ^\{\"result\":\"(verified|rejected)\" ]] || die verdict "neither verified nor rejected"
result=${BASH_REMATCH[1]}
for each in "\"client\":\"$aud\"" "\"challenge\":\"$challenge\"" "\"evidence\":\"$evidence\"" "\"result\":\"$result\"" \
  "\"verdict\":\"sha256:$(printf '%s' "$verdict" | openssl dgst -sha256 -binary | od -An -v -tx1 | tr -d ' \n')\""; do
  [[ ",$members," == *",$each,"* ]] || die record "it does not say $each"
done
ok record "logged at $occurred"

# 5. The checkpoint: origin, size, root; signatures in both suites.
unescape "$note" >note || die checkpoint "not a signed note"
printf '\n' >>note
form=$'^([^ +\n]+)\n([1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n\n'
form+=$'— ([^ \n]+) ([A-Za-z0-9+/]+=*)\n— ([^ \n]+) ([A-Za-z0-9+/]+=*)\n\n$'
all=$(cat note && echo x)
[[ ${all%x} =~ $form ]] || die checkpoint "not origin, size, root and two signatures"
origin=${BASH_REMATCH[1]} root=${BASH_REMATCH[3]}
[ "${BASH_REMATCH[2]}" = "$size" ] || die checkpoint "the proof is for another size"
[ "${BASH_REMATCH[4]}" = "$origin" ] && [ "${BASH_REMATCH[6]}" = "$origin" ] || die checkpoint "signed under another name"
lines=("${BASH_REMATCH[5]}" "${BASH_REMATCH[7]}")
base64 -d <<<"$root" >root && [ "$(base64 -w0 <root)" = "$root" ] || die checkpoint "the root is not base64"
printf '%s\n%s\n%s\n' "$origin" "$size" "$root" >text
now=$(date +%s)
certified "$p256_pem" root-p256.pem p256 "$now" "Log Checkpoints (P-256)"
certified "$sm2_pem" root-sm2.pem sm2 "$now" "Log Checkpoints (SM2)"
number_p256=$(openssl dgst -sha256 -binary p256.spki | head -c 4 | od -An -v -tx1 | tr -d ' \n')
number_sm2=$({ printf '%s\n\xff1.2.156.10197.1.501' "$origin" && cat sm2.spki; } |
  openssl dgst -sha256 -binary | head -c 4 | od -An -v -tx1 | tr -d ' \n')
signed=
for line in "${lines[@]}"; do
  base64 -d <<<"$line" >line 2>/dev/null && [ "$(base64 -w0 <line)" = "$line" ] || die checkpoint "not base64"
  tail -c +5 line >line.der
  # openssl dgst reads no more of a signature than the longest has, and would not see what stands behind it.
  [ "$(wc -c <line.der)" -gt 1 ] && [ "$(wc -c <line.der)" -eq $((2 + 16#$(hex line.der | cut -c3-4))) ] ||
    die checkpoint "not one signature in a line"
  case $(head -c 4 line | od -An -v -tx1 | tr -d ' \n') in
    "$number_p256")
      openssl dgst -sha256 -verify p256.pub -signature line.der text >/dev/null 2>&1 ||
        die "checkpoint p256" "the signature is not valid"
      signed+=p256 ;;
    "$number_sm2")
      openssl pkeyutl -verify -rawin -digest sm3 -pkeyopt "distid:$SM2_ID" -pubin -inkey sm2.pub -sigfile line.der \
        -in text >/dev/null 2>&1 || die "checkpoint sm2" "the signature is not valid"
      signed+=sm2 ;;
    *) die checkpoint "signed by a key that is not certified" ;;
  esac
done
[ "$signed" = p256sm2 ] || [ "$signed" = sm2p256 ] || die checkpoint "not signed in both suites"
ok checkpoint "$origin, $size leaves, P-256 and SM2"

# 6. The inclusion proof, RFC 9162 section 2.1.3.2.
[[ -z $hashes || $hashes =~ ^\"[A-Za-z0-9_-]{43}\"(,\"[A-Za-z0-9_-]{43}\"){0,62}$ ]] || die inclusion "not hashes"
[ "$index" -lt "$size" ] || die inclusion "the index is beyond the size"
node=$index last=$((size - 1))
for each in ${hashes//[\",]/ }; do
  decode "$each" sibling || die inclusion "a hash is not base64url"
  sibling=$(hex sibling)
  [ $last -ne 0 ] || die inclusion "there are too many hashes"
  if ((node % 2 == 1 || node == last)); then
    hash=$(sha256 "01$sibling$hash")
    while ((node % 2 == 0 && node != 0)); do node=$((node >> 1)) last=$((last >> 1)); done
  else
    hash=$(sha256 "01$hash$sibling")
  fi
  node=$((node >> 1)) last=$((last >> 1))
done
[ $last -eq 0 ] && [ "$hash" = "$(hex root)" ] || die inclusion "the proof does not lead to the checkpoint's root"
ok inclusion "leaf $index of $size"
echo "The receipt holds. It says: $result; for $aud, verification $jti"

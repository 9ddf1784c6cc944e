#!/bin/sh
# Makes the files of this directory with openssl alone; the keys are made for it and thrown away.
set -eu
cd "$(dirname "$0")"
keys=$(mktemp -d); trap 'rm -r "$keys"' EXIT
new() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$keys/$1.key"; }
leaf() {
  new "$1"
  openssl req -new -key "$keys/$1.key" -subj '/C=CN/O=Test/organizationIdentifier=11100000000013338W/CN=Test' |
    openssl x509 -req -CA "$keys/ca.pem" -CAkey "$keys/ca.key" -set_serial "$2" -days 20000 \
      -extfile extensions.cnf -out "$keys/$1.pem"
}
printf 'ZHENGYAN VERIFICATION 1\n' > content.txt
printf '%s\n' 'keyUsage=critical,digitalSignature,nonRepudiation' 'subjectKeyIdentifier=hash' \
  'authorityKeyIdentifier=keyid:always' > extensions.cnf
new ca
openssl req -x509 -new -key "$keys/ca.key" -subj '/C=CN/O=Test/CN=CA' -days 20000 \
  -addext keyUsage=critical,keyCertSign,cRLSign -out "$keys/ca.pem"
leaf signer 0x5000000000000001
leaf second 0x5000000000000002
sign() {
  out=$1; shift
  openssl cms -sign -binary -in content.txt -signer "$keys/signer.pem" -inkey "$keys/signer.key" \
    -outform DER -out "$out" "$@"
}
sign cades.der -cades
sign cades-chain.der -cades -certfile "$keys/ca.pem"
sign cades-keyid.der -cades -keyid
sign refused-no-certificate-hash.der
sign refused-attached.der -cades -nodetach
sign refused-streamed.der -cades -nodetach -stream
sign refused-no-attributes.der -noattr
sign refused-no-certificate.der -cades -nocerts
sign refused-sha384.der -cades -md sha384
sign refused-two-signers.der -cades -signer "$keys/second.pem" -inkey "$keys/second.key"
openssl x509 -in "$keys/signer.pem" -outform DER -out signer.cer
rm extensions.cnf

#!/usr/bin/env bash
# Makes passwords and a self-signed certificate in docker/secrets, to try the installation with. What is
# there is kept. The password of the key stores comes from the key ceremony: put it into keys-password.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# The nodes read the files as an ordinary user; the folder is closed to others on this machine.
install -d -m 0700 secrets
make() { [ -s "secrets/$1" ] || { cat >"secrets/$1" && chmod 0444 "secrets/$1"; }; }
openssl rand -hex 24 | tr -d '\n' | make spring.datasource.password
openssl rand -hex 24 | tr -d '\n' | make redis-password
printf 'redis://:%s@redis:6379' "$(cat secrets/redis-password)" | make zhengyan.redis-url
if [ ! -s secrets/tls-key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout secrets/tls-key -out secrets/tls-certificate 2>/dev/null
fi
[ -s secrets/keys-password ] || echo "put the password of the key stores into docker/secrets/keys-password"

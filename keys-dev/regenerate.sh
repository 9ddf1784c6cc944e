#!/usr/bin/env bash
# Makes new development keys in place of those here; "regenerate.sh missing" makes only those that are
# not here yet. Build the jar first: mvn package
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# The build finds a JDK 25 beside the machine's default one, and so does this.
for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/*jdk*25*; do
  if "$home/bin/java" -version 2>&1 | grep -q 'version "2[5-9]'; then
    exec "$home/bin/java" -jar "$here/../target/zhengyan.jar" dev-keys "$here" "$@"
  fi
done
echo "Java 25 is needed: set JAVA_HOME" >&2
exit 1

#!/usr/bin/env bash
# Makes new development keys in place of those here; "regenerate.sh missing" makes only those that are
# not here yet. Build the jar first: mvn package
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
exec "$java" -jar "$here/../target/zhengyan.jar" dev-keys "$here" "$@"

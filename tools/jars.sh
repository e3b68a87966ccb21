#!/usr/bin/env bash
# Makes .build/jars (Delta Lake, and lakehouse-local.jar from local/cluster/java) and .build/cds/spark.jsa (the class
# archive that halves Spark's start). Each step is skipped while what it was made from is unchanged.
set -euo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-.build/venv/bin/python}"
jars=.build/jars
archive=.build/cds/spark.jsa
sources=local/cluster/java

fail() {
  echo "jars: $*" >&2
  exit 1
}

command -v javac > /dev/null || fail 'no javac on PATH: install a Java 17 or 21 development kit (JDK)'
command -v mvn > /dev/null || fail 'no mvn on PATH: install Apache Maven 3.8 or later'
[ -x "$python" ] || fail "no Python environment at $python: run \`make setup\`"
java_major="$(javac -version 2>&1 | sed -E 's/^javac ([0-9]+).*/\1/')"
[ "$java_major" -ge 17 ] || fail "Java must be 17 or later, got: $(javac -version 2>&1)"

spark_jars="$("$python" -c 'import importlib.util as u; print(u.find_spec("pyspark").submodule_search_locations[0])')/jars"
mkdir -p "$jars" "$(dirname "$archive")"

# One step: `step <name> <fingerprint of its inputs> <output> <command>`.
step() {
  local name="$1" fingerprint="$2" output="$3"
  shift 3
  local stamp="$jars/.$name.stamp"
  if [ -e "$output" ] && [ "$(cat "$stamp" 2> /dev/null)" = "$fingerprint" ]; then
    return
  fi
  local started=$SECONDS
  rm -f "$stamp"
  "$@"
  echo "$fingerprint" > "$stamp"
  echo "jars: $name made in $((SECONDS - started)) s"
}

fingerprint() {
  cat "$@" | cksum | tr " " -
}

delta() {
  echo 'jars: fetching Delta Lake by Maven'
  rm -f "$jars"/delta-*.jar
  mvn -q -B -f tools/pom.xml dependency:copy-dependencies -DoutputDirectory="$PWD/$jars" > "$jars/.maven.log" 2>&1 ||
    fail "Maven could not fetch Delta Lake: $(grep -m 1 ERROR "$jars/.maven.log" || tail -n 1 "$jars/.maven.log")"
}

lakehouse_local() {
  echo 'jars: compiling local/cluster/java'
  local classes
  classes="$(mktemp -d)"
  find "$sources" -name '*.java' -print0 |
    xargs -0 javac -nowarn -Xlint:-options -XDsuppressNotes --release 17 -cp "$spark_jars/*:$jars/*" -d "$classes"
  cp -R "$sources/META-INF" "$classes/"
  # Always the same bytes from the same sources: the class archive is tied to them.
  jar --create --file "$jars/lakehouse-local.jar.new" --date=2000-01-01T00:00:00Z -C "$classes" .
  mv "$jars/lakehouse-local.jar.new" "$jars/lakehouse-local.jar"
  rm -rf "$classes"
}

class_archive() {
  echo 'jars: making the class archive (half a minute)'
  rm -f "$archive"
  PYTHONPATH=local "$python" -m cluster.class_archive "$PWD/$archive" > "$jars/.archive.log" 2>&1 ||
    fail "the class archive was not made, see $jars/.archive.log: $(grep -E '^[A-Za-z_.]+(Error|Exception)' "$jars/.archive.log" | tail -n 1)"
  [ -s "$archive" ] || fail "Java wrote no class archive, see $jars/.archive.log"
}

java_build="$(java -version 2>&1)"
step delta "$(fingerprint tools/pom.xml)" "$jars/delta-storage-4.4.0.jar" delta
step lakehouse-local "$(find "$sources" -type f | LC_ALL=C sort | xargs cat | cksum | tr " " -)-$java_major" \
  "$jars/lakehouse-local.jar" lakehouse_local
# The archive is void when a jar on the class path, or Java itself, is another than when it was made.
step class-archive "$(ls -l "$jars"/delta-*.jar "$spark_jars" | cksum | tr " " -)-$(echo "$java_build" | cksum | tr " " -)" \
  "$archive" class_archive

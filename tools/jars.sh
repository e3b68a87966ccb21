#!/usr/bin/env bash
# Makes what the Java side of the local workspace needs. A step is skipped while its inputs are unchanged.
#   delta-lake        .build/jars/delta-*.jar, by Maven
#   lakehouse-local   .build/jars/lakehouse-local.jar, from local/cluster/java
#   class-archive     .build/cds/spark.jsa, the class archive that halves Spark's start
# usage: tools/jars.sh [--check] STEP...
# --check makes nothing: the exit code is 1 when a step is out of date.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.build/venv/bin/python
jars=.build/jars
archive=.build/cds/spark.jsa
sources=local/cluster/java

fail() {
  echo "jars: $*" >&2
  exit 1
}

# Of the same bytes as Python's site-packages, without starting Python.
spark_jars() {
  local folder
  for folder in .build/venv/lib/python3*/site-packages/pyspark/jars; do
    [ -d "$folder" ] || fail "pyspark: the jars are missing, got no $folder. Run \`make setup\`"
    echo "$folder"
    return
  done
}

fingerprint() {
  cksum | tr ' ' -
}

delta_lake_inputs() {
  fingerprint <tools/pom.xml
}

delta_lake() {
  rm -f "$jars"/delta-*.jar
  mvn -q -B -f tools/pom.xml dependency:copy-dependencies -DoutputDirectory="$PWD/$jars" >"$jars/.maven.log" 2>&1 ||
    fail "Maven could not fetch Delta Lake: $(grep -m 1 ERROR "$jars/.maven.log" || tail -n 1 "$jars/.maven.log")"
}

lakehouse_local_inputs() {
  find "$sources" -type f | LC_ALL=C sort | xargs cat | fingerprint
}

lakehouse_local() {
  local classes class_path
  classes="$(mktemp -d)"
  class_path="$(spark_jars)/*:$jars/*"
  find "$sources" -name '*.java' -print0 |
    xargs -0 javac -nowarn -Xlint:-options -XDsuppressNotes -XDignore.symbol.file --release 17 -cp "$class_path" -d "$classes"
  cp -R "$sources/META-INF" "$classes/"
  # the same sources give the same bytes
  jar --create --file "$jars/lakehouse-local.jar.new" --date=2000-01-01T00:00:00Z -C "$classes" .
  mv "$jars/lakehouse-local.jar.new" "$jars/lakehouse-local.jar"
  rm -rf "$classes"
}

# Java ignores an archive that was made by another Java, or with other jars on the class path.
class_archive_inputs() {
  local folder
  folder="$(spark_jars)"
  { ls -l "$jars"/delta-*.jar "$folder"; java -version 2>&1; cat local/cluster/spark/class_archive.py; } | fingerprint
}

class_archive() {
  local made="$archive.$$"
  mkdir -p "$(dirname "$archive")"
  # expanded now: the variable does not exist any more when the script ends
  trap "rm -f '$made'" EXIT
  PYTHONPATH=local "$python" -m cluster.spark.class_archive "$PWD/$made" >"$jars/.archive.log" 2>&1 ||
    fail "the class archive was not made, see $jars/.archive.log: $(grep -E '^[A-Za-z_.]+(Error|Exception)' "$jars/.archive.log" | tail -n 1)"
  [ -s "$made" ] || fail "Java wrote no class archive, see $jars/.archive.log"
  mv "$made" "$archive"
}

# step NAME OUTPUT: makes it with the function of its name, unless the output is of the present inputs
step() {
  local name="$1" output="$2" function inputs stamp="$jars/.$1.stamp" started=$SECONDS
  function="$(echo "$name" | tr - _)"
  inputs="$("${function}_inputs")"
  if [ -e "$output" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$inputs" ]; then return; fi
  if [ "$check" = yes ]; then exit 1; fi
  rm -f "$stamp"
  "$function"
  echo "$inputs" >"$stamp"
  echo "jars: $name made in $((SECONDS - started)) s"
}

check=no
if [ "${1:-}" = --check ]; then check=yes; shift; fi
mkdir -p "$jars"
for name in "$@"; do
  case $name in
    delta-lake) step "$name" "$jars/delta-storage-4.4.0.jar" ;;
    lakehouse-local) step "$name" "$jars/lakehouse-local.jar" ;;
    class-archive) step "$name" "$archive" ;;
    *) fail "the step is not known, got $name. Use delta-lake, lakehouse-local or class-archive" ;;
  esac
done

"""Where set-up (tools/jars.sh) leaves what the Java side needs."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JARS = ROOT / ".build" / "jars"
CDS_ARCHIVE = ROOT / ".build" / "cds" / "spark.jsa"


class SetUpMissing(RuntimeError):
    """The jars are not there: set-up did not run, or did not end."""


def class_path() -> list[Path]:
    """The jars that stand before pyspark's own, in a fixed order (the class archive depends on it)."""
    jars = sorted(JARS.glob("*.jar"))
    if not any(jar.name.startswith("delta-spark") for jar in jars):
        raise SetUpMissing(f"no Delta jars in {JARS}: run `make setup`")
    return jars

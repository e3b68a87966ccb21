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
    names = [jar.name for jar in jars]
    for needed in ("delta-spark", "delta-storage", "lakehouse-local"):
        if not any(name.startswith(needed) for name in names):
            raise SetUpMissing(f"no {needed} jar in {JARS}: run `make setup`")
    return jars

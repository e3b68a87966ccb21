"""Where set-up (tools/jars.sh) leaves what the Java side needs."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
JARS = ROOT / ".build" / "jars"
CDS_ARCHIVE = ROOT / ".build" / "cds" / "spark.jsa"


class SetUpMissing(RuntimeError):
    """The jars are not there: set-up did not run, or did not end."""


def delta_jars() -> list[Path]:
    """Delta Lake's jars, in a fixed order: the class archive is of one class path."""
    return [_jar("delta-spark*.jar"), _jar("delta-storage*.jar")]


def own_jar() -> Path:
    """The jar of local/cluster/java."""
    return _jar("lakehouse-local.jar")


def _jar(pattern: str) -> Path:
    found = sorted(JARS.glob(pattern))
    if not found:
        raise SetUpMissing(f"no {pattern} in {JARS}: run `make setup`")
    return found[-1]

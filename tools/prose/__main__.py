"""Checks the language of the repository: `python -m prose [--update] [--all] [path ...]`.

Compares the findings of each file with `baseline.json`, which has the number of findings that a
file had when the check was introduced. More than that fails. Fewer fails as well, until `--update`
writes the lower number: so the number only ever falls. `--all` lists every finding.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from prose.rules import Finding, all_rules
from prose.texts import SUFFIXES, texts

ROOT = Path(__file__).resolve().parents[2]
BASELINE = Path(__file__).with_name("baseline.json")
# Generated from other sources, or about the words themselves.
LEFT_OUT = ("tools/prose/", "test/tools/prose/", "docs/contributing/language.md")


def files(paths: list[str]) -> list[Path]:
    """Returns the tracked files with prose below the paths, relative to the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = [Path(line) for line in done.stdout.splitlines()]
    return [
        name
        for name in names
        if name.suffix in SUFFIXES
        and not name.as_posix().startswith(LEFT_OUT)
        and (ROOT / name).is_file()
    ]


def findings(path: Path) -> list[Finding]:
    """Returns the findings of one file, by line."""
    rules = all_rules()
    found = [each for text in texts(ROOT / path) for rule in rules for each in rule(text)]
    return sorted(found, key=lambda each: each.line)


def main(argv: list[str]) -> int:
    """Returns the exit code: 0 when no file has other findings than the baseline allows."""
    parser = argparse.ArgumentParser(prog="prose", description="Checks the language guide.")
    parser.add_argument("paths", nargs="*", help="files or folders (default: the repository)")
    parser.add_argument("--update", action="store_true", help="write lower numbers to the baseline")
    parser.add_argument("--all", action="store_true", help="list every finding and exit with 0")
    options = parser.parse_args(argv)

    baseline: dict[str, int] = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    counts = dict(baseline)
    failed = False
    checked = files(options.paths)
    for path in checked:
        name = path.as_posix()
        found = findings(path)
        allowed = baseline.get(name, 0)
        counts[name] = len(found)
        if options.all or len(found) > allowed:
            for each in found:
                print(f"{name}:{each.line}: {each.rule}: {each.message}")
        if options.all:
            continue
        if len(found) > allowed:
            print(f"{name}: {len(found)} findings, {allowed} allowed. Reword the new text.")
            failed = True
        elif len(found) < allowed and not options.update:
            print(f"{name}: {len(found)} findings, {allowed} in the baseline. Run with --update.")
            failed = True
    if options.update:
        kept = {name: count for name, count in counts.items() if count and (ROOT / name).exists()}
        lower = {
            name: min(count, baseline.get(name, count if not baseline else 0))
            for name, count in kept.items()
        }
        BASELINE.write_text(json.dumps(dict(sorted(lower.items())), indent=2) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

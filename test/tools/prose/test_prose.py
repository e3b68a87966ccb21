"""The language check: which texts it reads, what it reports, and how the baseline falls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from prose import __main__ as prose
from prose.rules import all_rules
from prose.texts import Text, texts


def found(kind: str, content: str) -> list[str]:
    return [each.rule for rule in all_rules() for each in rule(Text(1, kind, content))]


def read(path: Path, source: str) -> list[tuple[int, str, str]]:
    path.write_text(source)
    return [(each.line, each.kind, each.content) for each in texts(path)]


@pytest.mark.parametrize("opening", ["What a batch does.", "Whether it is on.", "Lets it run."])
def test_a_doc_comment_opens_with_a_noun_or_a_verb(opening: str):
    assert found("doc", opening) == ["doc-opening"]
    assert found("comment", opening) == []


def test_a_verb_in_the_third_person_passes():
    assert found("doc", "Returns the tables that hold personal data.") == []


def test_a_forced_error_is_found_in_strings_only():
    assert found("string", "days must be from 1 to 9, got: 0") == ["error-form"]
    assert found("string", "days: not from 1 to 9, got 0. Use a whole number") == []


@pytest.mark.parametrize("kind", ["doc", "comment", "string", "markdown"])
def test_a_listed_word_is_found_in_every_kind_of_text(kind: str):
    assert found(kind, "The table is computed anew.") == ["word"]
    assert found(kind, "A renewed table.") == []


def test_a_long_sentence_is_found_across_lines():
    assert found("markdown", "one two three\n" * 20) == ["sentence-length"]
    assert found("markdown", "one two three.\n" * 20) == []


def test_markdown_code_and_links_are_not_prose(tmp_path: Path):
    source = "Use `anew` here,\nand [this](anew.md).\n\n```\nanew\n```\nEnd.\n"
    assert [line for line, *_ in read(tmp_path / "a.md", source)] == [1, 7]
    assert found("markdown", read(tmp_path / "a.md", source)[0][2]) == []


def test_a_statement_in_triple_quotes_is_no_docstring(tmp_path: Path):
    source = '"""A module."""\n\nrun(\n    """\n    select a from b\n    """\n)\n'
    kinds = [kind for _, kind, _ in read(tmp_path / "a.py", source)]
    assert kinds == ["doc", "string"]


def test_typescript_comments_and_sentences(tmp_path: Path):
    source = (
        "/** Grants of a table. */\nconst key = 'one-word';\n"
        "// first line\n// second line\nthrow new Error('no table of that name');\n"
    )
    assert read(tmp_path / "a.ts", source) == [
        (1, "doc", "Grants of a table."),
        (3, "comment", "first line\nsecond line"),
        (5, "string", "no table of that name"),
    ]


def test_python_docstrings_and_the_header_of_sql(tmp_path: Path):
    assert read(tmp_path / "a.py", 'def f():\n    """Returns one."""\n') == [
        (2, "doc", "Returns one.")
    ]
    assert read(tmp_path / "a.sql", "-- one row per call\nselect 1 -- why\n") == [
        (1, "doc", "one row per call"),
        (2, "comment", "why"),
    ]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.md").write_text("Computed anew.\n\nAnd anew.\n")
    monkeypatch.setattr(prose, "ROOT", tmp_path)
    monkeypatch.setattr(prose, "BASELINE", tmp_path / "baseline.json")
    monkeypatch.setattr(prose, "files", lambda paths: [Path("a.md")])
    return tmp_path


def test_more_findings_than_the_baseline_fail(repository: Path, capsys: pytest.CaptureFixture[str]):
    (repository / "baseline.json").write_text('{"a.md": 1}')
    assert prose.main([]) == 1
    assert "a.md: 2 findings, 1 allowed" in capsys.readouterr().out


def test_the_baseline_only_falls(repository: Path):
    baseline = repository / "baseline.json"
    baseline.write_text('{"a.md": 3}')
    assert prose.main([]) == 1
    assert prose.main(["--update"]) == 0
    assert json.loads(baseline.read_text()) == {"a.md": 2}
    (repository / "a.md").write_text("anew\n\nanew\n\nanew\n")
    assert prose.main(["--update"]) == 1
    assert json.loads(baseline.read_text()) == {"a.md": 2}


def test_a_file_without_findings_leaves_the_baseline(repository: Path):
    (repository / "baseline.json").write_text('{"a.md": 2}')
    (repository / "a.md").write_text("Computed again.\n")
    assert prose.main(["--update"]) == 0
    assert json.loads((repository / "baseline.json").read_text()) == {}

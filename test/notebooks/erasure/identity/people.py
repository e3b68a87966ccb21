"""A person, spellings that are the person's, and neighbours whose spellings only look like them."""

from __future__ import annotations

import html
import json
import unicodedata
from urllib.parse import quote

from hypothesis import strategies as st
from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.identity.verification import (
    ADDRESS,
    ID,
    NAME,
    TOKEN,
    Fingerprints,
    fingerprint,
)

ZOE = "zoé.lee@bücher.example"
PERSON = Person(
    "forgotten-0",
    {"pp_zoe/7": "forgotten-1", "zoe": "forgotten-2"},
    frozenset({ZOE}),
    frozenset({("zoé",), ("zoé", "lee")}),
)
KEY = "a key of the test"
FINGERPRINTS = Fingerprints(
    KEY,
    frozenset(
        (kind, fingerprint(KEY, kind, value))
        for kind, value in (
            (ID, "zoe"),
            (ID, "pp_zoe/7"),
            (TOKEN, "pp_zoe/7"),
            (ADDRESS, ZOE),
            (f"{NAME}2", "zoé lee"),
        )
    ),
)

_SAME_ADDRESS = (
    ZOE,
    ZOE.upper(),
    "Zoé.Lee@BÜCHER.example",
    unicodedata.normalize("NFD", ZOE),
    "zoé.lee@xn--bcher-kva.example",
    '"zoé.lee"@bücher.example',
    "zoé.lee @ bücher.example",
    "zoé.lee(work)@(home) bücher.example",
    f"{ZOE}.",
)
_SAME_ID = ("pp_zoe/7", " pp_zoe/7 ", "\u00a0pp_zoe/7", "\u200bpp_zoe/7\ufeff")
_SAME_NAME = ("Zoé Lee", "ZOÉ  LEE", "Zoé-Lee", unicodedata.normalize("NFD", "Zoé Lee"))

_WRAPS = (
    "{}",
    "  {} ",
    "<{}>",
    "mailto:{}",
    "Z. L. <{}>",
    "bob@y.example, {}",
    "{}; Bob <bob@y.example>",
    "bob@y.example\n{}",
    "({})",
    "'{}'",
    "“{}”",
    "https://crm.example/?email={}&x=1",
    "see {}, please",
    '"Lee, Z." <{}>',
)

OTHER_ADDRESSES = st.one_of(
    st.text("abz_+-0é", min_size=1, max_size=4).map(lambda p: f"{p}{ZOE}"),
    st.text("abz_-0é", min_size=1, max_size=4).map(lambda s: ZOE.replace("@", f"{s}@")),
    st.text("abz0é", min_size=1, max_size=4).map(lambda s: f"{ZOE}{s}"),
    st.text("abz0é", min_size=1, max_size=4).map(lambda s: f"{ZOE}.{s}"),
    st.text("abz0é", min_size=1, max_size=4).map(lambda p: ZOE.replace("@", f"@{p}")),
    st.sampled_from(
        (
            "zoé.lee+sales@bücher.example",
            "zoélee@bücher.example",
            "zoe.lee@bücher.example",
            "zoé.lee@bucher.example",
            "oé.lee@bücher.example",
            "zoé.le@bücher.example",
            # full-width, Cyrillic, Greek
            "\uff5aoé.lee@bücher.example",
            "zоé.lee@bücher.example",
            "zoé.lεe@bücher.example",
            "zoé.lee@bücher.exаmple",
            "o'zoé.lee@bücher.example",
        )
    ),
).filter(lambda one: not one.startswith("_" + ZOE) or not one.endswith("_"))
OTHER_IDS = st.one_of(
    st.text("pz_-/7.", min_size=1, max_size=3).map(lambda p: f"{p}pp_zoe/7"),
    st.text("pz_-/7", min_size=1, max_size=3).map(lambda s: f"pp_zoe/7{s}"),
    st.sampled_from(("PP_ZOE/7", "pp_zoe", "pp_zoé/7", "\uff50p_zoe/7", "pp_zоe/7", "zo", "Zoe")),
    # an invisible character and a combining mark, which silver keeps
    st.sampled_from(("pp_zoe/7\u200d", "pp_zoe/7\u0301", "\u2060zoe", "zoe\x1c")),
)
OTHER_NAMES = st.sampled_from(
    ("Zoé", "Lee", "Zoé Leeds", "Azoé Lee", "Zoe Lee", "Lee Zoé", "Zoé K. Lee", "zoé@x Bo Lee")
)


def _escaped(text: str, how: int) -> str:
    """A string of JSON, as different writers escape it."""
    if how == 0:
        return json.dumps(text, ensure_ascii=False)
    if how == 1:
        return json.dumps(text).replace("/", "\\/")
    codes = memoryview(text.encode("utf-16-be")).cast("B").hex()
    return '"' + "".join(f"\\u{codes[at : at + 4].upper()}" for at in range(0, len(codes), 4)) + '"'


def document(values: dict[str, str], how: int, nested: bool) -> str:
    """A document that has the values, by field name."""
    members = ", ".join(f"{_escaped(k, how)}: {_escaped(v, how)}" for k, v in values.items())
    inner = f'{{"call": {{"call_id": "c1", "participants": [{{{members}}}]}}}}'
    return json.dumps({"event": inner}) if nested else inner


_HOWS = {"how": st.integers(0, 2), "nested": st.booleans()}
_FIELDS_OF_TEXT = st.sampled_from(("text", "title", "crm_note", "source_flag"))

THEIRS = st.one_of(
    st.tuples(
        st.sampled_from(("email", "manager_email", "text", "crm_note")),
        st.builds(str.format, st.sampled_from(_WRAPS), st.sampled_from(_SAME_ADDRESS[:-1])),
    ),
    st.tuples(st.just("email"), st.sampled_from(_SAME_ADDRESS)),
    st.tuples(
        st.sampled_from(("participant_id", "account_id", "crm_contact")),
        st.sampled_from(_SAME_ID),
    ),
    st.tuples(
        st.sampled_from(("speaker_id", "rep_id")), st.sampled_from(("zoe", "\u2007zoe\u200b"))
    ),
    st.tuples(_FIELDS_OF_TEXT, st.just("see https://crm.example/people/pp_zoe%2F7/calls")),
    st.tuples(_FIELDS_OF_TEXT, st.just(f"mail to {quote(quote(ZOE))}")),
    st.tuples(_FIELDS_OF_TEXT, st.sampled_from(_SAME_NAME).map("I met {}, too".format)),
    st.tuples(_FIELDS_OF_TEXT, st.just("about pp_zoe/7.")),
    st.tuples(_FIELDS_OF_TEXT, st.just(f"mail to {quote(ZOE)}")),
    st.tuples(_FIELDS_OF_TEXT, st.just(html.escape(f"<{ZOE}>").replace("@", "&#64;"))),
)
OTHERS = st.one_of(
    st.tuples(st.sampled_from(("email", "manager_email")), OTHER_ADDRESSES),
    st.tuples(_FIELDS_OF_TEXT, OTHER_ADDRESSES.map("mail {} now".format)),
    st.tuples(st.sampled_from(("participant_id", "account_id", "rep_id")), OTHER_IDS),
    st.tuples(_FIELDS_OF_TEXT, OTHER_IDS.map("about {} again".format)),
    st.tuples(st.sampled_from(("name", "text")), OTHER_NAMES),
    st.tuples(st.sampled_from(("call_id", "role", "deal_id")), st.just("zoe")),
    st.tuples(_FIELDS_OF_TEXT, st.text(max_size=30)),
)

DOCUMENTS = st.fixed_dictionaries(_HOWS)

"""Values that look like a person's and are not: for the report of what is excluded."""

from __future__ import annotations

import unicodedata

_LOOK_ALIKE = str.maketrans(
    "авсеhіјкӏмпорԛѕтυхуѡαβεηικνορτχ",
    "abcehijklmnopqstuxywabenikvoptx",
)
"""Letters of Cyrillic and Greek that look like Latin ones (Unicode TR 39, confusables.txt)."""


def similar_address(address: str, own: str) -> bool:
    """True if another address may be taken for one of the person's."""
    if address == own:
        return False
    other, mine = skeleton(address), skeleton(own)
    local, _, domain = other.partition("@")
    own_local, _, own_domain = mine.partition("@")
    if domain == own_domain:
        return (
            own_local in local
            or (len(local) > 2 and local in own_local)
            or _plain(local) == _plain(own_local)
        )
    return local == own_local or mine in other or other in mine


def similar_id(one: str, own: str) -> bool:
    """True if another id may be taken for one of the person's."""
    if one == own or not one:
        return False
    other, mine = skeleton(one), skeleton(own)
    return mine in other or other in mine


def skeleton(text: str) -> str:
    """A text as it looks: width, accents, case and script set aside."""
    wide = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in wide if not unicodedata.combining(c)).translate(_LOOK_ALIKE)


def _plain(local: str) -> str:
    return local.partition("+")[0].replace(".", "")

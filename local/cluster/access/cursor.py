"""A cursor over the tokens of a statement, to read its fixed parts with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cluster.access.keywords import spark_keywords
from cluster.access.lexer import Token, TokenKind
from cluster.access.refused import StatementRefused, syntax_error

_OPENING, _CLOSING = ("(", "["), (")", "]")


class Cursor:
    """Tokens, and how far they have been read."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    @property
    def at_end(self) -> bool:
        """Returns true at the end."""
        return self.position >= len(self.tokens)

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or one after it."""
        index = self.position + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def next(self) -> Token:
        """Read one token."""
        token = self.peek()
        if token is None:
            raise syntax_error("the statement ends too early")
        self.position += 1
        return token

    def is_words(self, *words: str) -> bool:
        """Returns true if these keywords come next."""
        return all(
            (token := self.peek(ahead)) is not None and token.upper == word
            for ahead, word in enumerate(words)
        )

    def skip_words(self, *words: str) -> bool:
        """Read these keywords where they come next, and say whether they did."""
        if not self.is_words(*words):
            return False
        self.position += len(words)
        return True

    def skip_any(self, *words: str) -> str:
        """Read one keyword out of several; empty where none of them comes next."""
        return next((word for word in words if self.skip_words(word)), "")

    def is_symbol(self, *symbols: str) -> bool:
        """Returns true if one of these signs comes next."""
        token = self.peek()
        return token is not None and token.is_symbol(*symbols)

    def skip_symbol(self, symbol: str) -> bool:
        """Read this sign where it comes next, and say whether it did."""
        found = self.is_symbol(symbol)
        self.position += found
        return found

    def expect_words(self, *words: str) -> None:
        """Read these keywords, or refuse the statement."""
        if not self.skip_words(*words):
            raise self.unexpected(" ".join(words))

    def expect_symbol(self, symbol: str) -> None:
        """Read this sign, or refuse the statement."""
        if not self.skip_symbol(symbol):
            raise self.unexpected(f"`{symbol}`")

    def expect_end(self) -> None:
        """Refuse a statement that goes on."""
        if not self.at_end:
            raise self.unexpected("the end of the statement")

    def object_name(self) -> tuple[str, ...]:
        """Read the name of a table, a schema or a function.

        A keyword that stands for a name alone goes in backquotes: `INSERT INTO table values ...`
        could be read in two ways.
        """
        token, following = self.peek(), self.peek(1)
        is_alone = following is None or not following.is_symbol(".")
        keyword = token.upper.lower() if token is not None and is_alone else ""
        if keyword in spark_keywords() and keyword != "default":
            raise syntax_error(f"`{token}` is a keyword; as a name it goes in backquotes")
        return self.name()

    def name(self) -> tuple[str, ...]:
        """Read a name of one or more parts."""
        parts = [self.name_part()]
        while self.skip_symbol("."):
            parts.append(self.name_part())
        return tuple(parts)

    def name_part(self) -> str:
        """Read one part of a name."""
        token = self.peek()
        if token is None or not token.is_name:
            raise self.unexpected("a name")
        self.position += 1
        return token.text

    def string(self) -> Token:
        """Read a string literal, of one piece or of several that stand side by side."""
        first = self.peek()
        if first is None or first.kind is not TokenKind.STRING:
            raise self.unexpected("a string literal")
        self.position += 1
        while (more := self.peek()) is not None and more.kind is TokenKind.STRING:
            first = Token(TokenKind.STRING, f"{first.text}''{more.text}", first.start, more.end)
            self.position += 1
        return first

    def in_parentheses(self) -> list[Token]:
        """Read a parenthesis with all in it; the tokens between its two signs."""
        if not self.is_symbol("("):
            raise self.unexpected("`(`")
        start = self.position + 1
        depth = 0
        for index in range(self.position, len(self.tokens)):
            depth += self.tokens[index].is_symbol(*_OPENING)
            depth -= self.tokens[index].is_symbol(*_CLOSING)
            if depth == 0:
                self.position = index + 1
                return self.tokens[start:index]
        raise syntax_error("a parenthesis is not closed")

    def rest(self) -> list[Token]:
        """Read all that is left."""
        rest = self.tokens[self.position :]
        self.position = len(self.tokens)
        return rest

    def until(self, is_end: Callable[[Token], bool]) -> list[Token]:
        """Read up to a token outside of all parentheses, or to the end."""
        start, depth = self.position, 0
        while (token := self.peek()) is not None:
            if depth == 0 and is_end(token):
                break
            depth += token.is_symbol(*_OPENING) - token.is_symbol(*_CLOSING)
            self.position += 1
        return self.tokens[start : self.position]

    def unexpected(self, wanted: str) -> StatementRefused:
        """The refusal of what comes next."""
        token = self.peek()
        found = "the end of the statement" if token is None else f"`{token}`"
        return syntax_error(f"expected {wanted}, found {found}")


def split_commas(tokens: list[Token]) -> Iterator[list[Token]]:
    """The parts of a list, cut at the commas outside of all parentheses."""
    cursor = Cursor(tokens)
    while not cursor.at_end:
        yield cursor.until(lambda token: token.is_symbol(","))
        cursor.skip_symbol(",")

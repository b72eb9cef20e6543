"""What a name may be, whoever gives it."""

import pytest

from scoreline.errors import ConfigurationError
from scoreline.names import is_name, require_address, require_name


@pytest.mark.parametrize("text", ["anna", "Bod\u00f8/Glimt", "a b", "x" * 10])
def test_a_name_is_what_can_be_read_and_stored(text: str) -> None:
    assert is_name(text, 10)
    require_name("a user", text, 10)


@pytest.mark.parametrize("text", ["", " anna", "anna ", "an\u202ena", "an\nna", "x" * 11])
def test_what_hides_something_or_is_too_long_is_no_name(text: str) -> None:
    assert not is_name(text, 10)
    with pytest.raises(ConfigurationError, match="a user needs a name of 1 to 10 printable"):
        require_name("a user", text, 10)


@pytest.mark.parametrize("text", ["a/b", "a\\b", ".", "..", " a", ""])
def test_what_an_address_cannot_hold_is_refused_for_what_has_a_page(text: str) -> None:
    with pytest.raises(ConfigurationError, match="a bot"):
        require_address("a bot", text, 10)


@pytest.mark.parametrize("text", ["a?b", "100%", "a#b", "...", "Åke"])
def test_what_an_address_writes_otherwise_is_allowed(text: str) -> None:
    require_address("a bot", text, 10)

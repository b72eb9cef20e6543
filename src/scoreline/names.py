"""What a name may be, whoever gives it: a command, a form or a program."""

from scoreline.errors import ConfigurationError


def is_name(text: str, longest: int) -> bool:
    """Tell whether a text can be read in a table, is all that it seems, and can be stored."""
    return text.strip() == text and text.isprintable() and 0 < len(text) <= longest


def require_name(what: str, name: str, longest: int) -> None:
    """Refuse a name that nobody could read in a table or that the store cannot hold.

    Raises:
        ConfigurationError: It is no name.
    """
    if not is_name(name, longest):
        raise ConfigurationError(f"{what} needs a name of 1 to {longest} printable characters")


def require_address(what: str, name: str, longest: int) -> None:
    """Refuse a name that cannot be a part of the address of a page.

    Raises:
        ConfigurationError: It is no name, or browsers and servers would read it as a way.
    """
    require_name(what, name, longest)
    if "/" in name or "\\" in name or name in {".", ".."}:
        raise ConfigurationError(
            f"{what} is called so in the address of its page: '{name}' cannot be"
        )

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

"""Passwords and random secrets: made, hashed and compared, in one place."""

import secrets
from threading import BoundedSemaphore
from typing import Final

from scoreline.errors import ConfigurationError

SHORTEST: Final = 12
LONGEST: Final = 200
"""Characters of a password; hashing a longer one would be work for whoever sends it."""

KEY_PREFIX: Final = "scoreline_"
"""So that a key that was published by mistake is found by those who look for keys."""

# Of random bytes that nobody knows, with the usual costs.
_NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$HvH1UoO1tkp+uE+kfrXHBA"
    "$WS3PBENYyLkH8JAm3MqUiEM2JoVPlRkwyJeHXOOVrzQ"
)

# Each hash takes 64 MB for a moment.
_AT_ONCE: Final = BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """Return an argon2id hash, its salt and costs within.

    Raises:
        ConfigurationError: The password is too short or too long.
    """
    from argon2 import PasswordHasher  # noqa: PLC0415 - few commands need it

    if not SHORTEST <= len(password) <= LONGEST:
        raise ConfigurationError(f"a password has {SHORTEST} to {LONGEST} characters")
    with _AT_ONCE:
        return PasswordHasher().hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """Tell whether a password is the one of a hash.

    Where there is no hash it takes as long to say no: nobody learns who exists.
    """
    from argon2 import PasswordHasher  # noqa: PLC0415
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

    if len(password) > LONGEST:
        return False
    with _AT_ONCE:
        try:
            PasswordHasher().verify(hashed or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None


def is_outdated(hashed: str) -> bool:
    """Tell whether a hash was made with other costs than are usual now."""
    from argon2 import PasswordHasher  # noqa: PLC0415

    return PasswordHasher().check_needs_rehash(hashed)


def new_token() -> str:
    """Return 256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """Return 256 random bits for a program."""
    return KEY_PREFIX + secrets.token_urlsafe(32)

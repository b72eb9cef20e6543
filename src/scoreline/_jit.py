"""Compiled kernels, with the types of the Python function kept."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def jit(function: F) -> F:
    """Compile ``function`` to machine code, cached on disk, without Python's lock."""
    return cast("F", numba.njit(cache=True, nogil=True)(function))

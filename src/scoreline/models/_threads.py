"""One thread at a time for numerical libraries."""

from contextlib import AbstractContextManager
from typing import cast

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]


def one_thread() -> AbstractContextManager[object]:
    """Keep BLAS and OpenMP from spreading over cores.

    The arrays are small: on a busy machine threads that wait for each other make a fit several
    times slower. Members, processes and competitions are what runs side by side.
    """
    return cast("AbstractContextManager[object]", threadpool_limits(limits=1))

"""What ``import scoreline`` gives."""

import subprocess
import sys

import pytest

import scoreline


def test_everything_announced_is_there() -> None:
    for name in scoreline.__all__:
        assert getattr(scoreline, name) is not None
    assert dir(scoreline) == sorted(scoreline.__all__)


def test_a_name_that_is_not_announced_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = scoreline.nothing


def test_importing_the_package_loads_nothing_heavy() -> None:
    check = "import sys, scoreline; print([m for m in ('polars', 'numba') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"

"""What is logged never stands between the lines of what was asked for."""

import subprocess
import sys

import structlog
from structlog.testing import capture_logs

from scoreline.log import warn

SCRIPT = "from scoreline.log import warn; print('[]'); warn('model refused', version='v1')"


def test_a_warning_goes_to_standard_error() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stdout == "[]\n"
    assert "model refused" in ended.stderr
    assert "version=v1" in ended.stderr
    assert "\x1b" not in ended.stderr


def test_a_program_that_has_configured_its_log_gets_warnings_there() -> None:
    with capture_logs() as logged:
        assert structlog.is_configured()
        warn("model refused", version="v1")
    assert logged == [{"event": "model refused", "version": "v1", "log_level": "warning"}]

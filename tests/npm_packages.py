"""Packages of the npm registry that only tests need: fetched once, kept among temporary files."""

import getpass
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def fetched(name: str, version: str) -> Path:
    """Return the folder of a package; whoever asks is skipped where it cannot be fetched."""
    folder = Path(tempfile.gettempdir()) / f"scoreline-{name}-{version}-{getpass.getuser()}"
    if not folder.exists():
        _install(folder, name, version)
    return folder / "node_modules" / name


def _install(folder: Path, name: str, version: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"{name} needs npm, which is not installed")
    partial = Path(tempfile.mkdtemp(prefix=f"scoreline-{name}-"))
    command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(partial)]
    try:
        subprocess.run(
            [*command, f"{name}@{version}"], check=True, capture_output=True, timeout=180
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        shutil.rmtree(partial, ignore_errors=True)
        pytest.skip(f"npm cannot fetch {name}: {error}")
    try:
        partial.rename(folder)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)  # another run was faster

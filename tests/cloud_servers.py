"""Servers of our own that speak the clouds' protocols, on ports that the system chooses."""

import base64
import hmac
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from threading import Thread, Timer
from typing import IO, Final

import pytest
from moto.server import ThreadedMotoServer

from npm_packages import fetched

AZURITE: Final = "3.37.0"
ACCOUNT: Final = "devstoreaccount1"
# Azurite's own, the same everywhere and printed in its manual: no secret.
KEY: Final = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)


@contextmanager
def s3_server() -> Iterator[str]:
    """Run moto's S3; yield its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@contextmanager
def azure_server() -> Iterator[str]:
    """Run Microsoft's Azurite; yield the address of its only account.

    It is fetched once by npm and stays in the system's temporary folder. Without Node or without
    a network whoever asks is skipped with the reason.
    """
    node = shutil.which("node")
    if node is None:
        pytest.skip("Azurite needs Node.js, which is not installed")
    command = [node, str(fetched("azurite", AZURITE) / "dist/src/blob/main.js")]
    options = ["--inMemoryPersistence", "--blobPort", "0", "--disableTelemetry"]
    process = subprocess.Popen(
        [*command, *options, "--skipApiVersionCheck"], stdout=subprocess.PIPE, text=True
    )
    gives_up = Timer(60, process.kill)
    gives_up.start()
    assert process.stdout is not None
    try:
        address = _announced(process.stdout)
        gives_up.cancel()
        reader = Thread(target=process.stdout.read)  # a full pipe would stop it
        reader.start()
        yield f"{address}/{ACCOUNT}"
        process.terminate()
        reader.join()
    finally:
        gives_up.cancel()
        process.kill()
        process.wait()
        process.stdout.close()


def make_bucket(address: str, name: str) -> None:
    """Make a bucket on moto's server."""
    _ask(f"{address}/{name}", {"Authorization": "AWS4-HMAC-SHA256 Credential=a/b/us-east-1/s3/c"})


def make_container(address: str, name: str) -> None:
    """Make a container on Azurite, the request signed as Azure wants it (Shared Key)."""
    date = format_datetime(datetime.now(UTC).replace(tzinfo=UTC), usegmt=True)
    headers = {"x-ms-date": date, "x-ms-version": "2023-11-03"}
    said = "".join(f"{header}:{value}\n" for header, value in headers.items())
    signed = f"PUT{chr(10) * 12}{said}/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    digest = hmac.new(base64.b64decode(KEY), signed.encode(), sha256).digest()
    signature = base64.b64encode(digest).decode()
    headers["Authorization"] = f"SharedKey {ACCOUNT}:{signature}"
    _ask(f"{address}/{name}?restype=container", headers)


def _ask(address: str, headers: dict[str, str]) -> None:
    request = urllib.request.Request(address, method="PUT", headers=headers)
    with urllib.request.urlopen(request, timeout=10):
        pass


def _announced(output: IO[str]) -> str:
    for line in output:
        found = re.search(r"listen\w+ (?:at|on) (http://\S+)", line)
        if found:
            return found[1]
    raise AssertionError("Azurite ended before it listened")

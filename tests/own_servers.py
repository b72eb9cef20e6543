"""Servers of a test's own, on ports of their own, to be stopped, frozen and begun again."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

PATIENCE = 120.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class OwnServer:
    """A server that runs, for now.

    Attributes:
        url: How scoreline names it.
        greeting: Sent to it; it answers with something once it is ready.
        asks: A program in place of a greeting; it ends with 0 once it is ready.
    """

    program: list[str]
    port: int
    url: str
    greeting: bytes = b""
    asks: tuple[str, ...] = ()
    user: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Begin, and wait until it is ready."""
        self.process = subprocess.Popen(
            self.program,
            env={**os.environ, **self.environment},
            user=self.user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end, pause = time.monotonic() + PATIENCE, Event()
        while not self._ready():
            assert time.monotonic() < end, f"{self.program[0]} does not begin"
            assert self.process.poll() is None, f"{self.program[0]} has ended"
            pause.wait(0.1)

    def stop(self) -> None:
        """End it at once, and all that it has begun, as a power cut does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Let it answer nothing, without a word."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def _ready(self) -> bool:
        if self.asks:
            return subprocess.run(self.asks, capture_output=True, check=False).returncode == 0
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as asking:
                asking.sendall(self.greeting)
                return bool(asking.recv(1))
        except OSError:
            return False


@contextmanager
def _running(server: OwnServer) -> Iterator[OwnServer]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def redis() -> Iterator[OwnServer]:
    """Run a Redis that keeps nothing: what it had is gone when it ends."""
    program = shutil.which("redis-server") or pytest.skip("redis-server is not installed")
    port = free_port()
    keeps = ["--save", "", "--appendonly", "no", "--dir", tempfile.gettempdir()]
    arguments = [program, "--bind", "127.0.0.1", "--port", str(port), *keeps]
    url = f"redis://127.0.0.1:{port}/0"
    with _running(OwnServer(arguments, port, url, b"PING\r\n")) as server:
        yield server


@contextmanager
def rabbitmq() -> Iterator[OwnServer]:
    """Run a RabbitMQ with a folder of its own."""
    found = sorted(Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"))
    if not found:
        pytest.skip("rabbitmq-server is not installed where Debian has it")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="own-rabbitmq-") as folder:
        config = Path(folder, "rabbitmq.conf")
        config.write_text(f"listeners.tcp.local = 127.0.0.1:{port}\n", encoding="utf-8")
        places = {
            "HOME": folder,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"own{port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/none",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
        }
        url = f"amqp://guest:guest@127.0.0.1:{port}//"
        hello = b"AMQP\x00\x00\x09\x01"
        server = OwnServer([str(found[-1])], port, url, hello, environment=places)
        with _running(server):
            yield server


@contextmanager
def postgresql() -> Iterator[OwnServer]:
    """Run a PostgreSQL with a folder of its own; it runs as nobody's superuser."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        pytest.skip("PostgreSQL's server is not installed where Debian has it")
    user = "postgres" if os.geteuid() == 0 else None
    port = free_port()
    with ExitStack() as last:
        folder = last.enter_context(tempfile.TemporaryDirectory(prefix="own-postgresql-"))
        if user:
            shutil.chown(folder, user)
        initdb = [str(found[-1].with_name("initdb")), "-D", f"{folder}/data", "-U", "postgres"]
        quickly = ["-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8"]
        subprocess.run([*initdb, *quickly], check=True, user=user, capture_output=True)
        options = {"listen_addresses": "127.0.0.1", "port": str(port), "shared_buffers": "32MB"}
        options |= {"unix_socket_directories": folder, "timezone": "UTC"}
        given = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        program = [str(found[-1]), "-D", f"{folder}/data", *given]
        url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        asks = (str(found[-1].with_name("pg_isready")), "-h", "127.0.0.1", "-p", str(port))
        server = OwnServer(program, port, url, asks=asks, user=user)
        with _running(server):
            yield server

"""Redis as a broker whose end a worker outlives.

When Redis goes away, Celery first forgets where it was and then lets Kombu give back what was not
acknowledged, over that connection (both 5.7): an error that neither expects, and the worker ends.
"""

from contextlib import suppress
from typing import Any, Final

from kombu import transport
from kombu.transport import redis

ALIASES: Final = ("redis", "rediss")


class QoS(redis.QoS):
    """What was delivered and not acknowledged yet."""

    def restore_unacked(self, client: Any = None) -> None:
        """Give it back, if there is still somebody to give it to: else it is sent again."""
        with suppress(AttributeError):
            super().restore_unacked(client)  # type: ignore[no-untyped-call]

    def ack(self, delivery_tag: Any) -> None:
        """Acknowledge a message; one of a connection that is gone fails as such."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        except AttributeError as error:
            raise ConnectionError("the connection that the message came by is gone") from error


class Channel(redis.Channel):
    """A channel with that patience."""

    QoS = QoS


class Transport(redis.Transport):
    """What Celery speaks to Redis by."""

    Channel = Channel


def register() -> None:
    """Let every connection to Redis that this process opens be by it."""
    for name in ALIASES:
        transport.TRANSPORT_ALIASES[name] = f"{__name__}:{Transport.__name__}"

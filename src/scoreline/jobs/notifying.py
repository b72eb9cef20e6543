"""Messages to people: to a webhook, by mail, or both."""

import smtplib
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from scoreline.errors import ConfigurationError, ScorelineError
from scoreline.home import Home
from scoreline.jobs.schedule import Slot
from scoreline.settings import Settings
from scoreline.store import Connection, outbox
from scoreline.words import counted

if TYPE_CHECKING:
    from jinja2 import Environment

OWN: Final = "messages"
"""The home's folder with templates that stand in for ours."""

SECONDS: Final = 20.0
HOUR: Final = timedelta(hours=1)


def tell(home: Home, connection: Connection, kind: str, key: str, **facts: Any) -> None:
    """Put a message beside what it tells of, where somebody is to be told.

    Args:
        home: Its settings say who.
        connection: The write connection of what it tells of.
        kind: The name of a template.
        key: What exactly it tells of: it is told once.
        facts: What the template is filled with, as plain JSON.
    """
    if not (home.settings.notify_webhook or home.settings.notify_mail):
        return
    now = home.wall.now()
    most = home.settings.notify_hourly
    outbox.put(connection, kind, key, facts, at=now, hour_ago=now - HOUR, most=most)


def messages_due(home: Home) -> list[Slot]:
    """Return a slot where messages wait, named after the newest."""
    with home.database.read() as connection:
        found = outbox.waiting(connection)
    return [Slot(f"message {found[-1].id}", home.clock.now())] if found else []


def notify(home: Home) -> str:
    """Send the messages that wait to the webhook and by mail."""
    with home.database.read() as connection:
        found = outbox.waiting(connection)
    for message in found:
        subject, text = write(home, message.kind, message.facts)
        _post(home.settings, message, subject, text)
        _mail(home.settings, subject, text)
        with home.database.write() as connection:
            outbox.sent(connection, message)
    return f"{counted(len(found), 'message')} sent" if found else "nothing to do: nobody is told"


def write(home: Home, kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return a message's subject and text: a template's first line, and the others."""
    try:
        written = _templates(home).get_template(f"{kind}.txt").render(facts)
    except Exception as error:
        raise ConfigurationError(f"the template {kind}.txt does not work: {error}") from error
    subject, _, text = written.partition("\n")
    return " ".join(subject.split()), text.strip() + "\n"


def _templates(home: Home) -> "Environment":
    from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    ours = files("scoreline.jobs") / "templates"
    loader = ChoiceLoader(
        [
            FileSystemLoader(home.settings.home / OWN),
            FunctionLoader(lambda name: (ours / name).read_text(encoding="utf-8")),
        ]
    )
    # Plain text: nothing in it is markup.
    return SandboxedEnvironment(loader=loader, undefined=StrictUndefined, autoescape=False)


def _post(settings: Settings, message: outbox.Message, subject: str, text: str) -> None:
    if settings.notify_webhook is None:
        return
    import httpx2  # noqa: PLC0415 - slow, and rarely needed

    address = settings.notify_webhook.get_secret_value()
    body = {"kind": message.kind, "subject": subject, "text": text, "facts": dict(message.facts)}
    try:
        httpx2.post(address, json=body, timeout=SECONDS).raise_for_status()
    except httpx2.HTTPError as error:
        host = urlsplit(address).hostname
        raise ScorelineError(f"the webhook at {host} did not take a message: {error}") from None


def _mail(settings: Settings, subject: str, text: str) -> None:
    if not settings.notify_mail:
        return
    server = urlsplit(settings.smtp_url.get_secret_value())
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, settings.mail_from, settings.notify_mail
    mail.set_content(text)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(server.hostname or "localhost", server.port or 0, timeout=SECONDS) as smtp:
            if server.scheme == "smtp+tls":
                smtp.starttls()
            if server.username:
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise ScorelineError(f"the mail server did not take a message: {error}") from None

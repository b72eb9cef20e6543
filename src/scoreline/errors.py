"""What can go wrong, each said in one line that tells the reader what to do."""


class ScorelineError(Exception):
    """Base of every error that scoreline raises on purpose."""


class ConfigurationError(ScorelineError):
    """A setting, an option or a combination of them makes no sense."""


class SourceError(ScorelineError):
    """A source's bytes are missing or are not what the source promises."""


class AbsentError(SourceError):
    """The source answers, and does not have the file."""


class NotFoundError(ScorelineError):
    """A match, club, league, version or file that was asked for does not exist."""


class NotEnoughDataError(ScorelineError):
    """Too few matches to do what was asked honestly."""


class IntegrityError(ScorelineError):
    """Stored bytes differ from what was written: damaged or tampered with."""


class StoreVersionError(ScorelineError):
    """The database belongs to another release."""


class StoreError(ScorelineError):
    """The database could not do it: it is locked, full or gone."""


class TooLateError(ScorelineError):
    """The match has kicked off: forecasts and tips for it are closed."""


class BusyError(ScorelineError):
    """Something that cannot be done twice at a time is being done."""


class LeaseLostError(ScorelineError):
    """A worker was silent for too long, and another one has its work."""

"""What became of the rows of files: each is counted once."""

from dataclasses import dataclass

from scoreline.errors import SourceError


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What became of a file's rows.

    Attributes:
        quarantined: Rows left out.
        incomplete: Values left out of rows that went in.
        error: Why nothing of the file went in, None where it could be read.
    """

    file: str
    new: int = 0
    changed: int = 0
    same: int = 0
    quarantined: int = 0
    incomplete: int = 0
    error: str | None = None

    @property
    def rows(self) -> int:
        """Return how many rows the file has."""
        return self.new + self.changed + self.same + self.quarantined


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest or a retry did, file by file."""

    source: str
    files: tuple[FileAccount, ...]

    @property
    def total(self) -> FileAccount:
        """Return the sum over all files."""
        return FileAccount(
            file="all",
            new=sum(account.new for account in self.files),
            changed=sum(account.changed for account in self.files),
            same=sum(account.same for account in self.files),
            quarantined=sum(account.quarantined for account in self.files),
            incomplete=sum(account.incomplete for account in self.files),
        )

    def require_whole(self) -> None:
        """Make files that could not be read an error; the others have gone in.

        Raises:
            SourceError: It names the first of them.
        """
        failed = [account for account in self.files if account.error is not None]
        if failed:
            others = len(failed) - 1
            more = f" (and {others} more file{'s' * (others > 1)})" if others else ""
            raise SourceError(f"{failed[0].error}{more}")

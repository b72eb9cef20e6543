"""What became of the rows of files: each is counted once."""

from dataclasses import dataclass

from scoreline.errors import AbsentError, SourceError


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What became of a file's rows.

    Attributes:
        quarantined: Rows left out.
        incomplete: Values left out of rows that went in.
        error: Why nothing of the file went in, None where it could be read.
        absent: Whether that is because the source does not have it.
    """

    file: str
    new: int = 0
    changed: int = 0
    same: int = 0
    quarantined: int = 0
    incomplete: int = 0
    error: str | None = None
    absent: bool = False

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

    @property
    def absent(self) -> list[str]:
        """Return the files that the source does not have."""
        return [account.file for account in self.files if account.absent]

    def require_some(self) -> None:
        """Make it an error that the source has none of the files.

        Raises:
            AbsentError: It says so of the first of them.
        """
        if self.files and len(self.absent) == len(self.files):
            raise AbsentError(f"{self.source} has nothing of that: {self.files[0].error}")

    def require_whole(self) -> None:
        """Make files that could not be read an error; the others have gone in.

        What the source does not have is none.

        Raises:
            SourceError: It names the first of them.
        """
        failed = [each for each in self.files if each.error is not None and not each.absent]
        if failed:
            others = len(failed) - 1
            more = f" (and {others} more file{'s' * (others > 1)})" if others else ""
            raise SourceError(f"{failed[0].error}{more}")

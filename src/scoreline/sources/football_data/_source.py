"""Where the files lie and how they are read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from scoreline import reference
from scoreline.domain import Moment, running_season
from scoreline.errors import AbsentError
from scoreline.sources._base import ROW, Access, Parsed, RawFile, Selection
from scoreline.sources._csv import read_table
from scoreline.sources._http import Manners, is_address
from scoreline.sources._reading import read_file, require_folder
from scoreline.sources.football_data._files import (
    EXAMPLE,
    ComingFile,
    CountryFile,
    asked,
    found,
    named,
)
from scoreline.sources.football_data._layouts import layout_of
from scoreline.sources.football_data._odds import odds_rows
from scoreline.sources.football_data._rows import match_rows


@dataclass(frozen=True, slots=True)
class FootballData:
    """Results, odds and coming matches as the site publishes them.

    Below its root lie one file a league and season (``mmz4281/{2324}/{E0}.csv``), one a league of
    another country (``new/{ARG}.csv``) and the next days' matches (``fixtures.csv`` and
    ``new_league_fixtures.csv``).

    Attributes:
        address: The site's own root, used where no location is given.
        manners: How the site is asked.
    """

    address: str = "https://www.football-data.co.uk"
    manners: Manners = field(default_factory=Manners)
    name: str = "football-data"

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        """Return the names of the selection's files, oldest season first.

        Raises:
            NotFoundError: A folder has nothing of the selection, or no league has such a code.
            ConfigurationError: An address is given without leagues and seasons.
        """
        for code in selection.leagues:
            reference.competition(code)
        root = access.location or self.address
        now = access.clock.now()
        running = {running_season(now), now.year}
        if is_address(root):
            return asked(selection, running)
        return found(selection, require_folder(root, EXAMPLE), running)

    def read(self, file: str, access: Access) -> RawFile:
        """Fetch a file from the folder or the address.

        Raises:
            AbsentError: It is not there.
            SourceError: It cannot be read.
        """
        root = access.location or self.address
        if "*" in file:  # a league or season of which nothing was found
            raise AbsentError(f"'{root}' has no {file}")
        path = file.partition("?")[0]
        return read_file(self.name, file, root, access, self.manners, path=path)

    def parse(self, raw: RawFile) -> Parsed:
        """Return matches, odds and rejects of a file.

        Raises:
            SourceError: The file is no CSV of matches, or was cut off on the way.
        """
        file = named(raw.name)
        layout = layout_of(file)
        table = read_table(raw)
        if isinstance(file, ComingFile):
            table = layout.chosen(table, file.leagues)
        matches, rejects = match_rows(table, layout, raw.name)
        kept = table.frame.join(matches.select(ROW), on=ROW, how="semi")
        # The countries' files had plain names for closing odds before they named them so.
        plain = Moment.CLOSING if isinstance(file, CountryFile) else Moment.OPENING
        odds, odds_rejects = odds_rows(kept, plain)
        return Parsed(matches=matches, odds=odds, rejects=(*rejects, *odds_rejects))

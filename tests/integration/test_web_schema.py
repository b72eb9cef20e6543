"""Whatever its own description allows, or not quite: the API answers as described."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from scoreline.credentials import new_key
from scoreline.domain.access import Role, Scope
from scoreline.home import Home, open_home
from scoreline.store import api_keys
from scoreline.web import create_app

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

EXAMPLES: Final = int(os.environ.get("SCORELINE_TEST_SCHEMA_EXAMPLES", "40"))
"""Over all operations; as many with a key of every scope as without one."""

FEW: Final = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def home(played_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("described") / "home"
    with open_home(Path(shutil.copytree(played_folder, folder))) as opened:
        unlimited = opened.settings.model_copy(update={"rate_address": 0, "rate_key": 0})
        yield replace(opened, settings=unlimited)


@pytest.fixture(scope="module")
def key(home: Home) -> dict[str, str]:
    secret = new_key()
    with home.database.write() as connection:
        api_keys.add(
            connection,
            "all",
            secret,
            Role.ADMIN,
            Scope.of(Role.ADMIN),
            at=home.wall.now(),
            until=home.wall.now() + timedelta(days=1),
        )
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture(scope="module")
def operations(home: Home) -> list[Any]:
    app = create_app(home)
    # Nobody trains here: the job stays ordered.
    app.state.start = lambda _home, _job: None
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    found: Any = list(schema.get_all_operations())
    return [each.ok() for each in found]


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize("known", [False, True])
def test_every_operation_answers_as_it_is_described(
    operations: list[Any], key: dict[str, str], mode: schemathesis.GenerationMode, *, known: bool
) -> None:
    asked = [operation.as_strategy(generation_mode=mode) for operation in operations]

    @FEW
    @given(case=st.one_of(asked))
    def answers(case: Any) -> None:
        # No schema says which leagues there are or that one day comes after another.
        case.call_and_validate(
            headers=key if known else {}, excluded_checks=[positive_data_acceptance]
        )

    answers()


def test_the_examples_of_every_question_can_be_sent_as_they_are(
    operations: list[Any], key: dict[str, str]
) -> None:
    for operation in operations:
        if operation.method.upper() != "GET":
            continue
        asked: dict[str, dict[str, Any]] = {"path": {}, "query": {}}
        for each in operation.definition.raw.get("parameters", ()):
            if "example" in each:
                asked[each["in"]][each["name"]] = each["example"]
        case = operation.Case(path_parameters=asked["path"], query=asked["query"], headers=key)
        answer = case.call_and_validate(excluded_checks=[positive_data_acceptance])
        # No home has the version or the club that an example names.
        assert answer.status_code in {200, 404}, (operation.label, answer.text)

"""Every command on a home with a replayed season: what it prints, as a table and as JSON."""

import re
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from season_world import LINEAR, NOW, VERSION, Shell, artefact_of, quick, quote

from scoreline import models
from scoreline.cli._app import COMMANDS, load
from scoreline.domain import InformationSet
from scoreline.evaluation.backtest import COLUMNS
from scoreline.features import CATALOGUE, GROUPS, names
from scoreline.home import open_home
from scoreline.models.calibration import NAMES as CALIBRATIONS
from scoreline.models.decision import RULES
from scoreline.models.recipes import GOALS, IMPLIED, RECIPES
from scoreline.settings import SETTINGS_FILE
from scoreline.words import whole_percents

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

PAGES = [
    (name, *sub)
    for name in COMMANDS
    for sub in [(), *((inner,) for inner in getattr(load(name), "commands", {}))]
]
TABLES = [
    ("models", "list"),
    ("models", "show"),
    ("models", "show", VERSION),
    ("models", "verify"),
    ("models", "prune", "--dry-run"),
    ("predict",),
    ("predict", "--days", "30"),
    ("predict", "--from", "2025-09-20", "--to", "9999-12-31"),
    ("bots", "list"),
    ("bots", "table"),
    ("bots", "table", "Premier League 2025/26"),
    ("simulate", "--league", "E0", "--season", "2025", "--runs", "200"),
    ("jobs", "list"),
    ("teams", "list"),
    ("quarantine", "list"),
    ("quarantine", "list", "--all"),
    ("doctor",),
]


@pytest.fixture
def _linear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "recipe", quick)


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_every_command_has_a_help_page_that_says_what_it_does(
    shell: Shell, page: tuple[str, ...]
) -> None:
    ended = shell.bare(*page, "--help")
    assert ended.code == 0
    assert ended.err == ""
    command = load(page[0])
    for name in page[1:]:
        command = command.commands[name]
    first = command.help.split()[:4]
    assert " ".join(first) in " ".join(ended.out.split())
    assert not shell.home.exists()


@pytest.mark.parametrize("command", TABLES, ids=" ".join)
def test_json_is_all_that_json_prints(played_shell: Shell, command: tuple[str, ...]) -> None:
    ended = played_shell(*command, "--json")
    assert ended.code == 0, ended.err
    assert isinstance(ended.json, list | dict)


@pytest.mark.parametrize("command", TABLES, ids=" ".join)
def test_no_table_is_cut_off(played_shell: Shell, command: tuple[str, ...]) -> None:
    ended = played_shell(*command)
    assert ended.code == 0, ended.err
    assert ended.out.strip()
    assert "…" not in ended.out


def test_the_home_may_stand_before_or_behind_the_command(played_shell: Shell) -> None:
    home = played_shell.home
    calls: list[tuple[str | Path, ...]] = [
        ("--home", home, "models", "list"),
        ("models", "list", "--home", home),
        ("models", "--home", home, "list"),
        (f"--home={home}", "models", "list"),
    ]
    for call in calls:
        assert VERSION in played_shell.bare(*call).out


def test_the_home_may_come_from_the_environment(played_shell: Shell) -> None:
    assert VERSION in played_shell.bare("models", "list").out


def test_the_version_is_printed(shell: Shell) -> None:
    assert shell.bare("--version").out.startswith("scoreline 0.")


def test_init_makes_a_home_and_does_no_harm_to_one_that_is_there(played_shell: Shell) -> None:
    assert played_shell("init").code == 0
    assert VERSION in played_shell("models", "list").out


def test_one_match_is_explained_in_full(played_shell: Shell) -> None:
    match = played_shell("predict", "--json").json[0]
    ended = played_shell("predict", "--match", str(match["match_id"]))
    assert ended.code == 0, ended.err
    for words in (match["home"], match["away"], "expected goals", "fair odds", VERSION):
        assert words in ended.out
    for factor in match["key_factors"]:
        assert factor["text"] in ended.out
        assert factor["weight"] > 0


def test_forecasts_as_json_add_up(played_shell: Shell) -> None:
    for match in played_shell("predict", "--json").json:
        assert match["p_home"] + match["p_draw"] + match["p_away"] == pytest.approx(1)
        assert list(match["over"].values()) == sorted(match["over"].values(), reverse=True)
        assert match["strength"] in {"STRONG", "MODERATE", "WEAK"}
        assert match["model"] == VERSION


def test_a_forecast_is_explained_market_by_market_with_the_edge_over_stored_prices(
    played_shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote(played_shell.home)
    # Prices before the match are known a day before it.
    monkeypatch.setenv("SCORELINE_AS_OF", (NOW + timedelta(hours=8)).isoformat())
    match = played_shell("predict", "--json").json[0]
    assert match["fair_odds"]["home"] == pytest.approx(1 / match["p_home"])
    assert len(match["handicaps"]) == 21
    assert match["fair_handicap"] in match["handicaps"]
    assert [each["way"] for each in match["edges"]] == ["home", "draw", "away"]
    for edge in match["edges"]:
        promised = edge["price"] * match[f"p_{edge['way']}"] - 1
        assert edge["edge"] == pytest.approx(promised)
        assert edge["known_at"] <= match["as_of"]
    text = played_shell("predict", "--match", str(match["match_id"])).out
    for words in ("over", "both score", "nearest to even", "best stored prices", "best of all"):
        assert words in text
    assert f"{match['edges'][0]['edge']:+.1%}" in text


@pytest.mark.usefixtures("_linear")
def test_training_reports_and_lets_the_version_serve(fresh_shell: Shell) -> None:
    said = fresh_shell("train", "--league", "E0", "--json")
    assert said.code == 0, said.err
    assert said.json["active"] is True
    assert said.json["metrics"]["outcomes"]["log_loss"] > 0
    listed = fresh_shell("models", "list", "--json").json
    assert [(row["version"], row["active"]) for row in listed] == [(said.json["version"], True)]


@pytest.mark.usefixtures("_linear")
def test_training_can_try_settings_first_and_reports_and_keeps_the_best(fresh_shell: Shell) -> None:
    said = fresh_shell("train", "--tune", "2", "--json")
    assert said.code == 0, said.err
    found = said.json["metrics"]["tuning"]["poisson"]
    assert found["tried"] == 2
    members = {each["name"]: each for each in said.json["config"]["members"]}
    tuned = members["poisson"]["params"].get("penalty", 0.01)
    assert tuned == found["settings"]["penalty"]
    shown = fresh_shell("models", "show", said.json["version"]).out
    assert "Tuned" in shown
    assert f"penalty {found['settings']['penalty']:.3g}" in shown


def test_the_help_of_training_names_every_recipe_and_goals_algorithm(shell: Shell) -> None:
    for command in ("train", "backtest"):
        ended = shell.bare(command, "--help")
        for name in (*RECIPES, *GOALS, *CALIBRATIONS, *RULES):
            assert name in ended.out


@pytest.mark.usefixtures("_linear")
def test_training_takes_a_calibration_a_rule_and_a_goals_algorithm_by_name(
    fresh_shell: Shell,
) -> None:
    options = ("--calibration", "isotonic", "--decision", "balanced", "--goals", "glm")
    said = fresh_shell("train", *options, "--json")
    assert said.code == 0, said.err
    assert set(said.json["metrics"]["pool"]["goals"]) == {"poisson"}
    pool = said.json["metrics"]["pool"]
    assert (pool["calibration"], pool["decision"]) == ("isotonic", "balanced")


@pytest.mark.usefixtures("_linear")
def test_a_backtest_takes_the_same_options_and_says_what_the_rule_recommends(
    fresh_shell: Shell,
) -> None:
    days = ("--from", "2025-08-01", "--to", "2025-08-31")
    options = ("--calibration", "temperature", "--decision", "balanced", "--goals", "glm")
    said = fresh_shell("backtest", *days, *options, "--json")
    assert said.code == 0, said.err
    asked = said.json["asked"]
    told = asked["calibration"], asked["decision"], asked["goals"]
    assert told == ("temperature", "balanced", "glm")
    picked, figures = said.json["recommended"], said.json["figures"]
    assert picked["rule"] == "balanced"
    assert picked["accuracy"] == figures["balanced_accuracy"]
    assert picked["recall"]["draw"] == figures["balanced_recall_draw"]
    assert "recommended by the largest rule" in fresh_shell("backtest", *days).out


@pytest.mark.usefixtures("_linear")
def test_a_version_can_be_trained_without_serving(played_shell: Shell) -> None:
    ended = played_shell("train", "--until", "2025-09-01", "--no-activate")
    assert ended.code == 0, ended.err
    assert "this model" in ended.out
    assert "(active)" not in ended.out
    rows = played_shell("models", "list", "--json").json
    assert [row["version"] for row in rows if row["active"]] == [VERSION]


def test_the_active_version_is_shown_where_none_is_named(played_shell: Shell) -> None:
    shown = played_shell("models", "show")
    assert f"{VERSION} (active)" in shown.out
    assert shown.out == played_shell("models", "show", VERSION).out


@pytest.mark.usefixtures("_linear")
def test_versions_are_activated_rolled_back_and_verified(played_shell: Shell) -> None:
    new = played_shell("train", "--no-activate", "--json").json["version"]
    assert f"{new} serves" in played_shell("models", "activate", new).out
    assert f"{VERSION} serves" in played_shell("models", "rollback").out
    verified = played_shell("models", "verify")
    assert verified.code == 0
    assert f"{new} is whole" in verified.out
    assert f"{VERSION} is whole" in verified.out


def test_features_are_written_with_their_keys_first(played_shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "features.parquet"
    ended = played_shell("features", "--league", "E0", "--seasons", "2024", "--out", out)
    assert ended.code == 0, ended.err
    frame = pl.read_parquet(out)
    keys = ["match_id", "league", "season", "date", "home", "away", "home_goals", "away_goals"]
    assert frame.columns[:8] == keys
    assert frame.height == 380
    assert frame.columns[8:] == [entry.name for entry in CATALOGUE]
    other = tmp_path / "other.parquet"
    shin = played_shell("features", "--seasons", "2024", "--margin", "shin", "--out", other)
    assert shin.code == 0, shin.err
    assert pl.read_parquet(other).columns == frame.columns
    blind = played_shell("features", "--seasons", "2024", "--odds", "none", "--out", out)
    assert blind.code == 0, blind.err
    assert "135 features" in blind.err + blind.out
    assert pl.read_parquet(out).columns[8:] == list(names(InformationSet.NONE, GROUPS))


@pytest.mark.usefixtures("_linear")
def test_a_backtest_writes_a_row_per_match(fresh_shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "walked.parquet"
    days = ("--from", "2025-08-01", "--to", "2025-08-31")
    ended = fresh_shell("backtest", "--league", "E0", *days, "--out", out, "--json")
    assert ended.code == 0, ended.err
    frame = pl.read_parquet(out)
    assert tuple(frame.columns) == COLUMNS
    assert frame.height == ended.json["matches"] == 30


@pytest.mark.usefixtures("_linear")
def test_a_model_that_sees_odds_trains_serves_and_is_backtested(fresh_shell: Shell) -> None:
    quote(fresh_shell.home)
    trained = fresh_shell("train", "--odds", "opening", "--json")
    assert trained.code == 0, trained.err
    assert trained.json["odds"] == "opening"
    assert set(IMPLIED) <= set(trained.json["config"]["members"][0]["columns"])
    said = fresh_shell("predict", "--json")
    assert said.code == 0, said.err
    assert len(said.json) == 10
    days = ("--from", "2025-09-01", "--to", "2025-09-30")
    walked = fresh_shell("backtest", *days, "--odds", "past", "--json")
    assert walked.code == 0, walked.err
    assert walked.json["bookmakers"]["closing"] == {"pinnacle": walked.json["matches"]}
    assert {row["bettor"] for row in walked.json["betting"]} >= {"everything", "model"}
    html = fresh_shell.home.parent / "walked.html"
    again = fresh_shell("backtest", *days, "--odds", "past", "--html", html)
    assert again.code == 0, again.err
    assert "The gap to the market" in html.read_text(encoding="utf-8")
    for heading in ("Outcomes beside the market", "By newcomers", "The originals' targets"):
        assert heading in again.out


def test_a_replay_prints_the_table_and_the_quality(
    played_shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scoreline.cli import season  # noqa: PLC0415

    monkeypatch.setattr(season, "chosen_recipe", lambda *_given: LINEAR)
    asked = ("replay", "--league", "E0", "--season", "2025", "--retrain", "season")
    said = played_shell(*asked, "--rule", "3/1", "--rule", "4/3/2", "--json").json
    assert said["version"] == VERSION
    assert said["matches"] == 40
    assert len(said["table"]) == 13
    assert list(said["tables"]) == ["3/1", "4/3/2"]
    assert {"model", "elo logit"} <= {row["forecaster"] for row in said["quality"]}


def test_a_bot_is_added_to_a_league_and_tips_and_settles(played_shell: Shell) -> None:
    league = "Premier League 2025/26"
    added = played_shell("bots", "add", "Newcomer", "home_bias", "--league", league)
    assert added.code == 0, added.err
    assert "Newcomer" in played_shell("bots", "table").out
    with open_home(played_shell.home) as home:
        assert home.clock.now() == NOW
    assert "no matches of a prediction league in the next day" in played_shell("bots", "tip").out
    assert played_shell("bots", "settle").out == "nothing to do: no tip has a new result\n"


def test_how_a_league_went_is_told_over_time_bot_against_bot_and_tip_by_tip(
    played_shell: Shell,
) -> None:
    [(title, table)] = played_shell("bots", "table", "--json").json.items()
    name, leader = title.removesuffix(" (3/1)"), table[0]
    mine = played_shell("bots", "timeline", name, "--bot", leader["bot"], "--json").json[name]
    assert sum(day["points"] for day in mine) == leader["points"]
    best = played_shell("bots", "timeline", "--best", "--json").json[name]
    assert len(best) == len(table)
    duels = played_shell("bots", "head-to-head", "--bot", leader["bot"], "--json").json[name]
    assert {duel["points"] for duel in duels if duel["matches"] == 40} <= {leader["points"]}
    tips = played_shell("bots", "tips", leader["bot"], "--league", name, "--limit", "3").out
    assert tips.count(name) == 3
    assert "0 put right" in played_shell("bots", "recalculate", name).out
    refused = played_shell("bots", "rule", name, "4/3/2")
    assert "the first match of" in refused.err
    assert refused.code == 1


def test_a_league_of_several_seasons_has_a_name_and_its_own_bots(fresh_shell: Shell) -> None:
    wide = ("bots", "open", "--league", "E0", "--league", "SP1", "--season", "2025")
    assert "needs a name: --name" in fresh_shell(*wide).err
    given = ("--name", "Wide", "--from", "2026-05-01", "--knockout")
    opened = fresh_shell(*wide, *given, "--bot", "Market", "--bot", "Hybrid")
    assert opened.out == "Wide: 2 bots play for 3/1\n"
    [(_, table)] = fresh_shell("bots", "table", "Wide", "--json").json.items()
    assert [line["bot"] for line in table] == ["Hybrid", "Market"]
    assert fresh_shell("bots", "rule", "Wide", "4/3/2").out == "Wide: tips earn 4/3/2\n"
    unknown = fresh_shell(*wide, "--name", "Odd", "--bot", "Nobody")
    assert "no bot 'Nobody'; add it first" in unknown.err


def test_a_league_is_opened_under_its_rule(fresh_shell: Shell) -> None:
    opened = fresh_shell("bots", "open", "--league", "E0", "--season", "2025", "--rule", "4/3/2")
    assert opened.code == 0, opened.err
    assert list(fresh_shell("bots", "table", "--json").json) == ["Premier League 2025/26 (4/3/2)"]


def test_a_league_of_the_other_record_is_not_said_to_be_missing(
    fresh_shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = ("bots", "open", "--league", "E0", "--season", "2025", "--name")
    assert fresh_shell(*opened, "Standing").code == 0
    (fresh_shell.home / SETTINGS_FILE).unlink()
    assert fresh_shell(*opened, "Running").code == 0
    refused = fresh_shell("bots", "table", "Standing")
    assert "opened while the clock stood, and now it runs (SCORELINE_AS_OF)" in refused.err
    monkeypatch.setenv("SCORELINE_AS_OF", NOW.isoformat())
    refused = fresh_shell("bots", "add", "Ann", "random", "--league", "Running")
    assert "opened while the clock ran, and now it stands (SCORELINE_AS_OF)" in refused.err
    assert refused.code == 1


def test_percentages_are_rounded_as_on_the_page(played_shell: Shell) -> None:
    exact = played_shell("predict", "--json").json
    lines = played_shell("predict").out.splitlines()
    shown = {line.split()[0]: re.findall(r"(\d+)%", line) for line in lines}
    for match in exact:
        chances = [match[f"p_{name}"] for name in ("home", "draw", "away")]
        assert shown[str(match["match_id"])] == [str(each) for each in whole_percents(chances)]


def test_the_doctor_finds_what_is_wrong(played_shell: Shell) -> None:
    assert played_shell("doctor", "--json").json["problems"] == []
    (artefact_of(played_shell.home) / "golden.json").unlink()
    problems = played_shell("doctor", "--json").json["problems"]
    assert any("golden.json" in problem for problem in problems)


def test_an_empty_home_says_what_to_do_next(shell: Shell) -> None:
    assert "scoreline ingest bundled" in shell("doctor").out
    assert "scoreline train" in shell("models", "list").out
    assert "scoreline train" in shell("models", "verify").out
    assert "scoreline bots open" in shell("bots", "table").out


def test_a_week_without_matches_is_no_error(played_shell: Shell) -> None:
    later = (NOW + timedelta(days=365 * 3)).date().isoformat()
    ended = played_shell("predict", "--from", later, "--to", later)
    assert ended.code == 0
    assert "no matches to come" in ended.out


def test_ingesting_twice_changes_nothing(fresh_shell: Shell) -> None:
    said = fresh_shell("ingest", "bundled", "--seasons", "2024-2025", "--json")
    assert said.code == 0, said.err
    assert (said.json["new"], said.json["changed"]) == (0, 0)

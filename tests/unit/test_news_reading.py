"""What sentences say of who can play: cues, denials, guesses, lists, and whom they name."""

from datetime import date
from typing import Any

import pytest

from news_world import document, reader, said
from scoreline.domain.news import SignalKind
from scoreline.news import Reader

SAKA, RICE, ODEGAARD = "Bukayo Saka", "Declan Rice", "Martin \u00d8degaard"


@pytest.fixture(scope="module", name="reads")
def _reads() -> Reader:
    return reader()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bukayo Saka is out with a hamstring injury.", [(SAKA, "out", "hamstring")]),
        ("Saka and Rice are out but Odegaard is fit.",
         [(SAKA, "out", None), (RICE, "out", None), (ODEGAARD, "back", None)]),
        ("Arsenal are without Saka (hamstring) and Rice (knee).",
         [(SAKA, "out", "hamstring"), (RICE, "out", "knee")]),
        ("Saka (knock) and Rice (knee) are both fit.",
         [(SAKA, "back", "knock"), (RICE, "back", "knee")]),
        ("Arsenal lost Saka to injury and Rice to suspension.",
         [(SAKA, "out", None), (RICE, "out", "suspended")]),
        ("Saka, who missed the win at Fulham with a calf injury, is back in training.",
         [(SAKA, "back", "calf")]),
        ("Rice remains sidelined, while Saka returns.",
         [(RICE, "out", None), (SAKA, "back", None)]),
        ("Doubts over Saka and Rice remain.", [(SAKA, "doubt", None), (RICE, "doubt", None)]),
        ("Saka faces a late fitness test on his ankle.", [(SAKA, "doubt", "ankle")]),
        ("Saka serves a three-match ban.", [(SAKA, "out", "suspended")]),
        ("Saka has a back problem and will not travel.", [(SAKA, "out", "back")]),
        ("Saka is back.", [(SAKA, "back", None)]),
        # denied
        ("Saka is not injured and will start.", [(SAKA, "back", None)]),
        ("Saka is not fit.", [(SAKA, "out", None)]),
        ("Saka won\u2019t be back until January.", [(SAKA, "out", None)]),
        ("Saka is no longer injured.", [(SAKA, "back", None)]),
        ("Saka avoids a ban.", [(SAKA, "back", "suspended")]),
        ("No new injuries for Arsenal.", []),
        ("Saka is not a doubt.", []),
        # guessed, hoped, merely thought
        ("Saka could miss the trip to Fulham.", [(SAKA, "doubt", None)]),
        ("Saka would miss the final if he is booked again.", []),
        ("Rice hopes to return after the international break.", [(RICE, "doubt", None)]),
        # what only looks like it
        ("Saka had a goal ruled out by VAR.", []),
        ("Saka missed a penalty in injury time.", []),
        ("Saka hit back after the break and stood out.", []),
        ("Saka was deadly in attack and scored twice.", []),
        ("Arsenal Women striker Rice is injured.", []),
    ],
)  # fmt: skip
def test_a_sentence_says_who_can_play(
    reads: Reader, text: str, expected: list[tuple[Any, ...]]
) -> None:
    assert said(reads.read(document(text)).signals) == expected


def test_he_is_whom_the_sentence_before_was_about(reads: Reader) -> None:
    read = reads.read(
        document("Saka will miss the match. He is expected to be out for three weeks.")
    )
    second = read.signals[1]
    assert (second.player, second.back_from) == (SAKA, date(2025, 11, 22))
    assert second.confidence < read.signals[0].confidence


def test_lists_say_it_by_their_headings(reads: Reader) -> None:
    text = (
        "Arsenal\nOUT\nBukayo Saka \u2013 hamstring\nNew Man \u2013 back\n\n"
        "DOUBT\nDeclan Rice \u2013 knock\n\n"
        "Chelsea\nOUT \u2013 none\n\nNottingham Forest\nIN\nChris Wood \u2013 knee, fit"
    )
    read = reads.read(document(text))
    assert said(read.signals) == [
        (SAKA, "out", "hamstring"),
        ("New Man", "out", "back"),
        (RICE, "doubt", "knock"),
        ("Chris Wood", "back", "knee"),
    ]
    assert [each.club for each in read.signals] == ["Arsenal"] * 3 + ["Nott'm Forest"]


def test_a_heading_may_stand_in_the_line(reads: Reader) -> None:
    read = reads.read(
        document("Arsenal\nOut: Saka (knee), Rice (calf)\nDoubtful: Odegaard (knock)")
    )
    assert said(read.signals) == [
        (SAKA, "out", "knee"),
        (RICE, "out", "calf"),
        (ODEGAARD, "doubt", "knock"),
    ]


@pytest.mark.parametrize(
    ("text", "club"),
    [
        ("Fulham: Wilson is out.", "Fulham"),
        ("Newcastle will be without Wilson.", "Newcastle"),
        ("Wilson is out.", None),
        ("Callum Wilson is out.", "Newcastle"),
        ("Kyle Wilson is out at Fulham.", None),
        ("Fulham beat Newcastle, but Wilson is out.", None),
    ],
)
def test_a_surname_of_several_is_told_by_its_club_and_never_guessed(
    reads: Reader, text: str, club: str | None
) -> None:
    read = reads.read(document(text))
    assert [each.club for each in read.signals if each.player] == ([club] if club else [])


def test_names_that_may_stand_for_several_are_reported(reads: Reader) -> None:
    assert reads.read(document("The Reds will be without Wilson.")).unclear == ("reds", "wilson")


@pytest.mark.parametrize(
    ("text", "player"),
    [
        ("Odegaard is out.", ODEGAARD),
        ("Liverpool's van Dijk is out.", "Virgil van Dijk"),
        ("O'Brien is out for Everton.", "Jake O\u2019Brien"),
        ("Alexander-Arnold is out for Liverpool.", "Trent Alexander-Arnold"),
        ("Wood is out, says Forest.", "Chris Wood"),
        ("Wood from the forest is out of stock.", None),
        ("The rice is out.", None),
        ("Gabriel is out for the Gunners.", None),
    ],
)
def test_players_are_known_by_surnames_accents_and_signs_apart(
    reads: Reader, text: str, player: str | None
) -> None:
    named = [each.player for each in reads.read(document(text)).signals if each.player]
    assert named == ([player] if player else [])


def test_a_record_of_a_player_may_say_that_he_left(reads: Reader) -> None:
    text = "Joined Reading on loan until the end of the season on 4/10. - Expected back 01 Jul"
    known = document(text, club="Arsenal", player=SAKA)
    (signal,) = (each for each in reads.read(known).signals if each.status)
    assert (signal.kind, signal.club, signal.back_from) == (
        SignalKind.OTHER,
        "Arsenal",
        date(2026, 7, 1),
    )
    assert said(reads.read(document("Rice joined Arsenal on loan.")).signals) == []


def test_what_the_manager_says_is_his(reads: Reader) -> None:
    text = (
        "Arsenal manager Ann Fox was pleased.\n"
        "\u201cWe were brilliant and ruthless,\u201d said Fox. "
        "\u201cI love this great club,\u201d said Saka."
    )
    quotes = [each for each in reads.read(document(text)).signals if each.speaker]
    assert [(each.club, each.speaker) for each in quotes] == [("Arsenal", "Ann Fox")]
    assert quotes[0].value > 0.5


def test_a_victory_is_a_defeat_for_the_other(reads: Reader) -> None:
    text = (
        "Arsenal thrashed Chelsea with a brilliant display. Liverpool lost to Fulham, a woeful day."
    )
    values = {each.club: each.value for each in reads.read(document(text)).signals}
    assert {club for club, value in values.items() if value > 0} == {"Arsenal", "Fulham"}
    assert {club for club, value in values.items() if value < 0} == {"Chelsea", "Liverpool"}


def test_another_language_is_noted_and_not_read(reads: Reader) -> None:
    german = document(
        "Saka ist nicht dabei und wird mit einer Verletzung auf der Bank sitzen, out."
    )
    assert german.language == "de"
    assert reads.read(german).signals == ()

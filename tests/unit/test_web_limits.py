import pytest

from scoreline.web import limits
from scoreline.web.limits import Buckets, neighbourhood


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_holds_a_minute_s_requests_and_fills_up_again() -> None:
    watch = Watch()
    buckets = Buckets(6, clock=watch)
    assert [buckets.wait("a") for _ in range(6)] == [0.0] * 6
    assert buckets.wait("a") == pytest.approx(10)
    assert buckets.wait("b") == 0.0
    watch.now += 4
    assert buckets.wait("a") == pytest.approx(6)
    watch.now += 6
    assert [buckets.wait("a") for _ in range(2)] == [0.0, pytest.approx(10)]
    watch.now += 3600
    assert [buckets.wait("a") for _ in range(7)] == [*[0.0] * 6, pytest.approx(10)]


def test_a_look_into_a_bucket_takes_nothing() -> None:
    buckets = Buckets(2, clock=Watch())
    assert [buckets.pause("a") for _ in range(9)] == [0.0] * 9
    assert [buckets.wait("a") for _ in range(3)] == [0.0, 0.0, pytest.approx(30)]
    assert buckets.pause("a") == pytest.approx(30)


def test_without_a_limit_nobody_waits() -> None:
    buckets = Buckets(0)
    assert {buckets.wait("a") for _ in range(1000)} == {0.0}


def test_whoever_has_not_asked_for_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    buckets = Buckets(1, clock=Watch())
    assert [buckets.wait(who) for who in "abc"] == [0.0] * 3
    assert buckets.wait("c") > 0
    assert buckets.wait("a") == 0.0


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_one_subscriber_counts_as_one(address: str, expected: str) -> None:
    assert neighbourhood(address) == expected

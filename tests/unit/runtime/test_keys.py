"""Keys that the application makes."""

from datetime import UTC, datetime

from generator.runtime.keys import utc_now, utc_today, uuid7


def test_a_key_is_a_uuid_of_version_seven_that_tells_its_time():
    before = datetime.now(UTC).timestamp()
    key = uuid7()
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert before - 1 < (key.int >> 80) / 1000 < before + 60


def test_keys_are_not_repeated():
    assert len({uuid7() for _ in range(10_000)}) == 10_000


def test_the_time_is_aware_and_in_utc():
    assert utc_now().tzinfo is UTC
    assert utc_today() == utc_now().date()

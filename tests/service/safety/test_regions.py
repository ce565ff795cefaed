"""The numbers people are told to call."""

from datetime import UTC, date, datetime

import pytest

from service.safety.data import read_regions
from service.safety.models import Region, RegionCode
from service.safety.regions import expired, region_code

REGIONS = read_regions()

# safety.md, "Regions".
GUIDELINE = {
    "uk": ("999", "111", "116 123"),
    "us": ("911", None, "988"),
    "ca": ("911", "811", "988"),
    "eu": ("112", None, "116 123"),
    "au": ("000", "1800 022 222", "13 11 14"),
    "in": ("112", None, "14416"),
    "cn": ("120", None, "12356"),
    # Not in the guideline's table; regions.toml says where they come from.
    "nz": ("111", "0800 611 116", "1737"),
    "ie": ("112", None, "116 123"),
    "hk": ("999", None, "18111"),
    "sg": ("995", None, "1771"),
    "za": ("112", None, "0800 567 567"),
    "unknown": (None, None, None),
}


@pytest.mark.parametrize("code", list(RegionCode))
def test_a_region_has_the_numbers_of_the_guideline(code: RegionCode) -> None:
    region = REGIONS[code]
    assert (region.emergency.number, region.urgent.number, region.crisis.number) == GUIDELINE[code]


def test_the_us_poison_line_is_the_guideline_one() -> None:
    poison = REGIONS[RegionCode.US].poison
    assert poison is not None
    assert poison.number == "1-800-222-1222"


def test_no_entry_is_past_its_expiry_today() -> None:
    """When this fails: check the numbers at `verify_at`, then move `verified_on` and `expires`."""
    assert expired(REGIONS, datetime.now(UTC).date()) == ()


def test_an_entry_past_its_expiry_is_named() -> None:
    named = expired(REGIONS, date(2031, 1, 1))
    assert len(named) == len(REGIONS)
    assert "uk expired on 2027-11-22" in named[0]


@pytest.mark.parametrize("region", REGIONS.values(), ids=list(REGIONS))
def test_an_entry_says_when_and_where_it_was_checked(region: Region) -> None:
    assert region.verified_on < region.expires
    assert (region.expires - region.verified_on).days <= 366
    assert region.source
    assert region.verify_at


@pytest.mark.parametrize(("text", "code"), [("UK", "uk"), (" us ", "us"), ("fr", "unknown"), ("", "unknown"), (None, "unknown")])
def test_a_region_is_named_or_unknown_and_never_guessed(text: str | None, code: RegionCode) -> None:
    assert region_code(text) == code

"""What a data file may not say."""

import pytest

from service.safety.data import _region, _rule, read_toml
from service.safety.errors import SafetyDataError
from service.safety.models import RegionCode


def test_a_rule_with_an_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(SafetyDataError, match="'x' has unknown fields \\['colour'\\]"):
        _rule({"id": "x", "colour": "red"})


def test_a_rule_with_an_unknown_level_is_refused_by_name() -> None:
    with pytest.raises(SafetyDataError, match="rule 'x'"):
        _rule({"id": "x", "level": "grave", "guidance": {"publisher": "p", "title": "t", "url": "u"}})


def test_a_region_without_a_line_is_refused() -> None:
    entry = read_toml("regions.toml")["uk"]
    del entry["crisis"]
    with pytest.raises(KeyError):
        _region(RegionCode.UK, entry)

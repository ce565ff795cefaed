"""Settings: each comes from its variable, and a wrong one stops the start and is named."""

import pytest
from pydantic import ValidationError

from service.errors import SettingsRefused
from service.safety.models import RegionCode
from service.settings import Settings, load_settings

# name: (text in the environment, what it becomes, texts that are refused)
CASES: dict[str, tuple[str, object, tuple[str, ...]]] = {
    "home": ("/srv/carecite", "/srv/carecite", ()),
    "host": ("0.0.0.0", "0.0.0.0", ()),  # noqa: S104 - a value, nothing listens
    "port": ("9000", 9000, ("0", "65536", "http", "80.5", "")),
    "workers": ("4", 4, ("0", "65", "many")),
    "embedder": ("hashing", "hashing", ("bogus", "", "MINILM")),
    "region": ("uk", RegionCode.UK, ("atlantis", "GB", "UK")),
    "threads": ("2", 2, ("0", "65", "-1")),
    "watch_s": ("0.5", 0.5, ("0", "-1", "soon")),
    "minimum_relevance": ("0.75", 0.75, ("-0.1", "1.1", "high", "nan")),
    "review_interval_years": ("5", 5, ("0", "2.5")),
    "keep_feedback": ("true", True, ("perhaps",)),
}
REFUSED = [(name, text) for name, (_, _, wrong) in CASES.items() for text in wrong]


def variable(name: str) -> str:
    return f"CARECITE_{name.upper()}"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


def test_each_setting_is_tested_here() -> None:
    assert set(CASES) == set(Settings.model_fields)


def test_without_an_environment_the_defaults_hold() -> None:
    settings = load_settings()
    assert {name: str(getattr(settings, name)) for name in CASES} == {
        "home": "var",
        "host": "127.0.0.1",
        "port": "8080",
        "workers": "1",
        "embedder": "minilm",
        "region": "unknown",
        "threads": "1",
        "watch_s": "2.0",
        "minimum_relevance": "0.15",
        "review_interval_years": "3",
        "keep_feedback": "False",
    }


@pytest.mark.parametrize("name", CASES)
def test_a_setting_is_read_from_its_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, value, _ = CASES[name]
    monkeypatch.setenv(variable(name), text)
    found = getattr(load_settings(), name)
    assert (str(found) if name == "home" else found) == value


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_a_wrong_value_is_refused_naming_its_variable_and_where_to_read_on(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), text)
    with pytest.raises(SettingsRefused, match=rf"^{variable(name)}: .*README\.md$") as refused:
        load_settings()
    assert refused.value.exit_code == 2
    assert "\n" not in str(refused.value)


def test_what_the_command_line_says_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARECITE_PORT", "9000")
    assert load_settings(port=9001, host=None).port == 9001
    assert load_settings(port=None).port == 9000


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("name", CASES)
def test_each_setting_says_what_it_is_for(name: str) -> None:
    assert len(Settings.model_fields[name].description or "") > 20

"""Settings: one frozen object, made in one place from the environment (CARECITE_…) and passed down."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.embedders import NAMES
from service.errors import SettingsRefused
from service.safety.models import RegionCode


def _known(embedder: str) -> str:
    if embedder not in NAMES:
        raise ValueError(f"there is no such embedder; choose one of {', '.join(NAMES)}")
    return embedder


class Settings(BaseSettings):
    """What an operator can set. Each field is the variable CARECITE_ + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="CARECITE_", frozen=True, extra="forbid")

    home: Path = Field(Path("var"), description="The data directory: articles, generations, caches.")
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8080, ge=1, le=65535, description="The port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Processes that answer; each loads the encoder and the index.")
    embedder: Annotated[str, AfterValidator(_known)] = Field(
        "minilm", description="The encoder; must be the one the index was built with."
    )
    region: RegionCode = Field(RegionCode.UNKNOWN, description="Whose emergency numbers to show when the person has not chosen.")
    threads: int = Field(1, ge=1, le=64, description="Threads of one encoding; 1 is fastest when questions come at the same time.")
    watch_s: float = Field(2.0, gt=0, description="How often to look for a newly published generation, in seconds.")
    minimum_relevance: float = Field(
        0.15,
        ge=0,
        le=1,
        description="The calibrated probability a passage needs to be shown; higher answers less and errs less.",
    )
    review_interval_years: int = Field(3, ge=1, description="Age of a review from which a passage says how old it is.")
    keep_feedback: bool = Field(False, description="Write helpful/not helpful marks to the data directory (never the question).")


def load_settings(**given: Any) -> Settings:
    """Make the settings from the environment; what is given (and not None) wins. Raises SettingsRefused naming the setting."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "CARECITE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsRefused(f"{name}: {first['msg']}; see the settings table in README.md") from error

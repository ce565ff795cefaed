"""The numbers to call, by region, and whether they are still fresh enough to show; never guesses a region."""

from collections.abc import Mapping
from datetime import date

from service.safety.models import Region, RegionCode


def region_code(text: str | None) -> RegionCode:
    """Return the region an operator's setting or a person's choice names; anything else is `unknown`."""
    try:
        return RegionCode((text or "").strip().lower())
    except ValueError:
        return RegionCode.UNKNOWN


def expired(regions: Mapping[RegionCode, Region], today: date) -> tuple[str, ...]:
    """Name each region whose numbers are past their expiry and where to check them again."""
    return tuple(
        f"regions.toml: {code} expired on {region.expires}; check it at {region.verify_at} and set verified_on"
        for code, region in regions.items()
        if region.expires < today
    )

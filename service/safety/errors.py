"""What can be wrong with the safety data; knows nothing of questions, which never raise.

SafetyDataError          a data file cannot be used
├── PatternError         a pattern, or a set it names, cannot be read
└── RegionError          a region's entry is missing a number or a date
"""


class SafetyDataError(ValueError):
    """A safety data file cannot be used; the message names the file, the entry and the mend."""


class PatternError(SafetyDataError):
    """A pattern, or a word set it names, cannot be read."""


class RegionError(SafetyDataError):
    """A region's entry cannot be used."""

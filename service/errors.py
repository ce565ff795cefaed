"""What can go wrong with the service.

ServiceError
└── SettingsRefused    a setting is wrong, or two do not go together; the service does not start
"""


class ServiceError(Exception):
    """The root of everything that can go wrong with the service."""

    exit_code = 1


class SettingsRefused(ServiceError):
    """A setting is wrong, or two do not go together; the service does not start."""

    exit_code = 2

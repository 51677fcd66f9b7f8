"""What keeps a record from being taken in: each message names the thing, and what to do."""


class IntakeError(Exception):
    """Raised when a record is not taken in; its message is one line for users."""


class ServiceError(IntakeError):
    """Raised when a service gives no usable answer."""


class NoRecordError(ServiceError):
    """Raised when a service answers that it has no such record."""

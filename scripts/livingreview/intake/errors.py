"""The exceptions for records that are not added; each message says what to do."""


class IntakeError(Exception):
    """Raised when a record is not added; its message is one line for users."""


class ServiceError(IntakeError):
    """Raised when a service returns no usable answer."""


class NoRecordError(ServiceError):
    """Raised when a service answers that it has no such record."""

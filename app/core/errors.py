"""Errors that people may see: a stable code for machines, a whole sentence for readers.

Every door (pages, sockets, commands, jobs) turns the same exception into its own form.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l


class DomainError(Exception):
    """Base of all refusals; `message` is translatable, `details` never holds content."""

    code = "error"
    status = 400
    default = _l("This did not work. Please try again.")

    def __init__(self, message: object = None, *, code: str | None = None, **details: object) -> None:
        self.message = message if message is not None else self.default
        self.code = code or type(self).code
        self.details = details
        super().__init__(self.code)


class Invalid(DomainError):
    """The input breaks a rule; `field` names the form field when there is one."""

    code = "invalid"
    status = 422
    default = _l("Please check what you entered.")

    def __init__(
        self, message: object = None, *, field: str | None = None, code: str | None = None, **details: object
    ) -> None:
        super().__init__(message, code=code, **details)
        self.field = field


class NotAllowed(DomainError):
    """The actor may see the thing but not do this to it."""

    code = "not_allowed"
    status = 403
    default = _l("You are not allowed to do this.")


class NotFound(DomainError):
    """The thing does not exist, or must look as if it did not."""

    code = "not_found"
    status = 404
    default = _l("There is nothing here.")


class Conflict(DomainError):
    """Somebody else was quicker, or the state of the thing forbids the step."""

    code = "conflict"
    status = 409
    default = _l("Somebody else has just changed this. Look at the newest state and try again.")


class Gone(DomainError):
    """The thing was here and has been removed for good."""

    code = "gone"
    status = 410
    default = _l("This has been removed.")


class TooLarge(DomainError):
    """The input is larger than the service accepts."""

    code = "too_large"
    status = 413
    default = _l("This is too large to send.")


class TooMany(DomainError):
    """A rate limit was reached; `retry_after` is in seconds."""

    code = "too_many"
    status = 429
    default = _l("That was too many attempts in a short time. Wait a little and try again.")

    def __init__(self, message: object = None, *, code: str | None = None, retry_after: int = 60) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after

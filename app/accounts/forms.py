"""Forms about accounts."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Email, EqualTo, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.browser import is_shared
from app.accounts.rules import ASKER_PASSWORD_MIN, LOGIN_MAX, PASSWORD_MAX, PASSWORD_MIN
from app.i18n import OWN_NAMES
from app.i18n import lazy_gettext as _l
from app.web.forms import BaseForm

PASSWORD_HINT = _l(
    "At least %(count)s characters. Four words that do not belong together are easy to remember.",
    count=PASSWORD_MIN,
)
ASKER_PASSWORD_HINT = _l(
    "At least %(count)s characters. A few words that do not belong together are easy to remember.",
    count=ASKER_PASSWORD_MIN,
)
ADDRESS = _l("Write the address in full, like name@example.org.")
NO_PASSWORD = _l("Write the password.")
NO_NEW_PASSWORD = _l("Write a new password.")
SHARED = _l("Other people use this device")
SHARED_HINT = _l("You will be signed out after 45 minutes, and nothing you type is kept here.")


def trimmed(text: str | None) -> str:
    """Return what was typed without spaces around it."""
    return (text or "").strip()


class SignInForm(BaseForm):
    """Staff give their e-mail, askers the name they chose."""

    login = StringField(
        _l("Name or e-mail"),
        [DataRequired(_l("Write your name or e-mail.")), Length(max=254)],
        filters=[trimmed],
    )
    password = PasswordField(_l("Password"), [DataRequired(NO_PASSWORD)])
    shared = BooleanField(SHARED, description=SHARED_HINT, default=is_shared)
    keep = BooleanField(_l("Add the questions opened on this device to my account"))
    next = HiddenField()


class SignUpForm(BaseForm):
    """An asker's account: a name of one's choice, nothing else."""

    login = StringField(
        _l("A name to sign in with"),
        [DataRequired(_l("Choose a name.")), Length(max=LOGIN_MAX)],
        filters=[trimmed],
        description=_l("Not your real name: something you will remember. Nobody else sees it."),
    )
    password = PasswordField(_l("Password"), [DataRequired(NO_NEW_PASSWORD)], description=ASKER_PASSWORD_HINT)
    shared = BooleanField(SHARED, description=SHARED_HINT, default=is_shared)
    keep = BooleanField(_l("Add the questions opened on this device to my account"))


class ChangePasswordForm(BaseForm):
    """The old password and twice the new one."""

    old = PasswordField(_l("Present password"), [DataRequired(_l("Write the present password."))])
    password = PasswordField(_l("New password"), [DataRequired(NO_NEW_PASSWORD)], description=PASSWORD_HINT)
    again = PasswordField(
        _l("New password once more"), [EqualTo("password", _l("The two passwords are not the same."))]
    )


class DeleteAccountForm(BaseForm):
    """The password, as a last confirmation."""

    password = PasswordField(_l("Password"), [DataRequired(NO_PASSWORD), Length(max=PASSWORD_MAX)])


class ForgotForm(BaseForm):
    """Where to send the link."""

    email = EmailField(_l("E-mail"), [DataRequired(ADDRESS), Email(ADDRESS)])


class ResetForm(BaseForm):
    """Twice the new password."""

    password = PasswordField(_l("New password"), [DataRequired(NO_NEW_PASSWORD)], description=PASSWORD_HINT)
    again = PasswordField(
        _l("New password once more"), [EqualTo("password", _l("The two passwords are not the same."))]
    )


class InvitationForm(ResetForm):
    """What an invited person says about themselves."""

    name = StringField(
        _l("Name shown to askers"),
        [DataRequired(_l("Choose a name.")), Length(max=80)],
        filters=[trimmed],
        description=_l("A pseudonym is welcome, for example only a first name."),
    )
    languages = SelectMultipleField(
        _l("Languages you can answer in"),
        [DataRequired(_l("Choose at least one."))],
        choices=OWN_NAMES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    licence_number = StringField(
        _l("Number of your licence or of your chamber membership"),
        [Length(max=60)],
        filters=[trimmed],
        description=_l("Somebody of the team compares it with the register before you see questions."),
    )
    terms = BooleanField(
        _l("I keep what I read here to myself, I stay neutral and never advise for whom to vote."),
        [DataRequired(_l("Without this promise we cannot open an account for you."))],
    )


class FactorForm(BaseForm):
    """Digits of the app or a code on paper; or a passkey's answer, which a script puts in."""

    code = StringField(
        _l("Code"),
        [Length(max=60)],
        filters=[trimmed],
        description=_l("Six digits from your app, or one of your recovery codes."),
    )
    credential = HiddenField()
    next = HiddenField()


class AppForm(BaseForm):
    """The first digits of a new app show that it knows the secret."""

    code = StringField(
        _l("Six digits from the app"),
        [DataRequired(_l("Write the six digits that the app shows.")), Length(max=20)],
        filters=[trimmed],
    )
    next = HiddenField()


class PasskeyForm(BaseForm):
    """A new passkey, made by a script, and what its owner calls it."""

    name = StringField(
        _l("What you call this passkey"),
        [Length(max=60)],
        filters=[trimmed],
        description=_l("For example: my phone, the key on my ring."),
    )
    credential = HiddenField()
    next = HiddenField()


class ConfirmForm(BaseForm):
    """The password once more, before something dangerous."""

    confirm_password = PasswordField(_l("Password"), [DataRequired(NO_PASSWORD), Length(max=PASSWORD_MAX)])

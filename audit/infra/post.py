"""Reaching a person where they log in: a letter to an email, a short message to a mobile number."""

from dataclasses import dataclass

from audit.infra.config import Config, SettingError
from audit.infra.mail import Letter, Mail, open_mail
from audit.infra.sms import Sms, open_sms


@dataclass(frozen=True, slots=True)
class Post:
    """Both ways out, and the address under which people reach us."""

    mail: Mail
    sms: Sms
    public_url: str

    @classmethod
    def of(cls, config: Config) -> "Post":
        """The ways that `config` names."""
        try:
            mail = open_mail(config.mail_url)
        except ValueError as error:
            raise SettingError(f"MAIL_URL: {error}.") from error
        try:
            sms = open_sms(config.sms_url, config.sms_body, config.sms_token)
        except ValueError as error:
            raise SettingError(f"SMS_URL and SMS_BODY: {error}.") from error
        return cls(mail, sms, config.public_url)

    def reaches(self, login: str) -> bool:
        """Whether a message to this kind of login can be sent; says nothing of whose it is."""
        return self.mail.is_set_up if "@" in login else self.sms.is_set_up

    def send(self, login: str, subject: str, text: str) -> None:
        """To an email with its subject; to a mobile number the text alone."""
        if "@" in login:
            self.mail.send(Letter(login, subject, text))
        else:
            self.sms.send(login, text)

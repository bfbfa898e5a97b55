"""Messages that wait in a cookie for the next page, as Django keeps them."""

from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.signing import TimestampSigner, get_cookie_signer
from django.http import HttpRequest
from django.utils.functional import cached_property


class WaitingMessages(CookieStorage):
    """Makes what signs them where there are some: most pages have none."""

    def __init__(self, request: HttpRequest) -> None:
        BaseStorage.__init__(self, request)

    @cached_property
    def signer(self) -> TimestampSigner:
        return get_cookie_signer(salt=self.key_salt)

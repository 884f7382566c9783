"""The steps of signing in, where they differ from allauth's."""

from allauth.account.stages import EmailVerificationStage
from django.http import HttpResponse


class ConfirmAddress(EmailVerificationStage):
    """Whoever has an address confirms it; whoever came from elsewhere without one has nothing to confirm."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Answer the page that asks for a code, if one is needed, and whether signing in goes on."""
        user = self.login.user
        if user is not None and not user.email and not user.emailaddress_set.exists():
            return None, True
        step: tuple[HttpResponse | None, bool] = super().handle()
        return step

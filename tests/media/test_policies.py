import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.policies import Refused
from debates.media.actions import delete_image, save_image, store_image
from debates.media.models import Image
from debates.media.policies import may_store
from tests.media.pictures import drawing, saved, stored_files

SIGN_IN = "Sign in to work with images."
EDITORS = "Only the editors of this publication work with its images."

# Role → what the policy says; the same for a new image and for one that is stored.
ROLES = [
    (AnonymousUser(), SIGN_IN),
    (User(display_name="Vera"), EDITORS),
    (User(display_name="Gone", is_staff=True, is_active=False), EDITORS),
    (User(display_name="Root without a desk", is_superuser=True), EDITORS),
    (User(display_name="Ed", is_staff=True), ""),
]
IDS = ["visitor", "reader", "editor whose account is closed", "superuser who is no editor", "editor"]


@pytest.mark.parametrize(("user", "sentence"), ROLES, ids=IDS)
def test_may_store(user, sentence):
    verdict = may_store(user)
    assert (bool(verdict), str(verdict.sentence)) == (sentence == "", sentence)


@pytest.mark.parametrize(("user", "sentence"), ROLES[:-1], ids=IDS[:-1])
def test_whoever_may_not_changes_nothing(user, sentence, ed, folder):
    image = store_image(upload=saved(drawing()), by=ed, title="Ants")
    files = stored_files(folder)
    image.title = "Bees"
    for act in (
        lambda: store_image(upload=saved(drawing((9, 9))), by=user, title="Bees"),
        lambda: save_image(image=image, by=user),
        lambda: delete_image(image=image, by=user),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert str(refused.value) == sentence
    assert list(Image.objects.values_list("title", flat=True)) == ["Ants"]
    assert stored_files(folder) == files


def test_editor_stores_describes_and_deletes(ed):
    image = store_image(upload=saved(drawing()), by=ed, title="Ants")
    image.title = "Bees"
    assert save_image(image=image, by=ed).title == "Bees"
    delete_image(image=image, by=ed)
    assert Image.objects.count() == 0

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.roles import Role
from accounts.verdicts import Refused
from debates.media.actions import delete_image, save_image, store_image
from debates.media.models import Image
from debates.media.policies import may_store
from tests.makers import make_user
from tests.media.pictures import drawing, saved, stored_files

EDITORS = "Only the editors of this publication work with its images."

# Role → what the policy says; the same for a new image and for one that is stored.
ROLES = {
    "visitor": (AnonymousUser, EDITORS),
    "reader": (lambda: make_user("Vera"), EDITORS),
    "contributor": (lambda: make_user("Ada", Role.CONTRIBUTOR), EDITORS),
    "moderator": (lambda: make_user("Mo", Role.MODERATOR), EDITORS),
    "editor whose account is closed": (lambda: make_user("Gone", Role.EDITOR, is_active=False), EDITORS),
    "administrator who is no editor": (lambda: make_user("Root", Role.ADMINISTRATOR), EDITORS),
    "editor": (lambda: make_user("Edna", Role.EDITOR), ""),
    "the site itself": (lambda: None, ""),
}


@pytest.mark.matrix("may_store")
@pytest.mark.parametrize(("make", "sentence"), ROLES.values(), ids=ROLES)
def test_may_store(db, make, sentence):
    verdict = may_store(make())
    assert (bool(verdict), str(verdict.sentence)) == (sentence == "", sentence)


REFUSED = {role: told for role, told in ROLES.items() if told[1]}


@pytest.mark.parametrize(("make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_whoever_may_not_changes_nothing(make, sentence, ed, folder):
    user = make()
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

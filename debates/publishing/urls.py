"""The editors' addresses, and the guests' way in."""

from django.urls import path

from debates.publishing.views import (
    details,
    images,
    inviting,
    moving,
    references,
    suggesting,
    texts,
    workspace,
)

app_name = "publishing"

urlpatterns = [
    path("editing/", workspace.home, name="home"),
    path("editing/debates/new/", details.new_debate, name="new_debate"),
    path("editing/debates/<int:pk>/", workspace.workspace, name="workspace"),
    path("editing/debates/<int:pk>/details/", details.details, name="details"),
    path("editing/debates/<int:pk>/delete/", details.delete_debate, name="delete_debate"),
    path("editing/debates/<int:pk>/positions/new/", details.new_position, name="new_position"),
    path("editing/debates/<int:pk>/rounds/<slug:round_>/", moving.publish_round, name="publish_round"),
    path("editing/debates/<int:pk>/moves/<slug:move>/", moving.move, name="move"),
    path("editing/debates/<int:pk>/references/", references.references, name="references"),
    path("editing/debates/<int:pk>/references/new/", references.new_reference, name="new_reference"),
    path("editing/debates/<int:pk>/references/paste/", references.paste_references, name="paste_references"),
    path(
        "editing/debates/<int:pk>/references/look-up/", references.look_up_reference, name="look_up_reference"
    ),
    path("editing/debates/<int:pk>/references/<int:reference>/", references.reference, name="reference"),
    path(
        "editing/debates/<int:pk>/references/<int:reference>/move/",
        references.move_reference,
        name="move_reference",
    ),
    path(
        "editing/debates/<int:pk>/references/<int:reference>/delete/",
        references.delete_reference,
        name="delete_reference",
    ),
    path("editing/debates/<int:pk>/images/", images.images, name="images"),
    path("editing/debates/<int:pk>/images/new/", images.new_image, name="new_image"),
    path("editing/debates/<int:pk>/images/commons/", images.copy_from_commons, name="copy_from_commons"),
    path("editing/debates/<int:pk>/images/<int:image>/", images.image, name="image"),
    path("editing/debates/<int:pk>/images/<int:image>/lead/", images.lead_image, name="lead_image"),
    path("editing/debates/<int:pk>/images/<int:image>/remove/", images.remove_image, name="remove_image"),
    path("editing/positions/<int:pk>/", details.position, name="position"),
    path("editing/positions/<int:pk>/delete/", details.delete_position, name="delete_position"),
    path("editing/positions/<int:pk>/essays/new/", details.new_essay, name="new_essay"),
    path("editing/essays/<int:pk>/", details.essay, name="essay"),
    path("editing/essays/<int:pk>/delete/", details.delete_essay, name="delete_essay"),
    path("editing/essays/<int:pk>/invitations/", inviting.invitations, name="invitations"),
    path("editing/contributors/new/", details.new_contributor, name="new_contributor"),
    path("editing/contributors/<int:pk>/", details.contributor, name="contributor"),
    path("editing/suggestions/", suggesting.listed, name="suggestions"),
    path("editing/suggestions/<int:pk>/", suggesting.answer, name="answer_suggestion"),
    path("editing/texts/<int:pk>/", texts.save, name="save_text"),
    path("editing/invitations/<int:pk>/again/", inviting.send_invitation_again, name="send_invitation_again"),
    path("editing/invitations/<int:pk>/revoke/", inviting.revoke_invitation, name="revoke_invitation"),
    path("suggest/essays/<int:pk>/", suggesting.suggest, name="suggest"),
    path("suggest/essays/<int:pk>/thanks/", suggesting.suggested, name="suggested"),
    path("invitations/<int:pk>/<slug:token>/", inviting.accept_invitation, name="accept_invitation"),
]

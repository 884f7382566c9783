"""The only writers of debates and of everything in them."""

from debates.publishing.actions.drafting import (
    delete_debate,
    delete_essay,
    delete_position,
    delete_reference,
    save_contributor,
    save_debate,
    save_essay,
    save_image_details,
    save_position,
    save_reference,
    save_text,
    save_topic,
)
from debates.publishing.actions.inviting import (
    accept_invitation,
    invite_contributor,
    revoke_invitation,
    send_invitation_again,
)
from debates.publishing.actions.moving import (
    change_status,
    close_due,
    publish,
    publish_due,
    publish_round,
    record_import,
    schedule,
    withdraw_essay,
)
from debates.publishing.actions.rendering import rerender

__all__ = [
    "accept_invitation",
    "change_status",
    "close_due",
    "delete_debate",
    "delete_essay",
    "delete_position",
    "delete_reference",
    "invite_contributor",
    "publish",
    "publish_due",
    "publish_round",
    "record_import",
    "rerender",
    "revoke_invitation",
    "save_contributor",
    "save_debate",
    "save_essay",
    "save_image_details",
    "save_position",
    "save_reference",
    "save_text",
    "save_topic",
    "schedule",
    "send_invitation_again",
    "withdraw_essay",
]

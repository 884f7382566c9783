"""The only writers of debates and of everything in them."""

from debates.publishing.actions.agreeing import (
    add_note,
    approve_revision,
    ask_for_approval,
    return_essay,
    settle_note,
    submit_essay,
)
from debates.publishing.actions.correcting import handle_suggestion, suggest_correction
from debates.publishing.actions.drafting import (
    delete_debate,
    delete_essay,
    delete_position,
    save_contributor,
    save_debate,
    save_essay,
    save_position,
    save_topic,
)
from debates.publishing.actions.images import (
    add_image,
    choose_lead_image,
    remove_image,
    save_image_details,
)
from debates.publishing.actions.inviting import (
    accept_invitation,
    invite_contributor,
    revoke_invitation,
    send_invitation_again,
)
from debates.publishing.actions.moving import (
    EXPLAINED,
    change_status,
    close_debate,
    close_due,
    publish,
    publish_due,
    publish_round,
    record_import,
    schedule,
    withdraw_essay,
)
from debates.publishing.actions.previewing import make_preview_link, revoke_preview_link
from debates.publishing.actions.references import (
    Added,
    add_references,
    delete_reference,
    move_reference,
    save_reference,
)
from debates.publishing.actions.rendering import rerender
from debates.publishing.actions.texts import (
    Conflict,
    discard_change,
    publish_change,
    restore_revision,
    save_text,
)

__all__ = [
    "EXPLAINED",
    "Added",
    "Conflict",
    "accept_invitation",
    "add_image",
    "add_note",
    "add_references",
    "approve_revision",
    "ask_for_approval",
    "change_status",
    "choose_lead_image",
    "close_debate",
    "close_due",
    "delete_debate",
    "delete_essay",
    "delete_position",
    "delete_reference",
    "discard_change",
    "handle_suggestion",
    "invite_contributor",
    "make_preview_link",
    "move_reference",
    "publish",
    "publish_change",
    "publish_due",
    "publish_round",
    "record_import",
    "remove_image",
    "rerender",
    "restore_revision",
    "return_essay",
    "revoke_invitation",
    "revoke_preview_link",
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
    "settle_note",
    "submit_essay",
    "suggest_correction",
    "withdraw_essay",
]

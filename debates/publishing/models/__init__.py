"""Debates and what they are made of."""

from debates.publishing.models.debates import Debate, Origin, Position, StatusChange, Topic
from debates.publishing.models.essays import Contributor, Essay
from debates.publishing.models.invitations import Invitation, InvitationState
from debates.publishing.models.references import Reference
from debates.publishing.models.texts import Kind, Revision, Text

__all__ = [
    "Contributor",
    "Debate",
    "Essay",
    "Invitation",
    "InvitationState",
    "Kind",
    "Origin",
    "Position",
    "Reference",
    "Revision",
    "StatusChange",
    "Text",
    "Topic",
]

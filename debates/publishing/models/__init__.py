"""Debates and what they are made of."""

from debates.publishing.models.corrections import Correction, Outcome, Suggestion
from debates.publishing.models.debates import Debate, Origin, Position, StatusChange, Topic
from debates.publishing.models.essays import Contributor, Essay
from debates.publishing.models.invitations import Invitation, InvitationState
from debates.publishing.models.previews import PreviewLink
from debates.publishing.models.references import Reference
from debates.publishing.models.texts import Kind, Revision, Saving, Text
from debates.publishing.models.writing import Approval, Note

__all__ = [
    "Approval",
    "Contributor",
    "Correction",
    "Debate",
    "Essay",
    "Invitation",
    "InvitationState",
    "Kind",
    "Note",
    "Origin",
    "Outcome",
    "Position",
    "PreviewLink",
    "Reference",
    "Revision",
    "Saving",
    "StatusChange",
    "Suggestion",
    "Text",
    "Topic",
]

"""Reads that editors and their guests need and that span models."""

from debates.publishing.queries.drafts import draft_of, missing_in
from debates.publishing.queries.invitations import invitations_to
from debates.publishing.queries.suggestions import open_suggestions_count

__all__ = ["draft_of", "invitations_to", "missing_in", "open_suggestions_count"]

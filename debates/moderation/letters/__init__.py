"""The letters of moderation, rendered when they are sent from what is true then."""

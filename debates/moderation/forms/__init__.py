"""The forms of moderation: what was sent has the shape that an action takes."""

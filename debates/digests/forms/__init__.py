"""The forms of subscriptions: what was sent has the shape that an action takes."""

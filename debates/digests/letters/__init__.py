"""The e-mails of subscriptions, rendered when they are sent from what is true then."""

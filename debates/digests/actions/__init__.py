"""The only writers of subscriptions, events, digests and what people were told."""

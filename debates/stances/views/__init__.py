"""The pages of the poll, by what they are about."""

"""The private pages of comments, by what they are about."""

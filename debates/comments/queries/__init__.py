"""Reads of comments, by what they are for."""

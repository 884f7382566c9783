"""Reads of the poll, by what they answer."""

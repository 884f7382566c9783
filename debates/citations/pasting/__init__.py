"""References that somebody pastes, several at once: BibTeX, RIS or CSL-JSON to CSL items and a report."""

"""Fills a database with as much as a measurement asks for: made-up debates, people, comments and answers.

Everything follows from a seed and a moment. Rows go in the quickest way that a database has, past no
constraint; what follows from rows is made by the actions that make it otherwise.
"""

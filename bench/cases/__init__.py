"""What is measured: a file for each row of the table, or for a few that share what they need."""

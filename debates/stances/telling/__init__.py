"""Results told: in words, tables, pictures, and as a file. What may be told is decided before."""

"""Names where they stand: what each stands for, and everything that bears it."""

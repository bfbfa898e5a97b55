"""Backups: one archive of the database and the stored files, made while people work, restored into an empty place, and
tried out. making, restoring and drilling are the three whole acts; the other modules are their parts."""

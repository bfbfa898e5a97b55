"""Everything of the company as one ZIP archive: written, looked through and read into an empty company."""

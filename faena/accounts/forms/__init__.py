"""What the pages of accounts may send: getting in (entrance), and who works here (people)."""

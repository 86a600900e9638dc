"""Step 6: sessions, contributions, evidence and freedoms."""

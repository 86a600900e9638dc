"""The pages of what is signed, shown and said."""

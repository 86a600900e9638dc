"""Signing in and passwords: allauth, in this product's words and by its rules."""

"""The demonstration consortium, and signing in to it with one click."""

"""What a person types to write a script."""

"""What adults do with many plans."""

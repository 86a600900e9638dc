"""What adults do with many plans: who needs them, many answers at once, a stand-in while away, reviewing together."""

"""What carers see and do: the parts of a plan that are open to them, and encouragements."""

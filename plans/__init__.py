"""My plan: what I need, what I aim for, what I make, and what money is behind it."""

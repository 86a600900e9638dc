"""What the chosen path adds to the pages of talks, of money and of many learners."""

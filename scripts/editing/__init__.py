"""Writing a script: starting it, its branches and steps, their order, alternatives, endings, and going back."""

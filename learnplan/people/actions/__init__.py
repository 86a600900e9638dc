"""What is done to people, their bonds and their circumstances."""

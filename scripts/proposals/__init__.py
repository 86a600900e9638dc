"""What a new version of the framework would change in one script: offered, and accepted or declined item by item."""

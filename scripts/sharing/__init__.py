"""What is signed together of a script, which branch is shown to whom, and what is said about a step."""

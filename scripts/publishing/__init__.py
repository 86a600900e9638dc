"""Templates of branches: written by advisers, published by learners without their name, and forked into a script."""

"""What if: paths of a script side by side, and what an ending would take, read back to today."""

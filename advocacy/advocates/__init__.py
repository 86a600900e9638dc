"""Step 5: advocates, cases, clocks and hand-over."""

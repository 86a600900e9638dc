"""The frame: what every room stands on, and the front door."""

"""Presentational tags: icons, money, ladders, fields."""

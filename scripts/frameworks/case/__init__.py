"""Reading a 1EdTech CASE package: how it is written, its elements, its hierarchy, and what is wrong with it."""

"""The HTML and SVG of the map, the grid and the list: hundreds of facts, so it is not left to templates."""

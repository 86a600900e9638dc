"""Writing a script in depth: order, alternatives, what endings ask, and every version it has had."""

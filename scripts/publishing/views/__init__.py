"""Pages of templates of branches."""

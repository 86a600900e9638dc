"""Every write to templates of branches and to what is suggested of them."""

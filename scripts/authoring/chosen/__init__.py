"""The chosen path of a script, as pages outside it show it: what comes next, what is open, what it costs."""

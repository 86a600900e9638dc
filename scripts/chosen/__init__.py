"""The chosen path of a script, read and said in short for the pages of other rooms."""

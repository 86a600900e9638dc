"""Contents page: nothing is kept here yet; voice, advocates and equity bring their own tables."""

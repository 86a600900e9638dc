"""Published curricula, and the part of one that an institution adopts for a cohort: the common script."""

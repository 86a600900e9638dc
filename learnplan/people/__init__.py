"""Users, institutions, memberships, bonds and circumstances: who is who, and from when to when."""

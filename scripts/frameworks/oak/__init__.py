"""England's National Curriculum as Oak National Academy and the DfE publish it, as Turtle: read into CASE elements."""

"""A step whose item has variants in the framework: using those as the alternatives to pick from."""

"""What stands in the rail: the entries for the roles a user holds today."""


def navigation(request) -> dict:
    """Context processor: `nav`, the entries of the rail; empty when signed out."""
    return {"nav": []}

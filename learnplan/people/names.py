"""The name a person goes by, for statements that read names beside other rows."""

from django.db.models import CharField, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim


def name_of(person: str) -> Trim:
    """Return the expression for the full name of the user that the field `person` leads to."""
    goes_by = Coalesce(NullIf(f"{person}__preferred_name", Value("")), f"{person}__given_name")
    return Trim(Concat(goes_by, Value(" "), f"{person}__family_name", output_field=CharField()))

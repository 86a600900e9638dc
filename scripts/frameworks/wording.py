"""What a framework says of itself beside its title: version, language, dates, licence, where it comes from. Pure."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of it; `url` is where it leads, empty for plain text."""

    label: str
    words: str
    url: str = ""


def facts_of(document: Any, licences: Any = None) -> list[Fact]:
    """Return the facts of a CFDocument (and of the CFLicenses of its package), as a page shows them.

    Whatever has another shape than CASE gives it is left out. Only addresses of the web are links.
    """
    document = document if isinstance(document, dict) else {}
    given = licences if isinstance(licences, list) else []
    named = {_text(each, "identifier"): each for each in given if isinstance(each, dict)}
    found = [
        Fact(_("About it"), _text(document, "description")),
        Fact(_("Version"), _text(document, "version")),
        Fact(_("Language"), _language(_text(document, "language"))),
        Fact(_("Subject"), ", ".join(_texts(document.get("subject")))),
        Fact(_("Valid from"), _text(document, "statusStartDate")),
        Fact(_("Valid until"), _text(document, "statusEndDate")),
        *_licences(document, named),
        Fact(_("Rights and notes"), _text(document, "notes")),
        _link(_("Published at"), _text(document, "officialSourceURL")),
    ]
    return [fact for fact in found if fact.words]


def _language(code: str) -> str:
    """Return the name of a language, such as “English” for en-GB; a code that nobody knows as it is."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _licences(document: dict, named: dict) -> list[Fact]:
    """Return the licence that the document names, with its text, else those that its extensions give the address of."""
    link = document.get("licenseURI")
    if isinstance(link, dict):
        licence = named.get(_text(link, "identifier"), {})
        words = _text(link, "title") or _text(licence, "title")
        text = _text(licence, "licenseText") or _text(licence, "description")
        address = _link(_("Licence"), _text(link, "uri")).url
        return [Fact(_("Licence"), words or address, address), Fact(_("What the licence says"), text)]
    if isinstance(link, str):
        return [_link(_("Licence"), link)]
    extensions = document.get("extensions")
    addresses = extensions.get("license") if isinstance(extensions, dict) else None
    return [_link(_("Licence"), address) for address in _texts(addresses)]


def _link(label: str, address: str) -> Fact:
    return Fact(label, address, address if address.startswith(("https://", "http://")) else "")


def _text(holder: dict, name: str) -> str:
    value = holder.get(name)
    return value.strip()[:2000] if isinstance(value, str) else ""


def _texts(values: Any) -> list[str]:
    several = values if isinstance(values, list) else [values]
    return [value.strip()[:500] for value in several if isinstance(value, str) and value.strip()]

"""What a page offers to do: its forms with their fields, its links, and what htmx would ask for."""

import datetime as dt
from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {
    "date": dt.date.today().isoformat(),
    "number": "1",
    "email": "someone@example.org",
    "password": "a stage of one's own",
}


@dataclass
class Form:
    """One form: where it goes, how, and its fields as (name, what it holds, what a person could put there)."""

    method: str
    action: str
    has_token: bool = False
    has_files: bool = False
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    def data(self, *, filled: bool) -> dict[str, list[str]]:
        """Return what is sent when nothing is touched, or when each field is `filled`."""
        sent: dict[str, list[str]] = {}
        for name, held, typed in self.fields:
            value = held or (typed if filled else "")
            if value or name not in sent:
                sent.setdefault(name, []).append(value)
        return {name: [value for value in values if value][:1] or [""] for name, values in sent.items()}


class Page(HTMLParser):
    """A page read into `forms`, `links`, and `asks`: (hx address, the address that does it without JavaScript)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: set[str] = set()
        self.asks: list[tuple[str, str]] = []
        self._form: Form | None = None
        self._select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        for ask in ("hx-get", "hx-post"):
            if ask in attributes:
                self.asks.append((attributes[ask], attributes.get("href", attributes.get("action", ""))))
        if tag == "a" and attributes.get("href", "").startswith("/"):
            self.links.add(attributes["href"].split("#")[0])
        if tag == "form":
            self._form = Form(attributes.get("method", "get").lower(), attributes.get("action", ""))
            self.forms.append(self._form)
        elif self._form:
            self._read_field(tag, attributes)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def _read_field(self, tag, attributes):
        name, kind = attributes.get("name", ""), attributes.get("type", "text")
        value = attributes.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            held = value if "selected" in attributes else ""
            self._form.fields.append((self._select, held, value))
        elif name == "csrfmiddlewaretoken":
            self._form.has_token = True
        elif kind == "file":
            self._form.has_files = True
        elif tag == "input" and kind in ("radio", "checkbox"):
            self._form.fields.append((name, value if "checked" in attributes else "", value or "on"))
        elif tag == "textarea" or (tag == "input" and name):
            self._form.fields.append((name, value, TYPED.get(kind, "Words of my own")))
        elif tag == "button" and name:
            self._form.fields.append((name, value, value))

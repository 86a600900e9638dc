"""Templates and style sheets agree: what a template names, a sheet knows."""

import re

from learnplan.assets.building import LAYERS, ROOT, SOURCE

# Names that say what a thing is to a reader of the template, and need no drawing of their own.
BARE = {"possible", "timeline"}


def test_classes_in_templates_are_known_to_a_style_sheet():
    sheets = "".join((SOURCE / "css" / f"{layer}.css").read_text() for layer in LAYERS)
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"/\*.*?\*/", "", sheets, flags=re.S)))
    unknown = {}
    for path in (ROOT / "templates").rglob("*.html"):
        for classes in re.findall(r'class="([^"]*)"', path.read_text()):
            plain = re.sub(r"\S*{{.*?}}\S*", " ", re.sub(r"{%.*?%}", " ", classes))
            for name in set(plain.split()) - known - BARE:
                unknown.setdefault(name, set()).add(path.name)
    assert unknown == {}

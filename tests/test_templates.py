"""Templates and style sheets agree, and both can be read: what a template names a sheet knows, no line is long."""

import re

from learnplan.assets.building import LAYERS, ROOT, SOURCE

# Names that say what a thing is to a reader of the template, and need no drawing of their own.
BARE = {"possible", "timeline"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((SOURCE / "css").glob("*.css"))


def test_classes_in_templates_are_known_to_a_style_sheet():
    sheets = "".join((SOURCE / "css" / f"{layer}.css").read_text() for layer in LAYERS)
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"/\*.*?\*/", "", sheets, flags=re.S)))
    unknown = {}
    for path in TEMPLATES:
        for classes in re.findall(r'class="([^"]*)"', path.read_text()):
            plain = re.sub(r"\S*{{.*?}}\S*", " ", re.sub(r"{%.*?%}", " ", classes))
            for name in set(plain.split()) - known - BARE:
                unknown.setdefault(name, set()).add(path.name)
    assert unknown == {}


def test_no_line_is_longer_than_120_characters():
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (*TEMPLATES, *SHEETS)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > 120
    ]
    assert long == []


def test_words_that_keep_their_line_breaks_are_given_none_by_the_template():
    # Both classes say `white-space: pre-line`, which the formatter cannot know when it breaks a long line.
    broken = re.compile(r'class="(?:words|compared)\b[^>]*>\s*\n')
    assert [path.name for path in TEMPLATES if broken.search(path.read_text())] == []

"""Tags for the small parts that stand many times on a page: icons, chips, money, ladders, meters, fields."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learnplan.assets.icons import ICONS, look_of

register = template.Library()
TONES = ("", "now", "good", "wait", "stop")
STEPS = 5


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw the icon `name`. It is decoration unless `label` says what it means on its own.

    Raises ValueError for a name that is not declared in learnplan/assets/icons.py.
    """
    return _icon(name, str(label))


@register.simple_tag
def once(name: str) -> SafeString:
    """Draw a part that is the same on every page and for everyone: put together once a process and language."""
    return _once(name, get_language())


@register.simple_tag
def rail_entries(nav: Iterable[dict], is_more: bool = False) -> SafeString:
    """Draw the entries of the rail as list items; with `is_more` only those that a phone shows behind "More"."""
    entries = (
        (each["url"], str(each["label"]), each["icon"], each["current"], each["more"], each.get("count"))
        for each in nav
        if each["more"] or not is_more
    )
    return _rail_entries(tuple(entries), is_more)


@register.simple_tag
def chip(text: str, tone: str = "", symbol: str = "circle-dot") -> SafeString:
    """Draw a state as icon and word; `tone` is "", "now", "good", "wait" or "stop"."""
    return _chip(str(text), tone, symbol)


# Pages draw the same few icons and chips over and over, so each is put together once a process.
@lru_cache(maxsize=1024)
def _icon(name: str, label: str) -> SafeString:
    if name not in ICONS:
        raise ValueError(f"There is no icon {name!r} in learnplan/assets/icons.py.")
    means = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"/></svg>', means, static("icons.svg"), name)


@lru_cache(maxsize=32)
def _once(name: str, language: str) -> SafeString:
    return render_to_string(name)


@lru_cache(maxsize=512)
def _rail_entries(entries: tuple, is_more: bool) -> SafeString:
    return format_html_join(
        "\n",
        '<li{}><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        (
            (
                mark_safe(' class="only-desk"') if more and not is_more else "",
                url,
                mark_safe(' aria-current="page"') if current else "",
                _icon(symbol, ""),
                label,
                format_html('<span class="count">{}</span>', count) if count and not is_more else "",
            )
            for url, label, symbol, current, more, count in entries
        ),
    )


@lru_cache(maxsize=1024)
def _chip(text: str, tone: str, symbol: str) -> SafeString:
    if tone not in TONES:
        raise ValueError(f"There is no tone {tone!r}; use one of {TONES}.")
    return format_html('<span class="{}">{}{}</span>', f"chip {tone}".strip(), _icon(symbol, ""), capfirst(text))


@register.simple_tag
def state_chip(kind: str, state: str, word: str) -> SafeString:
    """Draw the `state` of a `kind` ("target", "branch", "place", ...) with its usual icon, and `word`."""
    look = look_of(kind, state)
    return chip(word, look.tone, look.icon)


@register.filter
def money(pence: int | None) -> str:
    """Write integer pence as pounds, without pence when there are none; unknown money is said to be so.

    >>> money(123456), money(500000), money(-114000)
    ('£1,234.56', '£5,000', '−£1,140')
    """
    if pence is None or pence == "":
        return _("not known yet")
    pounds, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}{f'.{rest:02d}' if rest else ''}"


@register.simple_tag
def ladder(mine: int | None, others: Iterable[tuple[str, int]] = (), name: str = "") -> SafeString:
    """Draw a rating of 1 to 5 as rising steps, with a mark over the step of each other rater.

    `others` are (who, rating) pairs; `name` is whose rating fills the steps, the reader's own by default.
    The same is said in words for those who do not see it.
    """
    known = [(who, rating) for who, rating in others or () if rating]
    whose = name or _("I")
    mine_in_words = _("%(who)s: %(rating)s of 5") if mine else _("%(who)s: nothing yet")
    words = [mine_in_words % {"who": whose, "rating": mine}]
    words += [_("%(who)s: %(rating)s of 5") % {"who": who, "rating": rating} for who, rating in known]
    marks = tuple(sorted({rating for _who, rating in known}))
    return format_html(
        '<svg class="ladder" viewBox="0 0 88 31" role="img" aria-label="{}">{}{}</svg>',
        ". ".join(words),
        _steps(mine or 0),
        _marks(marks),
    )


@lru_cache(maxsize=STEPS + 1)
def _steps(mine: int) -> SafeString:
    return format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="15" height="{}" rx="2"/>',
        (
            ("step on" if step <= mine else "step", 18 * (step - 1), 30 - 4 * step, 4 * step)
            for step in range(1, STEPS + 1)
        ),
    )


@lru_cache(maxsize=2**STEPS)
def _marks(ratings: tuple[int, ...]) -> SafeString:
    return format_html_join(
        "",
        '<path class="other" d="M{} {}l5 -7h-10z"/>',
        ((18 * (rating - 1) + 7.5, 28 - 4 * rating) for rating in ratings),
    )


@register.simple_tag
def meter(label: str, whole: int, *amounts: int) -> SafeString:
    """Draw `amounts` as parts of `whole`, in their order; `label` says the same in words.

    Parts beyond the whole are cut off at the end; a whole of nothing is an empty meter.
    """
    rects, start = [], 0.0
    for number, amount in enumerate(amounts, 1):
        share = max(0.0, min(100.0 - start, 100.0 * (amount or 0) / whole)) if whole else 0.0
        kind = "part" if number == 1 else f"part-{number}"
        rects.append((kind, f"{start:.2f}", f"{share:.2f}"))
        start += share
    parts = format_html_join("", '<rect class="{}" x="{}%" width="{}%" height="100%"/>', rects)
    return format_html('<svg class="meter" role="img" aria-label="{}">{}</svg>', label, parts)


@register.simple_tag
def line_sample(number: int | str, state: str = "chosen") -> SafeString:
    """Draw a short piece of route line `number` ("core" or any count from 1), to stand beside its name."""
    classes = f"{line_class(number)} {state.replace('_', '-')}"
    return format_html(
        '<svg class="line-sample" viewBox="0 0 48 12" aria-hidden="true">'
        '<path class="line {0}" d="M4 6H44"/><path class="inlay {0}" d="M4 6H44"/></svg>',
        classes,
    )


@register.filter
def line_class(number: int | str) -> str:
    """Return the class of route line `number`; after eight lines the hues begin again."""
    return "line-core" if number == "core" else f"line-{(int(number) - 1) % 8 + 1}"


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Draw one field of a form with its label, hint, error and input."""
    return bound.as_field_group()


@register.filter
def near_pages(page: Page) -> Iterable[int | str]:
    """Return the numbers to show beside a page of a list: its neighbours, the ends, and an ellipsis between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def initials(name: str) -> str:
    """Return up to two initials of a name, for the round face beside it."""
    words = str(name).split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


@register.filter
def first_control(bound: BoundField) -> str:
    """Return the id of the input that a link to this field should lead to."""
    return f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label

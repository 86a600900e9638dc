"""One plain sentence for each verb of the record, in the reader's language.

A room adds its verbs here, grouped under its name. `{actor}` is who did it ("You" for the reader),
other names are keys of the event's facts.
"""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # people
    "roster.imported": _("{actor} brought in the roster {file}."),
    # plans/targets
    "plan.started": _("{actor} started the plan for {year}."),
    "target.written": _("{actor} wrote a target: “{words}”"),
}

"""Everything of a learner's plans as plain data, row by row, so that years of history never have to fit in memory.

docs/plan-export.schema.json says what each part holds. An added part or field keeps the VERSION; one that changes its
meaning or goes away is a new one.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learnplan.events.models import Event
from learnplan.events.reading import lines
from learnplan.people.models import User, name_of
from learnplan.templatetags.learnplan_parts import money
from plans.carers.models import Encouragement
from plans.consultation.models import Answer, Need, NeedTarget, Prompt, Summary, Talk
from plans.evidence.models import Evidence, EvidenceTarget
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor
from plans.targets.models import CheckIn, Plan, Rating, Target, TargetStep
from plans.years.models import Purpose, PurposeSignature, Reopening, Signature

FORMAT, VERSION = "learnplan.plan-export", 1
CHUNK = 200

type Row = dict[str, Any]
type Labels = Mapping[str, str | Promise]
# The words for codes, by field: {"state": {"agreed": "agreed", ...}}.
type Codes = Mapping[str, Mapping[Any, str | Promise]]
type Fact = tuple[str, str, list[list]]


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the export: its name in the data, its heading for people, and its rows, newest year first.

    `labels` name the fields that people read, beside LABELS, and `codes` put those that hold a code into words.
    """

    name: str
    label: str | Promise
    rows: Callable[[User], Iterable[Row]]
    labels: Labels = field(default_factory=dict)
    codes: Codes = field(default_factory=dict)


def plans(learner: User) -> QuerySet:
    rows = Plan.objects.filter(learner=learner).order_by("-year")
    return rows.values("id", "year", "started_at", "closed_at", institution_name=F("institution__name"))


def purposes(learner: User) -> QuerySet:
    names = PurposeSignature.objects.filter(purpose=OuterRef("pk")).order_by("at", "pk")
    signed = ArraySubquery(names.values(row=JSONObject(name=name_of("user"), role="role", at="at")))
    rows = Purpose.objects.filter(plan__learner=learner).order_by("-plan__year", "-version")
    return rows.values("plan_id", "version", "words", "at", written_by=name_of("author"), signed=signed)


def signatures(learner: User) -> QuerySet:
    rows = Signature.objects.filter(plan__learner=learner).order_by("-plan__year", "at", "pk")
    return rows.values("plan_id", "kind", "role", "at", "digest", "sheet", name=name_of("user"))


def reopenings(learner: User) -> QuerySet:
    rows = Reopening.objects.filter(plan__learner=learner).order_by("-plan__year", "at", "pk")
    return rows.values("plan_id", "reason", "at", name=name_of("by"))


def targets(learner: User) -> QuerySet:
    """Return every target with its steps, check-ins and ratings in it: one query."""
    of_target = {"target": OuterRef("pk")}
    steps = TargetStep.objects.filter(**of_target).order_by("position")
    said = CheckIn.objects.filter(**of_target).order_by("at", "pk")
    rated = Rating.objects.filter(**of_target).order_by("at", "pk")
    level = {"level": "level", "at": "at"}
    rows = Target.objects.filter(plan__learner=learner).order_by("-plan__year", "pk")
    own = ("id", "plan_id", "words", "success_test", "due_on", "state", "confidence", "written_at", "closed_at")
    return rows.values(
        *own,
        "carried_from_id",
        written_by=name_of("author"),
        step_rows=ArraySubquery(steps.values(row=JSONObject(words="words", done_at="done_at"))),
        said=ArraySubquery(said.values(row=JSONObject(**level, reflection="reflection", confidence="confidence"))),
        rated=ArraySubquery(rated.values(row=JSONObject(**level, comment="comment", name=name_of("rater")))),
    )


def talks(learner: User) -> QuerySet:
    """Return every talk with the questions, what each side said and what came of it, for the learner's own eyes."""
    of_talk = {"talk": OuterRef("pk")}
    asked = Prompt.objects.filter(**of_talk).order_by("pk")
    questions = JSONObject(words="words", purpose="purpose", asked_by=name_of("author"))
    said = Answer.objects.filter(prompt__talk=OuterRef("pk")).order_by("prompt", "pk")
    answers = JSONObject(question="prompt__words", words="words", at="at", written_by=name_of("author"))
    written = Summary.objects.filter(**of_talk).order_by("pk")
    own = {"words": "words", "at": "at", "agrees": "agrees", "reply": "reply", "replied_at": "replied_at"}
    summaries = JSONObject(**own, written_by=name_of("author"))
    needs = Need.objects.filter(**of_talk).order_by("pk")
    answered = ArraySubquery(NeedTarget.objects.filter(need=OuterRef("pk")).order_by("pk").values("target_id"))
    found = JSONObject(words="words", state="state", at="at", target_ids=answered)
    rows = Talk.objects.filter(plan__learner=learner).order_by("-plan__year", "-asked_at", "-pk")
    return rows.values(
        "id", "plan_id", "kind", "state", "reason", "asked_at", "booked_at", "place",
        adult_name=name_of("adult"),
        questions=ArraySubquery(asked.values(row=questions)),
        answers=ArraySubquery(said.values(row=answers)),
        understood=ArraySubquery(written.values(row=summaries)),
        needs_met=ArraySubquery(needs.values(row=found)),
        needs_found=ArraySubquery(needs.values("words")),
    )  # fmt: skip


def evidence(learner: User) -> QuerySet:
    """Return every piece of evidence; a file itself is fetched from its own page."""
    rows = Evidence.objects.filter(learner=learner).order_by("-added_at", "-pk")
    own = ("id", "kind", "title", "words", "url", "content_type", "size", "made_on", "added_at", "taken_back_at")
    links = EvidenceTarget.objects.filter(evidence=OuterRef("pk")).order_by("pk")
    return rows.values(*own, target_ids=ArraySubquery(links.values("target_id")))


def encouragements(learner: User) -> QuerySet:
    """Return what carers wrote to the learner."""
    rows = Encouragement.objects.filter(plan__learner=learner).order_by("-plan__year", "-at", "-pk")
    return rows.values("plan_id", "words", "at", "put_away_at", written_by=name_of("author"))


def asked(learner: User) -> QuerySet:
    """Return what somebody asked to do with the plans, with the answer."""
    rows = AskedFor.objects.filter(plan__learner=learner).order_by("-plan__year", "-asked_at", "-pk")
    people = {"asked_by": name_of("asker"), "answer_by": name_of("answered_by")}
    return rows.values("plan_id", "act", "target_id", "reason", "state", "asked_at", "answer", "answered_at", **people)


def history(learner: User) -> Iterator[Row]:
    """Yield every act about the learner, newest first, each as the sentence that its history page shows."""
    events = Event.objects.for_timeline(learner).iterator(chunk_size=CHUNK)
    for event in events:
        (line,) = lines([event], learner)
        behalf = str(event.on_behalf_of) if event.on_behalf_of else None
        who = {"actor": line.actor or None, "on_behalf_of": behalf}
        yield {"at": event.at, "verb": event.verb, **who, "sentence": line.sentence, "facts": event.facts}


PARTS = (
    Part("plans", _("Plans"), plans),
    Part("purposes", _("What education is for"), purposes),
    Part("targets", _("Targets"), targets),
    Part("signatures", _("Signatures"), signatures),
    Part("reopenings", _("Years opened again"), reopenings),
    Part(
        "talks",
        _("Talks"),
        talks,
        codes={"kind": dict(Talk.Kind.choices), "state": dict(Talk.State.choices) | dict(Need.State.choices)},
    ),
    Part(
        "evidence",
        _("Evidence"),
        evidence,
        labels={"kind": _("Kind"), "words": _("What it shows")},
        codes={"kind": dict(Evidence.Kind.choices)},
    ),
    Part("encouragements", _("Kind words"), encouragements),
    Part("asked", _("Asked for first"), asked, codes={"act": dict(Act.choices), "state": dict(AskedFor.State.choices)}),
    Part("history", _("History"), history),
)


def rows_of(part: Part, learner: User) -> Iterator[Row]:
    """Yield the rows of a part without holding them all."""
    found = part.rows(learner)
    yield from (found.iterator(chunk_size=CHUNK) if isinstance(found, QuerySet) else found)


def about(learner: User) -> Row:
    """Return what the export says first: what it is, of whom, and when it was made."""
    who = {
        name: getattr(learner, name) for name in ("username", "given_name", "family_name", "preferred_name", "email")
    }
    return {"format": FORMAT, "version": VERSION, "made_at": timezone.now(), "learner": who}


def as_json(learner: User, parts: Iterable[Part]) -> Iterator[str]:
    """Yield the export as one JSON object, a row at a time."""
    yield _json(about(learner))[:-1]
    for part in parts:
        yield f",\n{json.dumps(part.name)}: ["
        for number, row in enumerate(rows_of(part, learner)):
            yield (",\n" if number else "\n") + _json(row)
        yield "]"
    yield "}\n"


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


# What fields are called for people; ids and digests are not.
LABELS: dict[str, str | Promise] = {
    "question": _("Question"),
    "title": _("What it is"),
    "words": _("Words"),
    "kind": _("What about"),
    "state": _("State"),
    "reason": _("Why"),
    "answer": _("Answer"),
    "reply": _("What is not right"),
    "adult_name": _("With"),
    "name": _("Who"),
    "asked_by": _("Asked by"),
    "answer_by": _("Answered by"),
    "written_by": _("Written by"),
    "at": _("When"),
    "asked_at": _("Asked for on"),
    "booked_at": _("Booked for"),
    "answered_at": _("Answered on"),
    "added_at": _("Added on"),
    "made_on": _("Made on"),
    "taken_back_at": _("Taken back on"),
    "place": _("Where"),
    "url": _("Link"),
    "questions": _("Questions"),
    "answers": _("Answers"),
    "understood": _("What the adult understood"),
    "needs_met": _("What I need"),
    "act": _("What was asked for"),
    "put_away_at": _("Put away on"),
}


def facts_of(row: Mapping[str, Any], labels: Labels, codes: Codes) -> list[Fact]:
    """Return the fields of a row in the order of `labels`, as (label, text, rows in it); what is empty is left out.

    A row in it is a list of such facts again.
    """
    found: list[Fact] = []
    for name in labels:
        value = row.get(name)
        if value in (None, "", [], {}):
            continue
        if isinstance(value, list) and isinstance(value[0], Mapping):
            found.append((str(labels[name]), "", [facts_of(one, labels, codes) for one in value]))
        else:
            found.append((str(labels[name]), written(name, value, codes), []))
    return found


def written(name: str, value: Any, codes: Codes) -> str:
    """Return a value as people write it: days and moments, money, codes in words.

    >>> written("price_pence", 123456, {}), written("state", "held", {"state": {"held": "kept for me"}})
    ('£1,234.56', 'kept for me')
    """
    if name in codes:
        return str(codes[name].get(value, value))
    if name.endswith("pence") and isinstance(value, int):
        return money(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str) and (name == "at" or name.endswith("_at")):
        value = parse_datetime(value) or value
    if isinstance(value, dt.datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

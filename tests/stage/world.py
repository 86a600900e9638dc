"""The stage of the whole-project tests: one small world in which each page has something to show, and to hide."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from learnplan.notices.models import Notice
from learnplan.people.actions.bonds import bind, consent
from learnplan.people.actions.circumstances import add_circumstance
from learnplan.people.actions.persons import set_password
from learnplan.people.cards.actions import issue_cards
from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.importing.actions import receive, run
from learnplan.people.models import Institution, Membership, User
from learnplan.years import current_year, year_bounds
from plans.funding.actions.funds import draft_formula, open_fund, pay_in, publish
from plans.targets.actions import targets
from plans.targets.models import Target
from scripts.editing.actions import branches as authoring
from scripts.editing.actions.steps import add_step
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.importing import load as load_framework
from scripts.frameworks.models import Framework
from scripts.offers.actions import agree, close_offer, make_offer
from scripts.places import actions as places
from tests.stage import talks
from tests.stage.adults import build_adults
from tests.stage.files import framework_file, roster_files
from tests.stage.plans import add_targets, asking, evidence, freedoms, years
from tests.stage.scripts import frameworks, times_and_clashes, writing
from tests.stage.together import together

YEAR = current_year()
FIRST_DAY, LAST_DAY = year_bounds(YEAR)
TODAY = timezone.localdate()
SIGNED_OUT = "out"
PASSWORD = "a stage of one's own"
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
PEOPLE = ("amina", "bea", "chidi", "mair", "sam", "rosa", "dov")
ROLES = {
    "amina": ("Amina", "Said", "learner", "riverside"),
    "bea": ("Bea", "Said", "carer", "riverside"),
    "chidi": ("Chidi", "Okafor", "teacher", "riverside"),
    "mair": ("Mair", "Jenkins", "advocate", "riverside"),
    "sam": ("Sam", "Price", "provider", "northgate"),
    "rosa": ("Rosa", "Byrne", "administrator", "riverside"),
    "dov": ("Dov", "Stone", "learner", "hillcrest"),
    "cal": ("Cal", "Said", "carer", "riverside"),
}
# What leads a place to each of its states, in order: who does it, and what.
PATHS = {
    "asked": (),
    "held": ("hold",),
    "offered": ("hold", "offer"),
    "accepted": ("offer", "accept"),
    "under_way": ("offer", "accept", "start"),
    "completed": ("offer", "accept", "start", "complete"),
    "declined": ("offer", "decline"),
    "withdrawn": ("offer", "accept", "withdraw"),
    "released": ("offer", "accept", "release"),
}
SUBJECTS = ("Bricklaying", "Robotics", "Animal care")


@dataclass
class Stage:
    """People by name, and `things` by name; `rows` is how many of each thing a list has at least.

    `sessions` are the keys under which each of PEOPLE is signed in already.
    """

    rows: int
    people: dict[str, User] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        for kept in (self.__dict__.get("people", {}), self.__dict__.get("things", {})):
            if name in kept:
                return kept[name]
        raise AttributeError(name)

    def argument(self, word: str) -> Any:
        """Return what stands for `word` in an address: the key of a thing or a person, or a "=word" itself."""
        return word[1:] if word.startswith("=") else getattr(self, word).pk


def begin(rows: int = 1) -> Stage:
    """Build what is there before anyone does anything: people, who is with whom, and a common script."""
    stage = Stage(rows)
    stage.things["today"] = TODAY
    _people(stage)
    _bonds(stage)
    _common_scripts(stage)
    set_password(user=stage.amina, password=PASSWORD)
    for name in PEOPLE:
        client = Client()
        client.force_login(stage.people[name], backend=SIGN_IN)
        stage.sessions[name] = client.session.session_key
    return stage


def build(rows: int = 1) -> Stage:
    """Build the whole world in the database at hand, through the actions, and return it."""
    stage = begin(rows)
    _plans(stage)
    evidence(stage)
    add_targets(stage)
    asking(stage)
    freedoms(stage)
    talks.set_up(stage)
    _money(stage)
    _offers(stage)
    _scripts(stage)
    writing(stage)
    times_and_clashes(stage)
    _places(stage)
    years(stage)
    _classes(stage)
    _imports(stage)
    build_adults(stage)
    together(stage)
    frameworks(stage)
    stage.things["notice"] = Notice.objects.filter(recipient=stage.amina).first()
    return stage


def _people(stage: Stage) -> None:
    kinds = {"riverside": "school", "northgate": "college", "hillcrest": "school"}
    for name, kind in kinds.items():
        stage.things[name] = Institution.objects.create(name=f"{name.title()} {kind.title()}", kind=kind)
    for name, (given, family, role, at) in ROLES.items():
        stage.people[name] = _user(stage, name, given, family, role, at)
    for number in range(stage.rows):
        name = f"ella{number}"
        stage.people[name] = _user(stage, name, f"Ella {'abc'[number]}", "Hart", "learner", "riverside")
        stage.people[f"tom{number}"] = _user(
            stage, f"tom{number}", f"Tom {'abc'[number]}", "Reid", "teacher", "riverside"
        )
    stage.things["others"] = [stage.people[f"ella{number}"] for number in range(stage.rows)]


def _user(stage: Stage, username: str, given: str, family: str, role: str, at: str) -> User:
    user = User.objects.create_user(username, given_name=given, family_name=family)
    year_group = "12" if role == "learner" else ""
    institution = stage.things[at]
    Membership.objects.create(user=user, institution=institution, role=role, year_group=year_group, from_on=FIRST_DAY)
    return user


def _bonds(stage: Stage) -> None:
    adults = {"chidi": "tutor", "mair": "advocate", "bea": "carer", "cal": "carer"}
    for learner in (stage.amina, *stage.others):
        for adult, kind in adults.items():
            bond = bind(
                learner=learner,
                adult=stage.people[adult],
                kind=kind,
                institution=stage.riverside,
                from_on=FIRST_DAY,
                actor=stage.rosa,
            )
            if bond.waits_for_consent and adult != "cal":
                consent(bond=bond, actor=learner)
            if learner == stage.amina:
                stage.things[f"bond_of_{adult}"] = bond
    for kind, value in (("area_decile", 2), ("young_carer", 1), ("free_meals", 1))[: stage.rows]:
        source = "School census"
        add_circumstance(
            learner=stage.amina, kind=kind, value=value, source=source, from_on=FIRST_DAY, actor=stage.rosa
        )


def _plans(stage: Stage) -> None:
    for learner in (stage.amina, *stage.others):
        plan = targets.start_plan(learner=learner, institution=stage.riverside, year=YEAR, actor=learner)
        stage.things.setdefault("plan", plan)
        for number in range(stage.rows if learner == stage.amina else 1):
            for state in ("active", "need_help", "discuss", "reached", "dropped"):
                target = _target(stage, plan, f"Explain fault {number} to Dad ({state})", state)
                stage.things.setdefault(f"target_{state}", target)
    stage.things["target"] = stage.target_active
    dov = targets.start_plan(learner=stage.dov, institution=stage.hillcrest, year=YEAR, actor=stage.dov)
    stage.things["plan_of_dov"] = dov
    stage.things["target_of_dov"] = _target(stage, dov, "Swim a mile", "draft")


def _target(stage: Stage, plan, words: str, state: str) -> Target:
    learner = plan.learner
    target = targets.write_target(
        plan=plan, words=words, success_test="He gets it without me", due_on=TODAY, actor=learner
    )
    if state == "draft":
        return target
    for number in range(stage.rows if state == "active" else 1):
        checked = targets.check_in(target=target, level=4, reflection=f"I tried it again ({number}).", actor=learner)
        for adult in (stage.chidi, stage.mair)[: stage.rows]:
            targets.rate(target=target, level=4, comment="I saw it too.", actor=adult, check_in=checked)
        words = f"{target.words}!"
        target = targets.change_target(
            target=target, words=words, success_test=target.success_test, due_on=TODAY, actor=learner
        )
    if state != "active":
        targets.set_target_state(target=target, state=state, actor=learner)
    return target


def _common_scripts(stage: Stage) -> None:
    for number in range(stage.rows):
        identifier = f"10000000-0000-4000-8000-{number:012d}"
        framework = _framework(stage, identifier, number)
        stage.things.setdefault("framework", framework)
        items = [(item, item.position < 4) for item in framework.items.order_by("pk")]
        adopted = adopt_common_script(
            institution=stage.riverside,
            framework=framework,
            name=f"The Riverside core {number}",
            year=YEAR,
            year_group=str(12 - number),
            items=items,
            actor=stage.rosa,
        )
        stage.things.setdefault("common_script", adopted)


def _framework(stage: Stage, identifier: str, number: int) -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "framework.json"
        path.write_text(framework_file(identifier, f"Core {number}", stage.rows))
        report = load_framework(path, dry_run=False, by=stage.rosa, institution=stage.riverside)
    assert report.committed, report.to_json()
    return Framework.objects.get(identifier=identifier)


def _money(stage: Stage) -> None:
    rate = {"kind": "rate", "name": "Your year's rate", "pence": 800_000}
    weight = {"kind": "need", "name": "Where you live", "circumstance": "area_decile", "weights": {"1": 14, "2": 7}}
    components = {"version": 1, "components": [rate, weight]}
    for number in range(stage.rows):
        fund = open_fund(institution=stage.riverside, name=f"Learner choice {number}", year=YEAR, actor=stage.rosa)
        for _each in range(stage.rows):
            pay_in(fund=fund, pence=10_000_000, reason="Grant for the year", actor=stage.rosa)
        for _each in range(stage.rows):
            formula = draft_formula(fund=fund, components=components, actor=stage.rosa)
            stage.things.setdefault("fund", fund)
            stage.things.setdefault("formula", formula)
    publish(formula=stage.formula, actor=stage.rosa)


def _offers(stage: Stage) -> None:
    for number in range(stage.rows):
        home = stage.riverside
        if number:
            home = Institution.objects.create(name=f"School {number}", kind="school")
        stage.things[f"agreement{number}"] = agree(
            provider=stage.northgate,
            home=home,
            from_on=FIRST_DAY,
            until_on=None,
            quota=None,
            data_shared="Name and year group",
            actor=stage.rosa,
        )
        for state in (*PATHS, "open", "closed"):
            offer = make_offer(
                provider=stage.northgate,
                actor=stage.sam,
                code=f"{state}{number}",
                title=f"{SUBJECTS[number]} ({state})",
                summary="Make things with your hands.",
                style="workplace",
                level="3",
                asks="",
                location="Northgate",
                timetable="Tuesday afternoons",
                starts_on=FIRST_DAY,
                ends_on=LAST_DAY,
                places=8,
                price_pence=30_000,
            )
            stage.things[f"offer_{state}{number}"] = offer
            if state == "closed":
                close_offer(offer=offer, actor=stage.sam)
    stage.things["offer"] = stage.offer_open0


def _scripts(stage: Stage) -> None:
    for learner in (stage.amina, *stage.others):
        script = authoring.start_script(learner=learner, actor=learner)
        trunk = script.branches.get()
        stage.things.setdefault("script", script)
        stage.things.setdefault("trunk", trunk)
        stage.things.setdefault("common_step", trunk.steps.first())
        for number in range(stage.rows):
            branch = authoring.branch_off(
                script=script,
                parent=trunk,
                forks_after=trunk.steps.first(),
                name=f"{SUBJECTS[number]} for a living",
                ending="Apprentice",
                actor=learner,
            )
            for each in range(stage.rows):
                offer = stage.things[f"offer_asked{number}"] if each == 0 else None
                step = add_step(
                    branch=branch,
                    title=f"Build something {each}",
                    style="project",
                    year=YEAR,
                    term=1,
                    target=stage.target_active if learner == stage.amina else None,
                    offer=offer,
                    actor=learner,
                )
                stage.things.setdefault("branch", branch)
                stage.things.setdefault("step", step)
    authoring.choose_branch(branch=stage.branch, actor=stage.amina)
    idea = {"script": stage.script, "parent": stage.trunk, "forks_after": None, "actor": stage.amina}
    stage.things["idea"] = authoring.branch_off(name="Sea", ending="Deckhand", **idea)


def _places(stage: Stage) -> None:
    for learner in (stage.amina, *stage.others):
        for number in range(stage.rows if learner == stage.amina else 1):
            for state, path in PATHS.items():
                offer = stage.things[f"offer_{state}{number}"]
                step = stage.step if state == "asked" and number == 0 and learner == stage.amina else None
                place = places.ask_place(offer=offer, learner=learner, step=step, reason="", actor=stage.chidi)
                for move in path:
                    place = _move(stage, place, learner, move)
                assert place.state == state
                stage.things.setdefault(f"place_{state}", place)
    for number in range(stage.rows):
        close_offer(offer=stage.things[f"offer_completed{number}"], actor=stage.sam)


SAID = {
    "decline": {"reason": "It clashes with football."},
    "withdraw": {"reason": "I have changed my path."},
    "release": {"reason": "The group did not run."},
    "offer": {"decide_by": TODAY},
}


def _move(stage: Stage, place, learner: User, move: str):
    actor = stage.sam if move in ("hold", "offer", "release", "complete") else learner
    return places.move_place(move=move, place=place, actor=actor, **SAID.get(move, {}))


def _classes(stage: Stage) -> None:
    for number in range(stage.rows):
        group = Class.objects.create(institution=stage.riverside, title=f"12{'ABC'[number]} tutor group")
        members = [(stage.chidi, "teacher"), (stage.amina, "learner"), *((other, "learner") for other in stage.others)]
        for user, role in members:
            Enrolment.objects.create(in_class=group, user=user, role=role, from_on=FIRST_DAY)
        stage.things.setdefault("class", group)
    cards = issue_cards(in_class=stage.things["class"], users=[stage.amina, *stage.others], actor=stage.chidi)
    stage.things["card"] = next(card.code for card in cards if card.user == stage.others[0])


def _imports(stage: Stage) -> None:
    """Bring in a roster with as many good and bad lines as a list is to have rows; it is checked, not imported."""
    for _each in range(stage.rows):
        received = receive(
            kind="roster", institution=stage.riverside, files=list(roster_files(stage.rows)), actor=stage.rosa
        )
        run(import_id=received.pk)
        received.refresh_from_db()
        assert received.is_ready, received.report
        stage.things.setdefault("import", received)

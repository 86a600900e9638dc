"""Plans on the stage: targets in full, evidence, what was asked first, freedoms, and the years before and after."""

import copy
import io

from PIL import Image

from learnplan.years import current_year
from plans.asking.actions import answer_asked, ask
from plans.coproduction.freedoms.actions import ask_freedom, decide_freedom
from plans.evidence.actions import add_evidence, take_back
from plans.matrix.actions import draft_matrix, publish_matrix
from plans.matrix.presets import PRESETS
from plans.targets.actions.carrying import carry_forward
from plans.targets.actions.drafts import keep_draft
from plans.targets.actions.steps import set_steps, tick_step
from plans.targets.models import Plan, Target, TargetStep
from plans.years.actions.rolling import prepare_roll_over, run_roll_over, start_roll_over
from plans.years.actions.signing import sign_plan, sign_purpose, write_purpose
from plans.years.models import Purpose, RollOver
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of


def add_targets(stage) -> None:
    """Add to the plans of the stage what targets in full can hold, as many of each as the stage has rows."""
    amina, plan = stage.amina, stage.plan
    steps = [(None, f"Step {number}") for number in range(1, stage.rows + 2)]
    set_steps(target=stage.target, steps=steps, actor=amina)
    stage.things["target_step"] = TargetStep.objects.filter(target=stage.target).first()
    tick_step(step=stage.target_step, is_done=True, actor=amina)
    last_year = Plan.objects.create(learner=amina, institution=stage.riverside, year=plan.year - 1)
    for number in range(stage.rows):
        draft = keep_draft(plan=plan, words=f"Something with wood {number}", actor=amina)
        stage.things.setdefault("target_draft", draft)
        for name in ("target_of_last_year", "target_of_last_year_carried"):
            old = Target.objects.create(
                plan=last_year, words=f"{name} {number}", success_test="x", due_on=f"{plan.year}-06-01", author=amina
            )
            stage.things.setdefault(name, old)
            if name.endswith("carried"):
                stage.things.setdefault("target_carried", carry_forward(target=old, plan=plan, actor=amina))


def evidence(stage) -> None:
    """Add Amina's evidence, as many pieces of each kind as a list is to have rows; and one piece of Dov's."""
    amina = {"learner": stage.amina, "actor": stage.amina}
    for number in range(stage.rows):
        targets = [stage.target_active, stage.target_need_help, stage.target_discuss][: stage.rows]
        photo = add_evidence(
            kind="photo", title=f"My wiring {number}", upload=_picture(number), targets=targets, **amina
        )
        text = add_evidence(kind="text", title=f"Told Gran {number}", words="She got it.", kinds=[], **amina)
        url = "https://www.example.org/lamp"
        link = add_evidence(kind="link", title=f"A page {number}", url=url, adults=[stage.bea], **amina)
        notes = io.BytesIO(f"What I tried on day {number}".encode())
        file = add_evidence(kind="file", title=f"My notes {number}", upload=notes, **amina)
        gone = add_evidence(kind="text", title=f"Not this {number}", words="No.", **amina)
        take_back(evidence=gone, actor=stage.amina)
        pieces = {"photo": photo, "text": text, "link": link, "file": file, "gone": gone}
        for name, piece in pieces.items():
            stage.things.setdefault(f"evidence_{name}", piece)
    other = add_evidence(learner=stage.dov, actor=stage.dov, kind="text", title="Swam", words="Half a mile.")
    stage.things["evidence_of_dov"] = other


def _picture(number: int) -> io.BytesIO:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 60 * number, 40)).save(written, "PNG")
    written.seek(0)
    return written


def asking(stage) -> None:
    """Set who may do what at Riverside, so that the learner leads, and have Amina's tutor ask her for things."""
    for number in range(stage.rows):
        cells = copy.deepcopy(PRESETS["learner_led"])
        cells["talk.prompt"]["advocate"] = "allow" if number % 2 else "request"
        drafted = draft_matrix(
            institution=stage.riverside, cells=cells, reason="The council agreed it.", actor=stage.rosa
        )
        stage.things.setdefault("matrix_published", publish_matrix(matrix=drafted, actor=stage.rosa))
        draft = draft_matrix(
            institution=stage.riverside, cells=PRESETS["guided"], reason="For a term.", actor=stage.rosa
        )
        stage.things["matrix_draft"] = draft
    for number in range(stage.rows):
        for name in ("asked", "asked_refused"):
            facts = {"words": f"Wire a plug ({name} {number})", "success_test": "It works", "due_on": str(stage.today)}
            made = ask(
                act="target.write", plan=stage.plan, actor=stage.chidi, reason="You said so on Monday.", facts=facts
            )
            stage.things.setdefault(name, made)
            if name == "asked_refused":
                answer_asked(asked=made, allow=False, reason="Not in those words.", actor=stage.amina)


def freedoms(stage) -> None:
    """Have Amina refused a freedom as often as there are rows and then granted it, and the others ask for it."""
    for number in range(stage.rows + 1):
        grant = ask_freedom(
            plan=stage.plan, freedom="lead_session", reason="I have an idea for one.", actor=stage.amina
        )
        is_last = number == stage.rows
        grant = decide_freedom(grant=grant, allow=is_last, reason="You prepare well.", actor=stage.chidi)
        stage.things.setdefault(f"freedom_{grant.state}", grant)
    for other in stage.others:
        asked = ask_freedom(plan=other.plans.get(), freedom="lead_session", reason="Me too.", actor=other)
        stage.things.setdefault("freedom_asked", asked)


def years(stage) -> None:
    """Say what education is for, sign the plan as agreed, and change it since."""
    for number in range(1 + stage.rows):
        words = f"To mend what others throw away ({number})."
        stage.things["purpose"] = write_purpose(plan=stage.plan, words=words, actor=stage.amina)
        if number < stage.rows:
            sign_purpose(purpose=stage.purpose, actor=stage.chidi)
    digest = digest_of(sheet_of(stage.plan, "agreed"))
    for signer in (stage.amina, stage.chidi, stage.bea)[: stage.rows]:
        sign_plan(plan=stage.plan, kind="agreed", digest=digest, actor=signer)
    write_purpose(plan=stage.plan, words="To mend what others throw away, and to teach it.", actor=stage.amina)
    _roll_overs(stage)
    assert Purpose.objects.filter(plan=stage.plan).count() == stage.rows + 2
    assert stage.plan.year == current_year()


def _roll_overs(stage) -> None:
    """Roll some over into the next year, and leave one roll-over as a preview."""
    learners = [stage.amina.pk, *(other.pk for other in stage.others)]
    for number in range(stage.rows):
        made = prepare_roll_over(
            institution=stage.riverside,
            from_year=stage.plan.year,
            learners=learners[: 1 + number] if number else learners,
            carry=RollOver.Carry.CHOSEN,
            actor=stage.rosa,
        )
        stage.things.setdefault("roll_over", made)
        stage.things.setdefault("roll_over_line", made.lines.first())
    others = [one.pk for one in stage.others]
    facts = {"institution": stage.riverside, "from_year": stage.plan.year, "carry": RollOver.Carry.CHOSEN}
    done = start_roll_over(roll_over=prepare_roll_over(learners=others, actor=stage.rosa, **facts), actor=stage.rosa)
    run_roll_over(roll_over_id=done.pk)
    stage.things["roll_over_done"] = done

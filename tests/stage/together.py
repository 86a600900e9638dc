"""What is done together on the stage: a branch shown to an adult, and words about a step."""

from django.utils import timezone

from learnplan.people.models import Bond
from scripts.authoring.models import Script
from scripts.contesting.actions import answer_core, ask_about_core
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.steps import add_step
from scripts.publishing.actions.starting import fork_template, suggest_template
from scripts.publishing.actions.templates import (
    add_template_step,
    answer_template,
    publish_branch,
    publish_template,
    write_template,
)
from scripts.publishing.drafting import text_of
from scripts.sharing.actions import (
    end_share,
    hide_comment,
    put_up_version,
    settle_comment,
    share_branch,
    sign_version,
    write_comment,
)


def together(stage) -> None:
    """Show branches to Bea and Chidi, and say something about a step from both sides."""
    _signings(stage)
    _shares(stage)
    _comments(stage)
    contested(stage)
    _advisers_templates(stage)
    _learners_templates(stage)


def _signings(stage) -> None:
    """Versions that Amina signed, the last of them with Chidi, and changed since; Ella's waits for her tutor."""
    for number in range(stage.rows):
        signing = put_up_version(script=stage.script, words=f"As we said ({number}).", actor=stage.amina)
        for adult in (stage.chidi, stage.mair, stage.bea)[: stage.rows]:
            sign_version(signing=signing, digest=signing.version.digest, actor=adult)
        add_step(branch=stage.idea, title=f"Learn knots {number}", style="evening", actor=stage.amina)
        stage.things["signing"] = signing
        ella = Script.objects.get(learner=stage.others[number])
        stage.things.setdefault("signing_of_ella", put_up_version(script=ella, actor=ella.learner))


def _shares(stage) -> None:
    """Amina shows hers to Bea, who sees the whole script; Ella to Bea, who sees nothing else of it."""
    for adult in (stage.bea, stage.chidi, stage.mair):
        made = share_branch(branch=stage.branch, adult=adult, words="Look at the end of it.", actor=stage.amina)
        stage.things.setdefault("share", made)
    for number in range(stage.rows):
        ella = stage.others[number]
        branch = Script.objects.get(learner=ella).branches.exclude(parent=None).first()
        hers = share_branch(branch=branch, adult=stage.bea, words="What do you think?", actor=ella)
        stage.things.setdefault("share_of_ella", hers)
        stage.things.setdefault("step_of_ella", branch.steps.first())
        for step in branch.steps.all():
            write_comment(step=step, words=f"Would that be far ({number})?", actor=stage.bea)
    gone = share_branch(branch=stage.idea, adult=stage.mair, actor=stage.amina)
    stage.things["share_ended"] = end_share(share=gone, actor=stage.amina)
    assert Bond.objects.filter(learner=stage.others[0], adult=stage.bea).exists()


def _comments(stage) -> None:
    for number in range(stage.rows):
        said = write_comment(step=stage.step, words=f"Who could show you that ({number})?", actor=stage.chidi)
        answer = write_comment(step=stage.step, words=f"The woman at the boatyard ({number}).", actor=stage.amina)
        settled = write_comment(step=stage.step, words=f"Bring your boots ({number}).", actor=stage.mair)
        settle_comment(comment=settled, is_settled=True, actor=stage.amina)
        hidden = write_comment(step=stage.step, words=f"Are you sure ({number})?", actor=stage.rosa)
        hide_comment(comment=hidden, is_hidden=True, actor=stage.amina)
        things = {"comment": said, "comment_of_amina": answer, "comment_hidden": hidden}
        for name, thing in things.items():
            stage.things.setdefault(name, thing)


def contested(stage) -> None:
    """Ask about every part of Amina's core that there is: some waiting, one answered with a no."""
    for number, common in enumerate(stage.script.common_script.items.all()[: stage.rows + 1]):
        asked = ask_about_core(
            script=stage.script, common_item=common, kind="change", words=f"It is old ({number}).", actor=stage.amina
        )
        stage.things.setdefault("core_asked", asked)
    stage.things["core_refused"] = answer_core(
        asked=asked, allow=False, answer="Not this year.", rule="School Act, section 3", actor=stage.rosa
    )
    for other in stage.others:
        script = Script.objects.get(learner=other)
        item = script.common_script.items.first()
        ask_about_core(script=script, common_item=item, kind="style", style="online", words="Far away.", actor=other)


def _advisers_templates(stage) -> None:
    """Chidi writes templates for Riverside: one in draft, one published, which Ella starts a branch from."""
    for number in range(stage.rows):
        for state in ("draft", "published"):
            made = write_template(
                institution=stage.riverside,
                name=f"Boats and water {number} ({state})",
                about="For people who like to be outside.",
                ending="Boatyard apprentice",
                asks=["A swimming badge", "Two weeks in a yard"][: stage.rows],
                actor=stage.chidi,
            )
            for each in range(stage.rows):
                step = add_template_step(
                    template=made,
                    title=f"A week at the yard {each}",
                    style="workplace",
                    starts=each,
                    offer=stage.offer_open0,
                    options=["A week at sea", "A week in the office"][: stage.rows],
                    actor=stage.chidi,
                )
                stage.things.setdefault(f"template_step_{state}", step)
            stage.things.setdefault(f"template_{state}", made)
            if state == "published":
                made = publish_template(template=made, actor=stage.chidi)
                _fork(stage, made)
                thought_of = suggest_template(
                    template=made, learner=stage.amina, words="You like water.", actor=stage.chidi
                )
                stage.things.setdefault("suggestion", thought_of)


def _fork(stage, template) -> None:
    for learner in stage.others:
        script = Script.objects.get(learner=learner)
        trunk = script.branches.get(parent=None)
        where = {"parent": trunk, "forks_after": None, "year": timezone.localdate().year}
        fork_template(template=template, script=script, name=f"My {template.name}", actor=learner, **where)


def _learners_templates(stage) -> None:
    """Amina publishes branches without her name: one waits, one is out, one was sent back."""
    for number in range(stage.rows):
        for state in ("waiting", "learners", "sent_back"):
            branch = branch_off(
                script=stage.script,
                parent=stage.trunk,
                forks_after=None,
                name=f"Gardens {number} ({state})",
                ending="Head gardener",
                actor=stage.amina,
            )
            for each in range(stage.rows):
                add_step(branch=branch, title=f"Dig a bed {each}", style="community", year=2026, actor=stage.amina)
            words = text_of(branch).pieces() | {"about": "Good for people with patience."}
            made = publish_branch(branch=branch, words=words, actor=stage.amina)
            if state == "learners":
                answer_template(template=made, approve=True, actor=stage.chidi)
            elif state == "sent_back":
                answer_template(template=made, approve=False, reason="Say more about the end.", actor=stage.mair)
            stage.things.setdefault(f"template_{state}", made)
            stage.things.setdefault(f"branch_{state}", branch)

"""What is done together on the stage: a branch shown to an adult, and words about a step."""

from learnplan.people.models import Bond
from scripts.authoring.contesting.actions import answer_core, ask_about_core
from scripts.authoring.models import Script
from scripts.authoring.sharing.comment_actions import hide_comment, settle_comment, write_comment
from scripts.authoring.sharing.share_actions import end_share, share_branch


def together(stage) -> None:
    """Show branches to Bea and Chidi, and say something about a step from both sides."""
    _shares(stage)
    _comments(stage)
    contested(stage)


def _shares(stage) -> None:
    """Amina shows hers to Bea, who sees the whole script; Ella to Bea, who sees nothing else of it."""
    for number in range(stage.rows):
        adult = (stage.bea, stage.chidi, stage.mair)[number]
        made = share_branch(branch=stage.branch, adult=adult, words="Look at the end of it.", actor=stage.amina)
        stage.things.setdefault("share", made)
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

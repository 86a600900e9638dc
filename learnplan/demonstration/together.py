"""What the people of the demonstration do together on scripts: templates, a shown branch, comments, and a
signature.
"""

from typing import Any

from learnplan.demonstration.scenes import adult_of, at, named, tutor_of
from learnplan.people.models import Bond, User
from scripts.authoring.models import Branch, Script, Step
from scripts.publishing.actions.starting import fork_template
from scripts.publishing.actions.templates import (
    add_template_step,
    answer_template,
    publish_branch,
    publish_template,
    write_template,
)
from scripts.publishing.drafting import known_of, text_of
from scripts.publishing.models import BranchTemplate
from scripts.publishing.telltale import tells
from scripts.sharing.actions import put_up_version, settle_comment, share_branch, sign_version, write_comment

# Name, what it is about, its ending, what that asks, and steps: title, style, term from the first, how long, instead.
TEMPLATES = (
    (
        "A trade through an apprenticeship",
        "For people who would rather learn with their hands and be paid for it. Most who start from this change the "
        "second step.",
        "Apprentice in a trade of your choice",
        ("Maths and English at grade 4", "A week of work that somebody vouches for"),
        (
            ("Try three trades for a day each", "workplace", 0, 1, ()),
            (
                "A week in the one you liked best",
                "workplace",
                1,
                1,
                ("A Saturday job in it", "A project for a neighbour"),
            ),
            ("Write to five firms, and ring two", "community", 2, 1, ()),
            ("First months as an apprentice", "workplace", 3, 3, ()),
        ),
    ),
    (
        "University, and the first in the family to go",
        "Nobody at home has done this before you? Then this is the way, step by step, with people to ask.",
        "A course you chose yourself",
        ("Three A levels or the like", "Somebody who reads what you write about yourself"),
        (
            ("Visit two, on an ordinary day", "community", 0, 1, ("Walk round one online",)),
            ("Ask a student everything", "online", 1, 1, ()),
            ("Write about yourself, three drafts", "project", 3, 1, ()),
        ),
    ),
)
SIGNED_WITH = "This is the way I want to go. The rig is my own idea, please do not move it."
SHOWN_WITH = "This is the other thing I think about. What do you say?"
QUESTION = "Where would you get the pump? The one in the lab is promised until March."
ANSWER = "From the boatyard. They have one that leaks, and they say I can keep it if I find out why."
MORE = "Then that is the first page of your write-up: why it leaks. Ask them for the drawing."


def do_together(year: int) -> None:
    """In autumn: two templates of an adviser, one of a learner without a name, and what Amina does with others."""
    (amina,) = named("amina")
    tutor, script = tutor_of(amina), Script.objects.select_related("institution").get(learner=amina)
    with at(year, 10, 21):
        templates = [_write(one, script, tutor) for one in TEMPLATES]
        _publish_one_without_a_name(script)
    with at(year, 11, 10):
        _start_from(templates[0], script)
        _of_amina(amina, script, tutor)


def _write(one: tuple, script: Script, adviser: User) -> BranchTemplate:
    name, about, ending, asks, steps = one
    made = write_template(
        institution=script.institution, name=name, about=about, ending=ending, asks=list(asks), actor=adviser
    )
    for title, style, starts, lasts, options in steps:
        add_template_step(
            template=made, title=title, style=style, starts=starts, lasts=lasts, options=options, actor=adviser
        )
    return publish_template(template=made, actor=adviser)


def _publish_one_without_a_name(script: Script) -> None:
    """Publish the chosen branch of a learner at the same place whose tutor then looks at it."""
    others = Branch.objects.filter(script__institution=script.institution, state=Branch.State.CHOSEN)
    others = others.exclude(script=script).exclude(parent=None).select_related("script__learner").order_by("pk")
    for branch in others:
        learner = branch.script.learner
        text, known = text_of(branch), known_of(learner)
        found = [tell for words in text.pieces().values() for tell in tells(words, known)]
        if text.steps and not found:
            words = text.pieces() | {"about": "I did not know this was a job until somebody paid me for it."}
            made = publish_branch(branch=branch, words=words, actor=learner)
            answer_template(template=made, approve=True, actor=tutor_of(learner))
            return


def _start_from(template: BranchTemplate, script: Script) -> None:
    """Let one other learner at the same place start a branch from a template."""
    other = Script.objects.filter(institution=script.institution).exclude(pk=script.pk).select_related("learner").last()
    assert other is not None
    trunk = other.branches.get(parent=None)
    where: dict[str, Any] = {"parent": trunk, "forks_after": trunk.steps.last(), "year": template.written_at.year}
    fork_template(template=template, script=other, actor=other.learner, **where)


def _of_amina(amina: User, script: Script, tutor: User) -> None:
    """Amina and her tutor talk about a step and sign the script; she shows her other branch at home."""
    step = Step.objects.get(branch__script=script, title__startswith="Build a test rig")
    asked = write_comment(step=step, words=QUESTION, actor=tutor)
    write_comment(step=step, words=ANSWER, actor=amina)
    settle_comment(comment=asked, is_settled=True, actor=amina)
    write_comment(step=step, words=MORE, actor=tutor)
    signing = put_up_version(script=script, words=SIGNED_WITH, actor=amina)
    sign_version(signing=signing, digest=signing.version.digest, actor=tutor)
    idea, carer = script.branches.filter(state=Branch.State.IDEA).first(), adult_of(amina, Bond.Kind.CARER)
    assert idea is not None
    assert carer is not None
    share_branch(branch=idea, adult=carer, words=SHOWN_WITH, actor=amina)

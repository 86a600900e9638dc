"""The page on which the variants that a framework has of a step become its alternatives."""

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from learnplan.pages import Request, render_page
from learnplan.rules import RuleBroken
from scripts.authoring.editing.actions import add_options
from scripts.authoring.editing.answering import written
from scripts.authoring.editing.choice_actions import MOST_OPTIONS
from scripts.authoring.variants.forms import VariantsForm
from scripts.authoring.views_steps import get_step
from scripts.frameworks.variants import title_of, variants_of


@require_http_methods(["GET", "POST"])
def step_variants(request: Request, step_id: int) -> HttpResponse:
    """Show the variants of what the step counts for, and put those that are chosen behind its alternatives."""
    step, _branch, picture, context = get_step(request, step_id)
    there = {row.item_id for row in step.option_rows}
    variants = variants_of(step.cover_ids)
    fresh = {variant.pk: variant for variant in variants if variant.pk not in there}
    room = MOST_OPTIONS - len(step.option_rows)
    choices = [(key, title_of(variant)) for key, variant in fresh.items()]
    form = VariantsForm(request.POST if request.method == "POST" else None, choices=choices, room=room)
    if form.is_valid():
        chosen = [fresh[key] for key in fresh if key in form.cleaned_data["variants"]]
        try:
            add_options(
                step=step,
                options=[{"title": title_of(variant), "item": variant} for variant in chosen],
                actor=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            count = len(step.option_rows) + len(chosen)
            words = ngettext(
                "“%(step)s” can be done in %(count)s way now.", "“%(step)s” can be done in %(count)s ways now.", count
            )
            message = words % {"step": step.title, "count": count}
            return written(request, "step_options", step.pk, script=picture.script, message=message)
    context |= {
        "form": form,
        "fresh": choices,
        "there": [title_of(variant) for variant in variants if variant.pk in there],
        "most": MOST_OPTIONS,
        "is_tight": len(choices) > room,
    }
    return render_page(request, "scripts/variants/step_variants.html", context)

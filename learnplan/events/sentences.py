"""One plain sentence for each verb of the record, in the reader's language.

A room adds its verbs here, grouped under its name. `{actor}` is who did it ("You" for the reader),
other names are keys of the event's facts.
"""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # people
    "roster.imported": _("{actor} brought in the roster {file}."),
    "institution.founded": _("{actor} added the institution {name}."),
    "person.admitted": _("{actor} added {name} to {place} as {role}."),
    "bond.made": _("{actor} named {adult} as {kind} of {name}."),
    "bond.consented": _("{actor} agreed that {adult} may read along as {kind}."),
    "bond.ended": _("{actor} ended the bond with {adult}, {kind} of {name}."),
    "card.issued": _("{actor} made a sign-in card for {name}, from the class {title}."),
    "card.used": _("{actor} signed in with a card and chose a new password."),
    "class.tied": _("{actor} made {adult} the tutor of {title}."),
    "circumstances.noted": _("{actor} wrote down circumstances of {count} learners."),
    "demonstration.begun": _("The demonstration began to load."),
    "demonstration.loaded": _("The demonstration is loaded."),
    "circumstance.added": _("{actor} wrote down a circumstance that can count in the formula."),
    "password.set": _("{actor} chose a new password."),
    "profile.changed": _("{actor} changed the name or the e-mail of the profile."),
    # plans/targets
    "plan.started": _("{actor} started the plan for {year}."),
    "target.written": _("{actor} wrote a target: “{words}”."),
    "target.reworded": _("{actor} changed a target from “{old_words}” to “{words}”."),
    "target.changed": _("{actor} changed the day or the test of “{words}”."),
    "target.checked_in": _("{actor} checked in on “{words}”: {level} of 5."),
    "target.rated": _("{actor} answered on “{words}”: {level} of 5."),
    "target.help_asked": _("{actor} asked for help with “{words}”."),
    "target.talk_wanted": _("{actor} asked to talk about “{words}”."),
    "target.resumed": _("{actor} went back to work on “{words}”."),
    "target.reached": _("{actor} marked “{words}” as reached."),
    "target.let_go": _("{actor} let go of “{words}”."),
    "target.reopened": _("{actor} opened “{words}” again."),
    # plans/funding
    "fund.opened": _("{actor} opened the fund “{name}” for {year}."),
    "fund.paid_in": _("{actor} paid {pence} into the fund “{name}”."),
    "formula.drafted": _("{actor} drafted version {version} of the formula of “{name}”."),
    "formula.published": _("{actor} shared out {pence} of “{name}” to {learners} learners."),
    "money.promised": _("{actor} promised {pence} to {provider}: {words}"),
    "money.released": _("{actor} paid {pence} to {provider}: {words}"),
    "money.given_back": _("{actor} gave back {pence} that was promised to {provider}: {words}"),
    # scripts/authoring: frameworks and common scripts
    "framework.imported": _("{actor} brought in the framework {framework}."),
    "common_script.adopted": _("{actor} adopted the common script {name} for {year_group}, {year}."),
    # scripts/authoring
    "script.started": _("{actor} started the script from {common_script}."),
    "branch.written": _("{actor} wrote the branch {branch}, from {after} on."),
    "branch.changed": _("{actor} changed the branch {old_name}: it is now {branch}."),
    "branch.chosen": _("{actor} chose the path {branch}."),
    "branch.moved": _("{actor} moved the branch {branch} from “{old_state}” to “{state}”."),
    "step.added": _("{actor} added the step {step} to {branch}."),
    "step.changed": _("{actor} changed the step {step} on {branch}."),
    "step.removed": _("{actor} took the step {step} off {branch}."),
    "step.done": _("{actor} finished the step {step}."),
    "step.reopened": _("{actor} opened the step {step} again."),
    # scripts/partnership
    "offers.imported": _("{actor} brought in the offers of {file}."),
    "agreement.made": _("{actor} agreed with {provider} on places for {home}."),
    "offer.made": _("{actor} put up the offer {offer}."),
    "offer.changed": _("{actor} changed the offer {offer}."),
    "offer.closed": _("{actor} closed the offer {offer}."),
    "place.asked": _("{actor} asked {provider} for a place on {offer}."),
    "place.held": _("{actor} held a place on {offer}."),
    "place.offered": _("{actor} offered a place on {offer}."),
    "place.accepted": _("{actor} accepted the place on {offer}."),
    "place.declined": _("{actor} said no to the place on {offer}: {reason}"),
    "place.withdrawn": _("{actor} gave up the place on {offer}: {reason}"),
    "place.released": _("{actor} released the place on {offer}: {reason}"),
    "place.started": _("{actor} confirmed that {offer} has started."),
    "place.completed": _("{actor} confirmed that {offer} is completed."),
    "place.asked_again": _("The date to answer about {offer} passed, so Learnplan asked again."),
    "place.undone": _("{actor} took back the last move on {offer}: it is {state} again."),
}

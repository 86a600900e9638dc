"""Adding evidence, choosing what it supports and who sees it, and taking it back."""

import datetime as dt
import io
import threading
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from plans.evidence import actions, limits
from plans.evidence import files as files_evidence
from plans.evidence.models import Evidence, EvidenceShare, EvidenceTarget, store
from plans.matrix.rules import AskFirst
from tests.plans.evidence import uploads
from tests.races import count_refused

pytestmark = pytest.mark.django_db


def seers(piece, *people):
    return [user.username for user in people if Evidence.objects.visible_to(user).filter(pk=piece.pk).exists()]


def test_photo_for_two_targets_is_kept_shown_and_told(add, make_target, amina, bea, chidi, mair, rosa, sam, dov, files):
    targets = [make_target("Weld"), make_target("Explain")]
    piece = add(targets=targets, words="It held.")
    piece.refresh_from_db()
    assert (piece.kind, piece.content_type) == ("photo", "image/webp")
    assert [link.target for link in piece.links.all()] == targets
    assert sum(path.stat().st_size for path in files()) == piece.size
    assert seers(piece, amina, bea, chidi, mair, rosa, sam, dov) == ["amina", "chidi", "mair"]
    assert Notice.objects.get().recipient == chidi
    assert Event.objects.get(verb="evidence.added").learner == amina


def test_history_and_notices_never_say_the_title(add, target, chidi):
    add(title="My secret garden", words="Private words", targets=[target])
    kept = str(list(Event.objects.values())) + str(list(Notice.objects.values()))
    assert "secret" not in kept
    assert "Private" not in kept


def test_kind_is_read_from_the_content_not_from_the_choice(add):
    assert add(kind="photo", upload=uploads.pdf()).kind == "file"
    assert add(kind="file", upload=uploads.picture("PNG")).kind == "photo"


def test_words_and_links_have_no_file(add, files):
    assert add(kind="text", words="I explained it to Gran.").size == 0
    assert add(kind="link", url="https://www.example.org/a").url == "https://www.example.org/a"
    assert files() == []


WRONG = {
    "no title": ({"kind": "text", "title": " ", "words": "a"}, "Say what it is"),
    "no words": ({"kind": "text"}, "Write the words"),
    "no file": ({"kind": "sound"}, "Choose what you want to add"),
    "a script as a link": ({"kind": "link", "url": "javascript:alert(1)"}, "whole address"),
    "a file as a link": ({"kind": "link", "url": "file:///etc/passwd"}, "whole address"),
    "data as a link": ({"kind": "link", "url": "data:text/html,x"}, "whole address"),
    "a link with a line in it": ({"kind": "link", "url": "https://a.example/\nx"}, "whole address"),
    "a link to nowhere": ({"kind": "link", "url": "https://"}, "whole address"),
    "a link that is too long": ({"kind": "link", "url": "https://a.example/" + "a" * 500}, "whole address"),
    "a link that looks like another": (
        {"kind": "link", "url": "https://bank.example@evil.example/"},
        "name and password",
    ),
    "a day to come": ({"kind": "text", "words": "a", "made_on": dt.date.today() + dt.timedelta(1)}, "still to come"),
    "a kind of adult that is none": ({"kind": "text", "words": "a", "kinds": ["friend"]}, "from the list"),
}


@pytest.mark.parametrize(("given", "words"), WRONG.values(), ids=WRONG)
def test_wrong_piece_is_refused_with_a_reason(add, given, words):
    with pytest.raises(RuleBroken, match=words):
        add(**given)
    assert Evidence.objects.count() == 0


def test_nobody_adds_evidence_for_the_learner(amina, chidi):
    with pytest.raises(RuleBroken, match="Only the learner"):
        actions.add_evidence(learner=amina, kind="text", title="T", words="w", actor=chidi)


def test_evidence_supports_only_its_own_learners_targets(add, target, dov, files):
    with pytest.raises(RuleBroken, match="targets of the learner"):
        add(by=dov, targets=[target])
    assert (Evidence.objects.count(), files()) == (0, [])


def test_file_is_removed_when_the_transaction_fails(add, monkeypatch, files):
    def fails(*args, **kwargs):
        assert len(files()) == 2
        raise RuntimeError("The database is gone.")

    monkeypatch.setattr(actions, "_insert", fails)
    with pytest.raises(RuntimeError):
        add()
    assert files() == []


def test_file_that_no_row_names_is_swept_up_after_a_day(add, files, monkeypatch):
    piece = add()
    store().save(piece.file.name.rsplit("/", 1)[0] + "/orphan.webp", io.BytesIO(b"x"))
    assert files_evidence.sweep() == 0
    later = files_evidence.timezone.now() + dt.timedelta(days=1, minutes=1)
    monkeypatch.setattr(files_evidence.timezone, "now", lambda: later)
    assert files_evidence.sweep() == 1
    assert [path.name for path in files()] == sorted(kept.name.rsplit("/", 1)[1] for kept in (piece.file, piece.small))


def test_same_file_is_added_once(add):
    add(title="My seam")
    with pytest.raises(RuleBroken, match="already: “My seam”"):
        add(title="Again")


def test_room_is_limited_and_the_refusal_says_what_to_do(add, monkeypatch, files):
    add()
    monkeypatch.setattr(limits, "MOST_LEARNER_BYTES", 2000)
    with pytest.raises(RuleBroken, match="Take back something"):
        add(upload=uploads.picture("PNG", (900, 700)))
    assert len(files()) == 2


def test_learner_chooses_who_sees_it(add, amina, bea, chidi, mair):
    piece = add()
    actions.show_to(evidence=piece, kinds=[], adults=[bea, chidi], actor=amina)
    assert seers(piece, amina, bea, chidi, mair) == ["amina", "bea", "chidi"]
    actions.show_to(evidence=piece, actor=amina)
    assert seers(piece, amina, bea, chidi, mair) == ["amina"]
    with pytest.raises(RuleBroken, match="Nothing is different"):
        actions.show_to(evidence=piece, actor=amina)


def test_only_people_who_are_with_the_learner_can_be_shown(add, amina, dov):
    with pytest.raises(RuleBroken, match="people who are with you now"):
        actions.show_to(evidence=add(), adults=[dov], actor=amina)


def test_adult_whose_bond_has_ended_sees_nothing(add, amina, chidi, mair):
    piece = add()
    Bond.objects.filter(adult=chidi).update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert seers(piece, amina, chidi, mair) == ["amina", "mair"]


def test_tutor_who_comes_later_sees_what_tutors_see(add, amina, bond, make_user, riverside):
    piece, later = add(), make_user("Nia", "Rees", role="teacher", at=riverside)
    assert seers(piece, later) == []
    bond(amina, later, "tutor")
    assert seers(piece, later) == ["nia"]


def test_piece_supports_one_more_target_and_leaves_one(add, amina, make_target):
    first, second = make_target("Weld"), make_target("Explain")
    piece = add(targets=[first])
    actions.choose_targets(evidence=piece, targets=[first, second], actor=amina)
    assert EvidenceTarget.objects.count() == 2
    actions.choose_targets(evidence=piece, targets=[second], actor=amina)
    assert [link.target for link in piece.links.all()] == [second]
    with pytest.raises(RuleBroken, match="Nothing is different"):
        actions.choose_targets(evidence=piece, targets=[second], actor=amina)


@pytest.mark.django_db(transaction=True)
def test_taken_back_is_gone_for_everyone_and_its_files_too(add, amina, chidi, target, files):
    piece = add(targets=[target], words="Private")
    taken = actions.take_back(evidence=piece, actor=amina)
    taken.refresh_from_db()
    assert (files(), taken.words, taken.file.name, taken.size) == ([], "", "", 0)
    assert seers(piece, amina, chidi) == ["amina"]
    assert EvidenceTarget.objects.count() == 0
    assert Event.objects.filter(verb="evidence.taken_back").count() == 1
    with pytest.raises(RuleBroken, match="You took this back"):
        actions.show_to(evidence=piece, kinds=["tutor"], actor=amina)


def test_only_the_learner_changes_a_piece(add, chidi, target):
    piece = add()
    for act, more in (
        (actions.take_back, {}),
        (actions.show_to, {}),
        (actions.choose_targets, {"targets": [target]}),
    ):
        with pytest.raises(RuleBroken, match="Only the learner"):
            act(evidence=piece, actor=chidi, **more)


@pytest.mark.django_db(transaction=True)
def test_files_left_by_a_fallen_store_are_removed_later(add, amina, files, monkeypatch):
    piece = add()
    with monkeypatch.context() as broken:
        broken.setattr(actions, "remove_files", lambda names: 1 / 0)
        actions.take_back(evidence=piece, actor=amina)
    assert len(files()) == 2
    actions.forget_files()
    assert files() == []


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_cannot_pass_the_limit(add, amina, monkeypatch):
    one, two = uploads.picture(size=(300, 200)), uploads.picture(size=(301, 200))
    size = add(upload=one).size
    Evidence.objects.all().delete()
    monkeypatch.setattr(limits, "MOST_LEARNER_BYTES", size + size // 2)
    said, both = [], threading.Barrier(2)
    checks = actions._check_room

    def waits(evidence):
        if evidence.size:
            both.wait(10)
        checks(evidence)

    monkeypatch.setattr(actions, "_check_room", waits)

    def run(content):
        try:
            add(upload=content)
        except RuleBroken as error:
            said.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[content]) for content in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Evidence.objects.count(), len(said)) == (1, 1)


def test_row_without_what_it_is_cannot_be_written(amina):
    from django.db import IntegrityError

    for kind in ("text", "link", "photo", "file"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(learner=amina, kind=kind, title="T", made_on=dt.date.today())


def test_carer_sees_what_is_shown_unless_evidence_is_closed_to_them(add, amina, bea):
    piece = add(adults=[bea])
    seen = {}
    for sees in (None, [], ["evidence"], ["targets"]):
        Bond.objects.filter(adult=bea).update(sees=sees)
        seen[str(sees)] = seers(piece, bea) == ["bea"]
    assert seen == {"None": True, "[]": False, "['evidence']": True, "['targets']": False}
    with pytest.raises(RuleBroken, match="people who are with you now"):
        add(kind="text", words="a", adults=[bea])


def test_evidence_for_a_draft_tells_nobody_of_it(add, target, chidi):
    target.state = "draft"
    target.save()
    add(targets=[target])
    assert Notice.objects.count() == 0


def test_closed_year_takes_no_more_evidence(add, amina, plan, target):
    piece = add(targets=[target])
    plan.closed_at = files_evidence.timezone.now()
    plan.save()
    with pytest.raises(RuleBroken, match="a year that is closed"):
        add(kind="text", words="a", targets=[target])
    assert actions.choose_targets(evidence=piece, targets=[], actor=amina)


def test_share_that_is_left_over_shows_nothing_of_what_was_taken_back(add, amina, chidi):
    piece = actions.take_back(evidence=add(), actor=amina)
    EvidenceShare.objects.create(evidence=piece, kind="tutor")
    assert seers(piece, amina, chidi) == ["amina"]


def test_adult_without_the_learners_consent_sees_nothing(add, amina, bond, make_user, riverside):
    advocate = make_user("Lena", "Voss", role="advocate", at=riverside)
    tie = bond(amina, advocate, "advocate", consented=False)
    piece = add()
    assert seers(piece, advocate) == []
    tie.consented_at = timezone.now()
    tie.save()
    assert seers(piece, advocate) == ["lena"]


def test_piece_that_is_not_for_the_tutor_tells_the_tutor_nothing(add, target, chidi):
    add(targets=[target], kinds=["advocate"])
    assert Notice.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_taps_at_once_put_a_piece_to_a_target_once(add, amina, target):
    piece = add(kind="text", words="a")
    tap = partial(actions.choose_targets, evidence=piece, targets=[target], actor=amina)
    assert count_refused(tap, tap, tap) == 2
    assert EvidenceTarget.objects.count() == 1


def test_school_that_wants_it_asked_asks_for_all_carers_and_for_new_ones_only(add, set_matrix, plan, amina, bea, chidi):
    piece = add(adults=[bea])
    set_matrix("guided")
    actions.show_to(evidence=piece, kinds=["tutor"], adults=[bea], actor=amina)  # Bea is nobody new
    with pytest.raises(AskFirst):
        actions.show_to(evidence=piece, kinds=["tutor", "carer"], adults=[bea], actor=amina)
    with pytest.raises(AskFirst):
        add(title="Another", upload=uploads.picture(), kinds=["carer"])
    assert Evidence.objects.count() == 1

"""Signing, approving, sharing and forking at once, on many real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection

from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from scripts.publishing.actions.starting import fork_template
from scripts.publishing.actions.templates import answer_template, publish_branch, withdraw_template
from scripts.publishing.drafting import text_of
from scripts.publishing.models import BranchTemplate
from scripts.sharing.actions import put_up_version, share_branch, sign_version, take_back_signing
from scripts.sharing.models import BranchShare, Signing, VersionSignature
from tests.watching import take_in

pytestmark = pytest.mark.django_db(transaction=True)
CONNECTIONS = 6


def at_once(acts):
    """Run each act on a connection of its own, all at once; return how many were not refused."""
    take_in()
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=30)
            act()
        except RuleBroken:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        done = sum(pool.map(run, acts))
    close_old_connections()
    return done


def test_signing_twice_at_once_signs_once(script, amina, chidi):
    signing = put_up_version(script=script, actor=amina)
    digest = signing.version.digest
    assert at_once([lambda: sign_version(signing=signing, digest=digest, actor=chidi)] * CONNECTIONS) == 1
    assert VersionSignature.objects.filter(user=chidi).count() == 1
    assert Notice.objects.filter(recipient=amina).count() == 1


def test_signing_and_taking_back_at_once_never_leave_a_name_under_what_is_taken_back(script, amina, chidi):
    signing = put_up_version(script=script, actor=amina)
    digest = signing.version.digest
    acts = [
        lambda: sign_version(signing=signing, digest=digest, actor=chidi),
        lambda: take_back_signing(signing=signing, actor=amina),
    ]
    assert at_once(acts) == 1
    is_taken_back = Signing.objects.get().taken_back_at is not None
    assert VersionSignature.objects.filter(user=chidi).exists() != is_taken_back


def test_putting_up_twice_at_once_puts_up_once(script, amina, chidi):
    assert at_once([lambda: put_up_version(script=script, actor=amina)] * CONNECTIONS) == 1
    assert Signing.objects.count() == 1


def test_two_checkers_at_once_answer_once(put_forward, chidi, mair, amina):
    template = put_forward()
    acts = [
        lambda: answer_template(template=template, approve=True, actor=chidi),
        lambda: answer_template(template=template, approve=False, reason="Not yet.", actor=mair),
    ]
    assert at_once(acts) == 1
    assert Notice.objects.filter(recipient=amina, path=template.get_absolute_url()).count() == 1


def test_approving_and_withdrawing_at_once_end_withdrawn(put_forward, chidi, amina):
    template = put_forward()
    acts = [
        lambda: answer_template(template=template, approve=True, actor=chidi),
        lambda: withdraw_template(template=template, actor=amina),
    ]
    at_once(acts)
    assert BranchTemplate.objects.get().state == "withdrawn"


def test_publishing_twice_at_once_publishes_once(ready, amina, chidi):
    words = text_of(ready).pieces()
    assert at_once([lambda: publish_branch(branch=ready, words=words, actor=amina)] * CONNECTIONS) == 1
    assert BranchTemplate.objects.count() == 1


def test_showing_twice_at_once_shows_once(engineering, amina, bea):
    assert at_once([lambda: share_branch(branch=engineering, adult=bea, actor=amina)] * CONNECTIONS) == 1
    assert BranchShare.objects.count() == 1


def test_starting_twice_at_once_writes_one_branch(boats, script, trunk, amina):
    how = {"template": boats, "script": script, "parent": trunk, "forks_after": None, "year": 2027, "actor": amina}
    assert at_once([lambda: fork_template(**how)] * CONNECTIONS) == 1
    assert script.branches.filter(name="Boats").count() == 1

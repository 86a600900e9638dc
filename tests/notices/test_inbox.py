"""The inbox: newest first, what is unread marked, and nobody else's."""

import pytest
from django.urls import reverse

from learnplan.home.navigation import marks
from learnplan.notices.actions import notify
from learnplan.notices.models import Notice
from learnplan.people.models import User


def unread(user):
    """Return the count beside the bell, as the next page has it."""
    return marks(User.objects.get(pk=user.pk))["unread"]


def test_inbox_shows_ones_own_newest_first(sign_in, amina, chidi):
    notify(recipient=amina, key="1", words="First.")
    notify(recipient=amina, key="2", words="Second.", path="/people/")
    notify(recipient=chidi, key="1", words="Not hers.")
    response = sign_in(amina).get(reverse("inbox"))
    assert [notice.words for notice in response.context["page"].rows] == ["Second.", "First."]
    assert "Not hers." not in response.content.decode()


def test_empty_inbox_says_so(sign_in, amina):
    page = sign_in(amina).get(reverse("inbox")).content.decode()
    assert "Nothing yet" in page
    assert reverse("read_notices") not in page


def test_everything_is_marked_as_read_at_once(sign_in, amina, chidi):
    for number in range(3):
        notify(recipient=amina, key=str(number), words="News.")
    notify(recipient=chidi, key="1", words="Not hers.")
    client = sign_in(amina)
    assert unread(amina) == 3
    assert client.get(reverse("read_notices")).status_code == 405
    assert client.post(reverse("read_notices")).url == reverse("inbox")
    assert unread(amina) == 0
    assert unread(chidi) == 1


def test_notice_is_read_and_leads_on(sign_in, amina, chidi):
    notice = notify(recipient=amina, key="1", words="News.", path="/people/")
    elsewhere = notify(recipient=amina, key="2", words="News.", path="https://elsewhere.example/")
    client = sign_in(amina)
    assert client.post(reverse("notice", args=[notice.pk])).url == "/people/"
    assert client.post(reverse("notice", args=[elsewhere.pk])).url == reverse("inbox")
    assert unread(amina) == 0
    assert sign_in(chidi).post(reverse("notice", args=[notice.pk])).status_code == 404


def test_inbox_goes_on_page_by_page(sign_in, amina):
    for number in range(70):
        notify(recipient=amina, key=str(number), words=f"News {number}.")
    client, after, seen = sign_in(amina), "", []
    while True:
        page = client.get(reverse("inbox"), {"after": after}).context["page"]
        seen += [notice.pk for notice in page.rows]
        after = page.after
        if not after:
            break
    assert seen == list(Notice.objects.order_by("-at", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_takes_the_same_queries_for_any_number(sign_in, amina, count, django_assert_num_queries):
    for number in range(count):
        notify(recipient=amina, key=str(number), words="News.")
    client = sign_in(amina)
    with django_assert_num_queries(4):
        client.get(reverse("inbox"))


def test_bell_counts_what_is_unread(sign_in, amina):
    notify(recipient=amina, key="1", words="News.")
    assert '<span class="count">1' in sign_in(amina).get(reverse("profile")).content.decode()

"""A photo from a phone to two targets, seen by the tutor, kept from the carer, and taken back."""

import pytest
from django.urls import reverse

from plans.evidence.models import Evidence
from tests.plans.evidence import uploads

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture(autouse=True)
def files():
    """The stage has a folder of its own, for the server in front of it too."""


def test_photo_from_a_phone_supports_two_targets_and_is_taken_back(look, house):
    stage = house.stage
    amina, chidi = look("amina", **PHONE), look("chidi")
    amina.goto(stage.target.get_absolute_url())
    amina.get_by_role("link", name="Add evidence").click()
    assert amina.get_by_label(stage.target.words).is_checked()
    amina.get_by_label("Take a photo now").set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": uploads.photo_with_place()}
    )
    amina.get_by_label("What is it?").fill("The corner that held")
    amina.get_by_label(stage.target_need_help.words).check()
    assert amina.get_by_label("My tutor: Chidi Okafor").is_checked()
    amina.get_by_role("button", name="Keep it").click()
    amina.get_by_text("It is kept.").wait_for()

    piece = Evidence.objects.get(title="The corner that held")
    assert set(piece.targets.all()) == {stage.target, stage.target_need_help}
    picture = amina.locator("main img")
    size = picture.evaluate("async (e) => { await e.decode(); return [e.naturalWidth, e.naturalHeight] }")
    assert size == [480, 640]  # it lay on its side
    assert amina.evaluate("document.documentElement.scrollWidth") <= 390

    for target in (stage.target, stage.target_need_help):
        chidi.goto(target.get_absolute_url())
        chidi.get_by_role("link", name="The corner that held").click()
        assert chidi.locator("h1").inner_text() == "The corner that held"
    bea = look("bea")
    assert bea.goto(piece.get_absolute_url()).status == 404

    amina.get_by_role("link", name="Take it back").click()
    amina.get_by_role("button", name="Take it back").click()
    amina.get_by_text("Nobody can see it any more.").wait_for()
    assert chidi.goto(piece.get_absolute_url()).status == 404
    assert chidi.goto(reverse("evidence_file", args=[piece.pk])).status == 404
    assert amina.complaints == []

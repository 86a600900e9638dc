"""The pages of evidence: adding by a form, who sees what, and how files are served."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from learnplan.people.models import Bond
from plans.asking import actions as asking_actions
from plans.evidence import actions, limits
from plans.evidence.models import Evidence
from plans.evidence.views import name_to_save
from plans.matrix import actions as actions_matrix
from plans.matrix.models import AskedFor
from plans.matrix.presets import PRESETS
from tests.plans.evidence import uploads

pytestmark = pytest.mark.django_db
TODAY = dt.date.today().isoformat()


@pytest.fixture
def post(sign_in, amina, plan):
    """Send the form of a new piece: post(kind="photo", upload=file, title="My seam")."""

    def send(kind="photo", by=amina, **data):
        data = {"title": "My seam", "made_on": TODAY, "shown_to": ["tutor"]} | data
        return sign_in(by).post(reverse("evidence_new", args=[plan.pk]) + f"?kind={kind}", data)

    return send


def sent(content: bytes, name="photo.jpg", content_type="image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def errors_of(answer) -> list[str]:
    assert answer.status_code == 422
    return [said for errors in answer.context["form"].errors.values() for said in errors]


def test_photo_comes_by_the_camera_or_by_choosing(post, make_target, files):
    targets = [make_target("Weld").pk, make_target("Explain").pk]
    for field, size in (("camera", (300, 200)), ("upload", (400, 300))):
        answer = post(**{field: sent(uploads.picture(size=size))}, targets=targets)
        piece = Evidence.objects.first()
        assert answer.url == piece.get_absolute_url()
        assert sorted(piece.links.values_list("target", flat=True)) == targets
    assert len(files()) == 4


def test_form_for_a_target_has_it_ticked_and_tutors_too(sign_in, amina, chidi, bea, plan, target):
    page = sign_in(amina).get(reverse("evidence_new", args=[plan.pk]), {"target": target.pk})
    form = page.context["form"]
    assert (form["targets"].initial, form["shown_to"].initial) == ([target.pk], ["tutor", "advocate"])
    words = [label for _value, label in form.fields["shown_to"].choices]
    assert words == ["My tutor: Chidi Okafor", "My advocate, when I have one", "Bea Said, carer"]
    assert 'capture="environment"' in page.content.decode()


@pytest.mark.parametrize("kind", ["nonsense", "", "photo"])
def test_kind_that_is_none_is_a_photo(sign_in, amina, plan, kind):
    page = sign_in(amina).get(reverse("evidence_new", args=[plan.pk]), {"kind": kind})
    assert page.context["kind"] == "photo"


WRONG = {
    "nothing chosen": ("photo", {}, ["Choose a picture you have, or take a photo with your phone."]),
    "no title": ("text", {"title": "", "words": "a"}, ["Say what it is, in a few words."]),
    "no words": ("text", {"words": " "}, ["Write the words you want to keep."]),
    "no link": ("link", {}, ["Write the address of the page."]),
    "no day": ("text", {"words": "a", "made_on": ""}, ["Pick the day you made it."]),
    "nonsense for a day": ("text", {"words": "a", "made_on": "soon"}, ["Write a day, like 2026-12-19."]),
    "a title too long": ("text", {"words": "a", "title": "t" * 121}, ["Ensure this value has at most 120"]),
    "a null in the title": ("text", {"words": "a", "title": "a\x00b"}, ["Null characters are not allowed."]),
    "a target that is none": ("text", {"words": "a", "targets": "99999999"}, ["One of these targets is not in"]),
    "a word for a target": ("text", {"words": "a", "targets": "x"}, ["“x” is not a valid value."]),
    "a stranger": ("text", {"words": "a", "shown_to": "adult-1"}, ["You can show it to people who are with you now."]),
    "a script for a link": ("link", {"url": "javascript:alert(1)"}, ["Write the whole address of a page"]),
    "an empty file": ("file", {"upload": sent(b"")}, ["This file is empty."]),
}


@pytest.mark.parametrize(("kind", "data", "words"), WRONG.values(), ids=WRONG)
def test_wrong_form_says_what_to_do_and_keeps_what_was_typed(post, kind, data, words):
    answer = post(kind, **({"title": "Kept title"} | data))
    said = errors_of(answer)
    assert [start for start, error in zip(words, said, strict=True) if not error.startswith(start)] == []
    assert Evidence.objects.count() == 0
    assert ("Kept title" in answer.content.decode()) == ("title" not in data)


HOSTILE = {
    "a web page called .jpg": sent(b"<html>" + uploads.SCRIPT),
    "a drawing with a script": sent(b"<svg>" + uploads.SCRIPT + b"</svg>", "drawing.svg", "image/svg+xml"),
    "a program called .pdf": sent(b"MZ" + b"\x00" * 99, "essay.pdf", "application/pdf"),
    "an image bomb": sent(uploads.png_that_says(50_000, 50_000), "small.png", "image/png"),
    "a macro": sent(uploads.docx({"word/vbaProject.bin": b"x"}), "essay.docx"),
}


@pytest.mark.parametrize("upload", HOSTILE.values(), ids=HOSTILE)
def test_hostile_upload_leaves_nothing_behind(post, files, upload):
    upload.seek(0)
    assert len(errors_of(post("file", upload=upload))) == 1
    assert (Evidence.objects.count(), files()) == (0, [])


NAMES = ["a\x00b.jpg", "x" * 900 + ".jpg", "../../etc/passwd", "C:\\temp\\seam.jpg.exe", "\u202egpj.exe", "%2e%2e%2fa"]


@pytest.mark.parametrize("name", [*NAMES, ".", ""])
def test_name_of_an_upload_plays_no_part(sign_in, amina, plan, files, name):
    parts = [f'name="{field}"\r\n\r\n{value}'.encode() for field, value in (("title", "Seam"), ("made_on", TODAY))]
    head = f'name="upload"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
    parts.append(head.encode() + uploads.picture())
    body = b"".join(b"--cut\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--cut--\r\n"
    url = reverse("evidence_new", args=[plan.pk])
    answer = sign_in(amina).generic("POST", url, body, "multipart/form-data; boundary=cut")
    if name in (".", ""):  # without a name there is no file: Django's parser drops it
        assert errors_of(answer) == ["Choose a picture you have, or take a photo with your phone."]
        return
    assert answer.status_code == 302
    assert Evidence.objects.get().file.name.startswith(f"evidence/{dt.date.today():%Y/%m/%d}/")
    assert [path.suffix for path in files()] == [".webp", ".webp"]


def test_upload_that_is_too_large_is_refused_and_not_kept_whole(post, monkeypatch):
    from plans.evidence import checking, views

    monkeypatch.setattr(views.evidence_new, "most_upload_bytes", 200_000)
    monkeypatch.setattr(checking, "MOST_UPLOAD_BYTES", 200_000)
    answer = post("file", upload=sent(b"a" * 5_000_000, "long.txt"))
    assert errors_of(answer) == [
        "This file is larger than 0.2 MB, which is the most. Make it smaller, or add it in parts."
    ]
    kept = answer.wsgi_request.FILES["upload"].size
    assert 200_000 < kept < 400_000


def test_only_the_learner_adds(post, chidi, plan):
    assert post("text", by=chidi, words="a").status_code == 403
    assert Evidence.objects.count() == 0


def test_gallery_and_list_show_what_is_shown_to_the_reader(add, sign_in, amina, chidi, plan, target):
    add(title="My seam", targets=[target])
    add(kind="text", title="My diary", words="Dear me", kinds=[])
    url = reverse("evidence_list", args=[plan.pk])
    for query in ({}, {"as": "list"}):
        mine, his = (sign_in(user).get(url, query).content.decode() for user in (amina, chidi))
        assert ("My seam" in mine, "My diary" in mine, "Only you see it" in mine) == (True, True, True)
        assert ("My seam" in his, "My diary" in his, "Only you see it" in his) == (True, False, False)


def test_gallery_with_nothing_says_what_to_do_next(sign_in, amina, chidi, plan):
    url = reverse("evidence_list", args=[plan.pk])
    assert "Show what you can do" in sign_in(amina).get(url).content.decode()
    assert "Amina has not shown you anything yet" in sign_in(chidi).get(url).content.decode()


def test_link_shows_where_it_leads(add, sign_in, amina):
    piece = add(kind="link", url="https://www.exämple.org/lamp?a=<b>")
    html = sign_in(amina).get(piece.get_absolute_url()).content.decode()
    assert "<b>www.xn--exmple-cua.org</b>" in html
    assert 'rel="external noopener noreferrer nofollow"' in html
    assert "a=<b>" not in html


def test_what_was_typed_is_never_markup(add, sign_in, amina, chidi, plan):
    piece = add(title="<b onmouseover=x>", words=uploads.SCRIPT.decode())
    for user in (amina, chidi):
        for url in (piece.get_absolute_url(), reverse("evidence_list", args=[plan.pk])):
            html = sign_in(user).get(url).content.decode()
            assert "<b onmouseover" not in html
            assert "<script>alert" not in html


def test_file_is_served_inert(add, sign_in, chidi):
    photo, text = add(), add(kind="file", title="../My notes: <1>", upload=b"Day 1")
    shown, kept = (sign_in(chidi).get(reverse("evidence_file", args=[piece.pk])) for piece in (photo, text))
    assert shown.headers["Content-Type"] == "image/webp"
    assert shown.headers["Content-Disposition"] == 'inline; filename="My seam.webp"'
    assert kept.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert kept.headers["Content-Disposition"] == 'attachment; filename="My notes 1.txt"'
    assert b"".join(kept.streaming_content) == b"Day 1"
    for answer in (shown, kept):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_file_that_the_browser_has_is_not_sent_again_but_asked_for(add, sign_in, amina, chidi):
    piece = add()
    url = reverse("evidence_small", args=[piece.pk])
    tag = sign_in(chidi).get(url).headers["ETag"]
    assert sign_in(chidi).get(url, headers={"If-None-Match": tag}).status_code == 304
    actions.show_to(evidence=piece, actor=amina)
    assert sign_in(chidi).get(url, headers={"If-None-Match": tag}).status_code == 404


def test_adult_whose_bond_has_ended_gets_404_for_page_and_files(add, sign_in, chidi):
    piece = add()
    pages = [reverse(name, args=[piece.pk]) for name in ("evidence", "evidence_file", "evidence_small")]
    assert [sign_in(chidi).get(url).status_code for url in pages] == [200, 200, 200]
    Bond.objects.filter(adult=chidi).update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert [sign_in(chidi).get(url).status_code for url in pages] == [404, 404, 404]


@pytest.mark.django_db(transaction=True)
def test_taking_back_ends_it_for_everyone_and_the_history_says_so(add, sign_in, amina, chidi, plan):
    piece = add()
    pages = [reverse(name, args=[piece.pk]) for name in ("evidence", "evidence_file", "evidence_small")]
    url = reverse("evidence_take_back", args=[piece.pk])
    assert "deleted for good" in sign_in(amina).get(url).content.decode()
    assert sign_in(chidi).post(url).status_code == 403
    assert sign_in(amina).post(url).status_code == 302
    assert [sign_in(chidi).get(page).status_code for page in pages] == [404, 404, 404]
    assert [sign_in(amina).get(page).status_code for page in pages] == [200, 404, 404]
    history = sign_in(chidi).get(reverse("plan_history", args=[plan.pk])).content.decode()
    assert "Amina Said took back a piece of evidence." in history
    assert "My seam" not in history
    assert sign_in(amina).post(url).status_code == 403


def test_learner_changes_who_sees_it(add, sign_in, amina, bea):
    piece = add()
    url = reverse("evidence_sight", args=[piece.pk])
    assert sign_in(bea).get(piece.get_absolute_url()).status_code == 404
    assert sign_in(amina).post(url, {"shown_to": [f"adult-{bea.pk}"]}).status_code == 302
    assert sign_in(bea).get(piece.get_absolute_url()).status_code == 200
    answer = sign_in(amina).post(url, {"shown_to": [f"adult-{bea.pk}"]})
    assert errors_of(answer) == ["Nothing is different yet. Tick or untick someone, then save."]


def test_single_tutor_stays_a_choice_while_chosen(add, sign_in, amina, chidi):
    piece = add(kinds=[], adults=[chidi])
    html = sign_in(amina).get(piece.get_absolute_url()).content.decode()
    assert "only Chidi Okafor" in html


def test_learner_changes_what_it_is_for(add, sign_in, amina, make_target):
    piece, target = add(), make_target("Weld")
    url = reverse("evidence_targets", args=[piece.pk])
    assert sign_in(amina).post(url, {"targets": [target.pk]}).status_code == 302
    assert list(piece.targets.all()) == [target]
    assert len(errors_of(sign_in(amina).post(url, {"targets": [target.pk]}))) == 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc passwd.pdf"),
        ("CON\r\nSet-Cookie: a=b", "CON Set-Cookie a b.pdf"),
        ("\u202e", "evidence.pdf"),
        ("…", "evidence.pdf"),
        ("Café 漢字", "Café 漢字.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_saved_file_has_a_name_that_means_nothing_to_a_file_system(title, name):
    assert name_to_save(title, ".pdf") == name


def test_store_is_a_folder_or_s3_as_the_environment_says(monkeypatch):
    from django.core.files.storage import storages
    from environs import Env

    from learnplan.web.uploads import evidence_store

    assert evidence_store(Env()) == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    given = {"EVIDENCE_BUCKET": "school", "EVIDENCE_ENDPOINT": "https://s3.school.example", "EVIDENCE_REGION": "x-1"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    store = storages.create_storage(evidence_store(Env()))
    assert (store.bucket_name, store.endpoint_url, store.region_name) == ("school", given["EVIDENCE_ENDPOINT"], "x-1")
    assert (store.querystring_auth, store.file_overwrite, store.default_acl) == (True, False, None)


def test_limits_are_said_on_the_form(sign_in, amina, plan):
    html = sign_in(amina).get(reverse("evidence_new", args=[plan.pk])).content.decode()
    assert f"Up to {limits.in_mb(limits.MOST_UPLOAD_BYTES)} MB" in html


def test_upload_streams_through_the_form_whatever_its_size(post, files):
    big = uploads.picture("PNG", size=(2400, 1800), compress_level=0)
    assert len(big) > 2_621_440  # beyond what Django keeps in memory
    assert post(upload=io.BytesIO(big)).status_code == 302
    assert len(files()) == 2


def test_target_and_plan_show_what_the_reader_may_see(add, sign_in, amina, chidi, plan, target):
    add(title="My seam", targets=[target])
    add(kind="text", title="My diary", words="Dear me", targets=[target], kinds=[])
    for page in (target, plan):
        mine, his = (sign_in(user).get(page.get_absolute_url()).content.decode() for user in (amina, chidi))
        assert ("My seam" in mine, "My diary" in mine, "Add evidence" in mine) == (True, True, True)
        assert ("My seam" in his, "My diary" in his, "Add evidence" in his) == (True, False, False)


def test_change_of_a_target_says_what_evidence_hangs_on_it(add, sign_in, amina, target):
    add(targets=[target])
    add(kind="text", words="a", targets=[target])
    html = sign_in(amina).get(reverse("target_change", args=[target.pk])).content.decode()
    assert "2 pieces of evidence are for it." in html


def test_check_in_leads_on_to_evidence_for_the_same_target(sign_in, amina, plan, target):
    url = reverse("check_in", args=[target.pk])
    answer = sign_in(amina).post(url, {"level": "3", "reflection": "Nearly.", "then": "evidence"})
    assert answer.url == f"{reverse('evidence_new', args=[plan.pk])}?target={target.pk}"
    assert target.check_ins.count() == 1


@pytest.fixture
def asks_first(rosa, riverside):
    """Let Riverside want its learners to ask first."""
    matrix = actions_matrix.draft_matrix(
        institution=riverside, cells=PRESETS["guided"], reason="To begin with.", actor=rosa
    )
    actions_matrix.publish_matrix(matrix=matrix, actor=rosa)


def test_school_may_want_it_asked_before_a_carer_is_shown(add, sign_in, amina, bea, chidi, plan, asks_first):
    piece = add()  # the tutor and the advocate, who answer, are never asked about
    url = reverse("evidence_sight", args=[piece.pk])
    answer = sign_in(amina).post(url, {"shown_to": ["tutor", f"adult-{bea.pk}"]})
    assert (answer.status_code, b"Ask to show evidence to someone" in answer.content) == (422, True)
    form = {"evidence": piece.pk, "shown_to": ["tutor", f"adult-{bea.pk}"], "reason": "She helped."}
    assert sign_in(amina).post(answer.context["asks_at"], form).status_code == 302
    asked = AskedFor.objects.get()
    assert "Bea Said, carer" in sign_in(chidi).get(asked.get_absolute_url()).content.decode()
    assert not Evidence.objects.visible_to(bea).exists()
    asking_actions.answer_asked(asked=asked, allow=True, reason="Of course.", actor=chidi)
    assert Evidence.objects.visible_to(bea).get() == piece
    sign_in(amina).post(url, {"shown_to": ["tutor"]})  # showing fewer people is never asked about
    assert not Evidence.objects.visible_to(bea).exists()


def test_new_piece_for_a_carer_is_kept_without_them_and_leads_to_asking(post, sign_in, amina, bea, chidi, asks_first):
    shown_to = ["tutor", f"adult-{bea.pk}"]
    answer = post(upload=sent(uploads.picture()), shown_to=shown_to)
    piece = Evidence.objects.get()
    assert [share.kind for share in piece.shares.all()] == ["tutor"]
    page = sign_in(amina).get(answer.url)
    assert page.context["form"].initial == {"evidence": piece.pk, "shown_to": shown_to}
    assert page.content.decode().count(" checked") == 2
    assert "nobody at home sees it yet" in page.content.decode()
    given = {"evidence": piece.pk, "shown_to": shown_to, "reason": "She helped."}
    assert sign_in(amina).post(answer.url, given).status_code == 302
    asking_actions.answer_asked(asked=AskedFor.objects.get(), allow=True, reason="Of course.", actor=chidi)
    assert Evidence.objects.visible_to(bea).get() == piece


def test_upload_that_is_refused_is_refused_before_a_carer_is_asked_about(post, bea, asks_first):
    shown_to = ["tutor", f"adult-{bea.pk}"]
    assert errors_of(post("file", upload=sent(b""), shown_to=shown_to))[0].startswith("This file is empty.")
    assert Evidence.objects.count() == 0


@pytest.fixture
def asked_to_show(add, sign_in, amina, bea, plan, asks_first):
    """Amina asks to show a piece, which her tutor and advocate see, to Bea too."""
    piece = add(title="My seam")
    given = {"evidence": piece.pk, "shown_to": ["tutor", "advocate", f"adult-{bea.pk}"], "reason": "She helped."}
    assert sign_in(amina).post(reverse("ask", args=[plan.pk, "evidence.share"]), given).status_code == 302
    return AskedFor.objects.get()


def test_yes_does_not_show_again_to_whom_the_learner_took_it_from_meanwhile(
    asked_to_show, amina, bea, chidi, mair, make_user, riverside, bond
):
    piece = Evidence.objects.get()
    tess = make_user("Tess", "Hall", role="teacher", at=riverside)
    bond(amina, tess, "tutor")
    actions.show_to(evidence=piece, kinds=["advocate"], adults=[tess], actor=amina)
    asking_actions.answer_asked(asked=asked_to_show, allow=True, reason="Of course.", actor=chidi)
    seen = {user.username for user in (bea, chidi, mair, tess) if Evidence.objects.visible_to(user).exists()}
    assert seen == {"bea", "mair", "tess"}


def test_whoever_answers_looks_at_the_piece_itself_if_it_is_shown_to_them(asked_to_show, sign_in, amina, chidi, rosa):
    url, link = asked_to_show.get_absolute_url(), Evidence.objects.get().get_absolute_url()
    pages = {user: sign_in(user).get(url).content.decode() for user in (chidi, rosa)}
    assert (link in pages[chidi], "My seam" in pages[chidi]) == (True, True)
    assert (link in pages[rosa], "My seam" in pages[rosa]) == (False, False)
    assert "it is not shown to you" in pages[rosa]
    actions.take_back(evidence=Evidence.objects.get(), actor=amina)
    assert "The piece was taken back" in sign_in(chidi).get(url).content.decode()


def test_request_for_a_carers_eyes_says_nothing_of_a_piece_elsewhere(sign_in, amina, target, chidi):
    given = {"words": "Any fault", "success_test": "x", "due_on": str(target.due_on), "reason": "You can."}
    url = reverse("ask", args=[target.plan_id, "target.change"]) + f"?target={target.pk}"
    assert sign_in(chidi).post(url, given).status_code == 302
    assert "not shown to you" not in sign_in(amina).get(AskedFor.objects.get().get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_file_of_what_was_taken_back_is_not_served_even_while_the_store_still_has_it(
    add, sign_in, amina, chidi, files, monkeypatch
):
    piece = add()
    monkeypatch.setattr(actions, "remove_files", lambda names: 1 / 0)
    actions.take_back(evidence=piece, actor=amina)
    assert len(files()) == 2
    pages = [reverse(name, args=[piece.pk]) for name in ("evidence_file", "evidence_small")]
    assert [sign_in(user).get(page).status_code for user in (amina, chidi) for page in pages] == [404] * 4


def test_carer_who_may_not_see_targets_reads_none_of_them_beside_a_piece(add, sign_in, bea, plan, target):
    piece = add(targets=[target], adults=[bea])
    pages = [piece.get_absolute_url(), reverse("evidence_list", args=[plan.pk]) + "?as=list"]
    for sees, count in ((["targets", "evidence"], 1), (["evidence"], 0)):
        Bond.objects.filter(adult=bea).update(sees=sees)
        for page in pages:
            html = sign_in(bea).get(page).content.decode()
            assert ("My seam" in html, html.count(target.words)) == (True, count)


def test_target_that_was_let_go_is_not_offered_but_stays_where_it_is_ticked(add, sign_in, amina, make_target):
    gone, kept = make_target("Weld"), make_target("Explain")
    piece, other = add(targets=[gone]), add(kind="text", words="a")
    gone.state = "dropped"
    gone.closed_at = timezone.now()
    gone.save()
    offered = [
        set(sign_in(amina).get(reverse("evidence_targets", args=[one.pk])).context["form"].fields["targets"].queryset)
        for one in (piece, other)
    ]
    assert offered == [{gone, kept}, {kept}]

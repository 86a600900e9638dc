"""A plan on paper: one page where it fits, tagged for those who listen, and nothing in it is ever read as a
command.
"""

import datetime as dt
import io
import re
import subprocess

import pikepdf
import pytest
from django.urls import reverse

from plans.targets.actions import targets
from plans.years import paper as papers
from plans.years.actions.signing import sign_plan, write_purpose
from plans.years.pdf import pages_of, pdf_of
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of

HOSTILE = [
    '#panic("x") #sys.inputs #read("/etc/passwd") #import "@preview/x:1.0.0": *',
    "= Heading *bold* _it_ `raw` $x^2$ @label <label> // comment /* more */ \\ \" ' ~ --- ...",
    "<script>alert(1)</script> {{ plan }} {% now %} %s {0} ${x} ]]> &amp; ; DROP TABLE plans_plan;",
    "]} #] ) } {{{ [[[ \\u{41} \n= not a heading\n- not a list\n+ 1. / term: x",
    "=HYPERLINK(1) +1 -1 @x \t\x00\x07\x1b[31m \ufffe",
    "مرحبا שלום \u202eabc\u202c Ŵŷ İı Łódź 漢字 👩‍🚀 e\u0301",
]


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf):
    """The kinds of structure in the PDF's tree, in reading order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for one in node:
                walk(one)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    with opened(pdf) as file:
        walk(file.Root.StructTreeRoot.K)
    return found


def text_of(pdf, tmp_path):
    """What a reader of the PDF hears, by pdftotext where the machine has it."""
    (tmp_path / "plan.pdf").write_bytes(pdf)
    try:
        done = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "plan.pdf", "-"], capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        pytest.skip("This machine has no pdftotext.")
    return re.sub(r"\s+", " ", done.stdout)


@pytest.fixture
def pdf(plan, target, sign_in, amina):
    answer = sign_in(amina).get(reverse("plan_pdf", args=[plan.pk]))
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def many(make_target, count):
    for number in range(count):
        make_target(f"Target number {number}: " + "explain why it does what it does, " * 7)


def test_pdf_is_tagged_and_says_its_language_and_title(pdf, plan):
    with opened(pdf) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en"
        assert str(file.Root.ViewerPreferences.DisplayDocTitle) == "True"
        with file.open_metadata() as meta:
            assert meta["dc:title"] == f"Learning plan {plan.year_name}, Amina Said"
            assert meta["pdfuaid:part"] == "1"
        assert [float(side) for side in file.pages[0].MediaBox][2:] == pytest.approx([595.28, 841.89], abs=0.1)


def test_pdf_has_a_title_and_headings_in_order(pdf):
    headings = [tag for tag in tags(pdf) if re.fullmatch(r"/(Title|H\d)", tag)]
    assert headings == ["/Title", "/H1", "/H1", "/H2", "/H1"]


def test_pdf_says_what_is_in_the_plan(plan, target, amina, chidi, sign_in, tmp_path):
    write_purpose(plan=plan, words="To mend what others throw away.", actor=amina)
    made = targets.check_in(target=target, level=3, reflection="Secret thoughts", actor=amina)
    targets.rate(target=target, level=4, comment="Secret answer", actor=chidi, check_in=made)
    sign_plan(plan=plan, kind="agreed", digest=digest_of(sheet_of(plan, "agreed")), actor=amina)
    said = text_of(sign_in(amina).get(reverse("plan_pdf", args=[plan.pk])).content, tmp_path)
    for words in (
        "To mend what others throw away.",
        "Explain a circuit fault",
        "Dad gets it",
        "Amina says 3 of 5",
        "Chidi Okafor says 4.",
        "Amina Said, learner,",
        "Tutor: Name and day",
    ):
        assert words.casefold() in said.casefold()
    assert "Secret" not in said


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_people_are_set_as_they_are(plan, amina, make_target, sign_in, tmp_path, words):
    amina.preferred_name = words[:40].replace("\n", " ").replace("\x00", "")
    amina.save()
    words = words.replace("\x00", "")
    write_purpose(plan=plan, words=words, actor=amina)
    make_target(words[:200])
    page = sign_in(amina).get(reverse("plan_page", args=[plan.pk])).content.decode()
    assert "<script>alert" not in page
    pdf = sign_in(amina).get(reverse("plan_pdf", args=[plan.pk])).content
    assert [tag for tag in tags(pdf) if tag.startswith("/H")] == ["/H1", "/H1", "/H2", "/H1"]
    said = text_of(pdf, tmp_path).replace(" ", "")
    for part in re.findall(r"[!-~]{4,}", words):
        assert part in said


def test_null_and_control_characters_do_not_break_the_sheet(plan, target, amina, chidi):
    made = papers.paper_of(plan, _learner())
    hostile = made | {"purpose": "a\x00b\x1b[31m\ud800c", "names": ["\x07"]}
    assert pages_of(pdf_of(hostile)) == 1


def test_long_plan_is_set_smaller_before_it_takes_a_second_page(plan, make_target, amina):
    many(make_target, 6)
    assert pages_of(pdf_of(papers.paper_of(plan, _learner()))) == 1


def test_longer_plan_says_that_there_is_more(plan, make_target, amina, tmp_path):
    many(make_target, 25)
    pdf = pdf_of(papers.paper_of(plan, _learner()))
    assert pages_of(pdf) > 1
    said = text_of(pdf, tmp_path)
    assert said.count("More on page 2") == 1
    assert said.index("More on page 2") < said.index("Page 2 / ")
    assert "Target number 24" in said


def test_carer_finds_on_paper_only_what_was_opened_to_them(plan, target, amina, bea, sign_in):
    targets.check_in(target=target, level=3, reflection="", actor=amina)
    url = reverse("plan_page", args=[plan.pk])
    bea.bonds_as_adult.update(sees=["targets"])
    said = sign_in(bea).get(url).content.decode()
    assert ("Explain a circuit fault" in said, "3 of 5" in said) == (True, False)
    bea.bonds_as_adult.update(sees=[])
    assert "Explain a circuit fault" not in sign_in(bea).get(url).content.decode()
    assert sign_in(bea).get(reverse("plan_pdf", args=[plan.pk])).status_code == 200


def test_page_asks_few_questions_however_long_the_plan(
    plan, make_target, amina, sign_in, django_assert_max_num_queries
):
    many(make_target, 12)
    client = sign_in(amina)
    with django_assert_max_num_queries(12):
        client.get(reverse("plan_page", args=[plan.pk]))


def _learner():
    from plans.targets.permissions import Standing

    return Standing(is_learner=True)


def test_date_of_printing_is_today(plan, amina):
    assert str(dt.date.today().year) in papers.paper_of(plan, _learner())["made"]

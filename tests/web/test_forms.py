"""How forms are drawn: labels, hints, errors and their ties; and the inputs of our own."""

import datetime as dt
import re

import pytest
from django import forms
from django.template import Context, Template

from learnplan.web.forms import Day, PoundsField, Scale


class ExampleForm(forms.Form):
    words = forms.CharField(label="What I am aiming for", help_text="In your own words.")
    rating = forms.TypedChoiceField(label="Where I am", choices=[(1, "just started"), (2, "with help")], widget=Scale)
    days = forms.MultipleChoiceField(
        label="Days", choices=[("mon", "Monday")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agree = forms.BooleanField(label="I agree", help_text="You may take it back.")
    by_when = forms.DateField(label="By when", widget=Day, required=False)
    price = PoundsField(label="Price", required=False)


def tag(html: str, element_id: str) -> str:
    """Return the opening tag with that id."""
    return re.search(rf'<[^>]*\sid="{element_id}"[^>]*>', html)[0]


def test_field_ties_hint_and_error_to_its_input():
    html = str(ExampleForm({})["words"].as_field_group())
    control = tag(html, "id_words")
    assert 'aria-describedby="id_words_helptext id_words_error"' in control
    assert 'aria-invalid="true"' in control
    assert "In your own words." in html
    assert tag(html, "id_words_error").startswith("<div")


def test_field_without_errors_shows_none():
    html = str(ExampleForm()["words"].as_field_group())
    assert "error" not in html
    assert "wrong" not in html


def test_field_says_when_it_may_be_left_out():
    form = ExampleForm()
    assert "(if you like)" in form["days"].as_field_group()
    assert "(if you like)" not in form["words"].as_field_group()


def test_checkbox_ties_its_label_hint_and_error():
    html = str(ExampleForm({})["agree"].as_field_group())
    assert '<label class="choice" for="id_agree">' in html
    assert 'aria-describedby="id_agree_helptext id_agree_error"' in tag(html, "id_agree")


def test_scale_is_a_group_of_large_labels_in_words():
    html = re.sub(r"\s*(<[^>]*>)\s*", r"\1", str(ExampleForm({})["rating"].as_field_group()))
    assert html.count("<label") == 2
    assert re.search(r"<fieldset[^>]*aria-describedby=\"id_rating_error\"", html)
    assert "<legend>Where I am</legend>" in html
    assert re.search(
        r'<label class="choice" for="id_rating_1"><input\s[^>]*value="2"[^>]*>\s*<b>2</b><span>with help', html
    )


def test_form_leads_from_each_error_to_its_input():
    html = str(ExampleForm({}))
    links = re.findall(r'<a href="#([^"]+)">', html)
    assert links == ["id_words", "id_rating_0", "id_agree"]
    for link in links:
        assert tag(html, link).startswith("<input")


def test_form_without_errors_has_no_summary():
    assert "summary" not in str(ExampleForm())


def test_form_escapes_what_a_person_wrote():
    form = ExampleForm({"words": "<script>alert(1)</script>", "price": "<b>"})
    assert "<script>" not in str(form)
    assert "<b>&quot;" not in str(form)


def test_form_shows_errors_that_belong_to_no_field():
    form = ExampleForm({"words": "a", "rating": 1, "agree": "on"})
    form.add_error(None, "This place has gone.")
    html = str(form)
    assert html.count("This place has gone.") == 1
    assert 'role="alert"' in html


def test_field_tag_draws_the_field():
    html = Template("{% field form.words %}").render(Context({"form": ExampleForm()}))
    assert html == str(ExampleForm()["words"].as_field_group())


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("250", 25000), ("£1,234.50", 123450), ("0.01", 1), ("0", 0), ("", None), ("  20.5 ", 2050)],
)
def test_pounds_become_pence(typed, pence):
    assert PoundsField(required=False).clean(typed) == pence


@pytest.mark.parametrize("typed", ["a lot", "1.001", "-5", "NaN", "Infinity", "1e400", "99999999999999"])
def test_pounds_that_are_no_amount_are_refused(typed):
    with pytest.raises(forms.ValidationError):
        PoundsField().clean(typed)


@pytest.mark.parametrize(("pence", "shown"), [(123450, "1234.50"), (25000, "250"), (5, "0.05")])
def test_pounds_input_shows_pence_as_pounds(pence, shown):
    form = ExampleForm(initial={"price": pence})
    assert f'value="{shown}"' in str(form["price"])


def test_pounds_input_keeps_what_was_typed():
    assert 'value="a lot"' in str(ExampleForm({"price": "a lot"})["price"])


def test_pounds_field_compares_amounts_not_typing():
    assert not PoundsField().has_changed(25000, "250.00")
    assert PoundsField().has_changed(25000, "251")
    assert PoundsField().has_changed(25000, "a lot")


def test_day_is_written_for_the_browsers_calendar():
    html = str(ExampleForm(initial={"by_when": dt.date(2026, 12, 19)})["by_when"])
    assert 'type="date"' in html
    assert 'value="2026-12-19"' in html

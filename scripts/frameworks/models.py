"""Published curricula (1EdTech CASE), and the part of one that an institution adopts: the common script."""

import re
from functools import reduce
from operator import add

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import STAFF, Institution, Role
from learnplan.years import year_name

MOST_WORDS = 6
WORDS = SearchVector("code", "short", "statement", config="english")


class FrameworkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every framework for staff and provider staff; for others those their institution has adopted from."""
        if user.institutions_as(*STAFF, Role.PROVIDER):
            return self
        adopted = CommonScript.objects.filter(
            framework=OuterRef("pk"), institution__in=user.institutions_as(*Role.values)
        )
        return self.filter(Exists(adopted))

    def with_size(self):
        """Adds `size` and `top`: how many items it has today, and how many of them stand at the top."""

        def count(items):
            return Coalesce(Subquery(items.values("framework").annotate(n=Count("pk")).values("n")), 0)

        items = FrameworkItem.objects.current().filter(framework=OuterRef("pk")).order_by()
        return self.annotate(size=count(items), top=count(items.filter(parent=None)))

    def with_document(self):
        """Adds `document` and `licences`: what is kept of the CFDocument and the CFLicenses, without the rest."""
        aside = {"document": "CFDocument", "licences": "CFDefinitions__CFLicenses"}
        return self.annotate(**{name: F(f"kept_aside__{path}") for name, path in aside.items()})


class Framework(models.Model):
    """A published curriculum document. `kept_aside` holds what CASE says and Learnplan does not use."""

    identifier = models.CharField(max_length=255, unique=True)
    title = models.CharField(_("title"), max_length=500)
    creator = models.CharField(_("published by"), max_length=500, blank=True)
    case_version = models.CharField(max_length=10)
    adoption_status = models.CharField(max_length=50, blank=True)
    changed_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    kept_aside = models.JSONField(default=dict)

    objects = FrameworkQuerySet.as_manager()
    size: int  # from with_size()
    top: int
    document: object  # from with_document()
    licences: object

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("framework", args=[self.pk])


class CurrentQuerySet(models.QuerySet):
    def current(self):
        """Those that have not ended: what is gone from the newest version stays for whoever adopted it."""
        return self.filter(ended_at=None)


class FrameworkItemQuerySet(CurrentQuerySet):
    def with_inside(self):
        """Adds `inside`: how many items stand directly under each."""
        under = FrameworkItem.objects.current().filter(parent=OuterRef("pk")).order_by()
        counted = under.values("parent").annotate(n=Count("pk")).values("n")
        return self.annotate(inside=Coalesce(Subquery(counted), 0))

    def matching(self, words: str):
        """Those that have every one of `words` or its beginning, or whose code begins like that."""
        words = words.replace("\0", " ")  # which the database refuses
        by_code = Q(code__istartswith=words.strip())
        stems = re.findall(r"\w+", words)
        if not stems:
            return self.filter(by_code)
        # A single letter is no beginning worth looking for, and beside longer words says nothing ("i.e.").
        stems = [f"{stem}:*" for stem in stems if len(stem) > 1] or stems
        query = SearchQuery(" & ".join(stems), search_type="raw", config="english")
        return self.alias(words=WORDS).filter(Q(words=query) | by_code)

    def resembling(self, words: str):
        """Those that have something like each of `words`, the most alike first: for words that are misspelt.

        How alike is pg_trgm.word_similarity_threshold, which `search` sets.
        """
        found, likeness = self, []
        for word in re.findall(r"\w{4,}", words)[:MOST_WORDS]:
            found = found.filter(Q(statement__trigram_word_similar=word) | Q(short__trigram_word_similar=word))
            likeness += [TrigramWordSimilarity(word, "statement"), TrigramWordSimilarity(word, "short")]
        if not likeness:
            return self.none()
        return found.alias(likeness=reduce(add, likeness)).order_by("-likeness", "code", "pk")


class FrameworkItem(models.Model):
    """One statement of a framework, in its hierarchy (`parent`, `position`)."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="items")
    identifier = models.CharField(max_length=255)
    code = models.CharField(_("code"), max_length=255, blank=True)
    statement = models.TextField(_("statement"))
    short = models.CharField(_("short statement"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=255, blank=True)
    level = models.CharField(_("level"), max_length=100, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    kept_aside = models.JSONField(default=dict)

    objects = FrameworkItemQuerySet.as_manager()
    inside: int  # from with_inside()
    used_in: list[str]  # from variants_of()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "identifier"], name="scripts_frameworkitem_known_once")
        ]
        indexes = [
            models.Index(fields=["framework", "parent", "position"], name="scripts_frameworkitem_tree"),
            GinIndex(WORDS, name="scripts_frameworkitem_words"),
            GinIndex(OpClass(Upper("code"), "gin_trgm_ops"), name="scripts_frameworkitem_code"),
            GinIndex(OpClass("statement", "gin_trgm_ops"), name="scripts_frameworkitem_like"),
            GinIndex(OpClass("short", "gin_trgm_ops"), name="scripts_frameworkitem_alike"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.short or self.code or self.statement[:60]

    @property
    def has_own_name(self):
        """Say whether it has a name beside its words and its code, as units and lessons have."""
        return bool(self.short) and self.short not in (self.statement, self.statement.rstrip("."), self.code)


class FrameworkAssociation(models.Model):
    """A CASE association (isChildOf, precedes, exactMatchOf, ...). An end outside is known by its URI only."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="associations")
    identifier = models.CharField(max_length=255)
    kind = models.CharField(max_length=50)
    origin = models.ForeignKey(FrameworkItem, models.CASCADE, null=True, related_name="leads_to")
    destination = models.ForeignKey(FrameworkItem, models.CASCADE, null=True, related_name="comes_from")
    origin_uri = models.TextField(blank=True)
    destination_uri = models.TextField(blank=True)
    sequence = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    kept_aside = models.JSONField(default=dict)

    class Meta:
        ordering = ["sequence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "identifier"], name="scripts_frameworkassociation_known_once")
        ]

    def __str__(self):
        return f"{self.origin_id} {self.kind} {self.destination_id}"


class CommonScriptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the institutions the user belongs to, in any role."""
        return self.filter(institution__in=user.institutions_as(*Role.values))


class CommonScript(models.Model):
    """What an institution adopts of a framework for a cohort; every learner's script starts from it."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="common_scripts")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="common_scripts")
    name = models.CharField(_("name"), max_length=200)
    year = models.PositiveSmallIntegerField(_("the year its cohort starts"))
    year_group = models.CharField(_("year group"), max_length=20)
    most_minutes_a_week = models.PositiveSmallIntegerField(_("most minutes a week"), null=True, blank=True)
    adopted_at = models.DateTimeField(auto_now_add=True)

    objects = CommonScriptQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year", "year_group"], name="scripts_commonscript_one_a_cohort"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("common_script", args=[self.pk])

    @property
    def year_name(self):
        return year_name(self.year)


class CommonItem(models.Model):
    """One adopted item, in the order of the common script, required or not; `ended_at` when it was let go."""

    common_script = models.ForeignKey(CommonScript, models.CASCADE, related_name="items")
    item = models.ForeignKey(FrameworkItem, models.PROTECT, related_name="+")
    is_required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True)

    objects = CurrentQuerySet.as_manager()
    is_exempt: bool  # whether the learner of a script need not do it, where `reading` adds it

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["common_script", "item"], name="scripts_commonitem_once")]

    def __str__(self):
        return f"{self.common_script_id}: {self.item_id}"

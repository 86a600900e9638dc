"""How big a generated consortium is, and which ids its rows have. Pure: arithmetic only."""

from dataclasses import dataclass

LEARNERS_EACH = 1700  # of one institution: the size of the college in the source paper
LEARNERS_A_TUTOR = 25
OFFERS_EACH = 40
STEPS_COMMON = 12
STEPS_BRANCH = 4
TARGETS_EACH = 3
PARTNERS_EACH = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """A consortium of `learners`, in institutions of LEARNERS_EACH; every id follows from a learner's number.

    Users are numbered so: learners 1..learners, then tutors, then one administrator and one provider member of
    staff for each institution. The first `homes` institutions have learners; in a small consortium the others are
    partners only, so that a page is the same work whatever the number of learners.
    """

    learners: int

    @property
    def homes(self) -> int:
        return -(-self.learners // LEARNERS_EACH)

    @property
    def institutions(self) -> int:
        return max(self.homes, PARTNERS_EACH + 1)

    @property
    def tutors(self) -> int:
        return self.institutions * self.tutors_each

    @property
    def tutors_each(self) -> int:
        return -(-min(self.learners, LEARNERS_EACH) // LEARNERS_A_TUTOR)

    def institution_of(self, learner: int) -> int:
        """Return the institution (from 1) of a learner (from 1)."""
        return (learner - 1) // LEARNERS_EACH + 1

    def learners_of(self, institution: int) -> range:
        """Return the user ids of an institution's learners."""
        first = (institution - 1) * LEARNERS_EACH + 1
        return range(first, min(first + LEARNERS_EACH, self.learners + 1))

    def tutor_of(self, learner: int) -> int:
        """Return the user id of a learner's tutor: a colleague at the same institution."""
        within = (learner - 1) % LEARNERS_EACH // LEARNERS_A_TUTOR
        return self.learners + (self.institution_of(learner) - 1) * self.tutors_each + within + 1

    def administrator_of(self, institution: int) -> int:
        """Return the user id of an institution's administrator."""
        return self.learners + self.tutors + institution

    def provider_of(self, institution: int) -> int:
        """Return the user id of an institution's provider staff."""
        return self.learners + self.tutors + self.institutions + institution

    def partners_of(self, institution: int) -> list[int]:
        """Return the institutions whose offers this one's learners may take up: the next few, in a ring."""
        return [(institution - 1 + distance) % self.institutions + 1 for distance in range(1, PARTNERS_EACH + 1)]

    def offers_of(self, institution: int) -> range:
        """Return the ids of an institution's offers."""
        first = (institution - 1) * OFFERS_EACH + 1
        return range(first, first + OFFERS_EACH)

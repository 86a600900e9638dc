"""What is said in the talks of the demonstration, in words written for it."""

from typing import NamedTuple

HOW, WHAT_FOR = "how", "what_for"


class Asked(NamedTuple):
    """A question: who asks it ("learner" or "adult"), what it is for, and what the learner says, or ""."""

    by: str
    purpose: str
    words: str
    answer: str


class TalkTold(NamedTuple):
    """One talk: its questions, what the adult understood, what the learner says of it, and what is needed then.

    `wrong` is what the learner says of the first summary, and `again` the one after it; both "" when they agree.
    """

    asked: tuple[Asked, ...]
    summary: str
    wrong: str
    again: str
    needs: tuple[str, ...]


# Amina's, in the order she has them: agreed, waiting for her word, and still to come.
AMINA_AUTUMN = TalkTold(
    (
        Asked(
            "learner",
            HOW,
            "Why do I always jump straight to the answer when I explain something?",
            "I can see the end already so I just say it. Then I look at their face and they are lost, and I do not "
            "know which bit I left out. It is worse when the other person is clever.",
        ),
        Asked(
            "adult",
            HOW,
            "When did explaining go well?",
            "With my cousin. She is nine. I had to draw it because she cannot read a circuit, and then it worked.",
        ),
        Asked(
            "learner",
            WHAT_FOR,
            "Is there any point in maths that is only for the exam?",
            "I like the mechanics bits because things move. The rest feels like a queue I am standing in.",
        ),
    ),
    "Amina explains well when she has to draw, and skips steps when she talks. She wants someone to practise on who "
    "does not know the answer. She finds maths worth it where something moves, and wants to meet calculus that way.",
    "",
    "",
    ("Someone to explain things to who has never seen a circuit", "Calculus that starts from something that moves"),
)
AMINA_ADVOCATE = TalkTold(
    (
        Asked(
            "learner",
            WHAT_FOR,
            "What if I do not want to go to university at all?",
            "Everyone says engineering and means university. I want to earn and learn, and I do not want it to be "
            "the thing you do when you did not get in.",
        ),
        Asked(
            "adult",
            HOW,
            "Who have you told so far?",
            "You. And Dad, a bit. I said I was looking at both, which is not true.",
        ),
    ),
    "Amina is undecided between university and an apprenticeship and would like more information about both.",
    "I am not undecided. I want the apprenticeship. I said I TOLD Dad I was looking at both.",
    "Amina wants a degree apprenticeship, not as a second best. She has told her dad that she is looking at both, and "
    "would like help with telling him how it really is.",
    (),
)
AMINA_NEXT = (
    Asked("learner", HOW, "Can I do the write-up as a video?", "I explain better out loud. Could I hand in both once?"),
    Asked("adult", HOW, "What did drawing it first change?", ""),
    Asked("learner", WHAT_FOR, "What do people do all day in a degree apprenticeship?", ""),
    Asked("adult", WHAT_FOR, "What would make this year a good one, looking back in July?", ""),
)


OTHERS = (
    TalkTold(
        (
            Asked("learner", HOW, "Can I sit somewhere else?", "I sit with my friends and then I do not work. I know."),
            Asked("adult", HOW, "When do you get most done?", "On the bus. No one asks me anything on the bus."),
        ),
        "Works best alone and without questions. Would like another seat, without a fuss being made of it.",
        "",
        "",
        ("An hour a week where nobody asks me anything",),
    ),
    TalkTold(
        (
            Asked("adult", HOW, "How is it going?", "Fine."),
            Asked(
                "learner",
                WHAT_FOR,
                "What if I want to change everything in January?",
                "I picked my subjects in about four minutes. I would like to pick them again, slowly this time.",
            ),
        ),
        "Is settled, but has some doubts about the choice of subjects.",
        "I am not settled. Please write that I want to choose again, and that it was not a proper choice before.",
        "Wants to choose again, because the first choice was made in four minutes and does not count as one.",
        ("Someone to look at all the subjects with, slowly", "To see a lesson before I choose it"),
    ),
    TalkTold(
        (
            Asked("learner", HOW, "Why is homework always on the same night?", "Tuesdays I have four. Fridays, none."),
            Asked(
                "learner",
                HOW,
                "Could I hand things in when I have care at home?",
                "Mum is worse at the start of the month. I would rather do more at the end of it.",
            ),
            Asked("adult", WHAT_FOR, "What do you want to have more of?", "Mornings."),
        ),
        "Looks after someone at home, mostly early in the month. Asks for dates that fit that, not for less work.",
        "",
        "",
        ("Dates that fit around the start of the month",),
    ),
    TalkTold(
        (
            Asked("adult", WHAT_FOR, "What is school for, for you?", "Getting out of here. And seeing people."),
            Asked("learner", WHAT_FOR, "What is it for, for you?", "You said: days like this one. I liked that."),
        ),
        "School is the way to somewhere else, and the people on the way matter as much.",
        "",
        "",
        ("To visit one place that is somewhere else",),
    ),
    TalkTold(
        (
            Asked("learner", HOW, "Can somebody read my writing before I hand it in?", "Not for mistakes. For sense."),
            Asked("adult", HOW, "Whose opinion do you trust?", "My brother. He says when it is boring."),
        ),
        "Would like a reader for sense, early, and trusts someone who says plainly when it is boring.",
        "",
        "",
        ("A reader who says when it is boring",),
    ),
)

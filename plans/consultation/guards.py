"""What the database itself holds about talks: how they move, whose words stay, and where needs may come from."""

import pgtrigger

MOVES = pgtrigger.FSM(
    name="moves",
    field="state",
    transitions=[
        ("wanted", "booked"),
        ("wanted", "called_off"),
        ("booked", "called_off"),
        ("booked", "summarised"),
        ("summarised", "agreed"),
        ("summarised", "disputed"),
        ("disputed", "summarised"),
    ],
)

NEVER_REWORDED = pgtrigger.ReadOnly(name="never_reworded", fields=["words", "author", "prompt", "at"])
SUMMARY_NEVER_REWORDED = pgtrigger.ReadOnly(name="never_reworded", fields=["words", "author", "talk", "at"])
# What the learner said of a summary is said once.
REPLIED_ONCE = pgtrigger.Protect(
    name="replied_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__agrees__isnull=False)
)

# Once the learner has said something, nobody else's words can take its place.
OWN_WORDS_STAY = pgtrigger.Trigger(
    name="own_words_stay",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    declare=[("learner", "BIGINT")],
    func="""
        SELECT plans_plan.learner_id INTO learner FROM plans_prompt
            JOIN plans_talk ON plans_talk.id = plans_prompt.talk_id
            JOIN plans_plan ON plans_plan.id = plans_talk.plan_id
            WHERE plans_prompt.id = NEW.prompt_id;
        IF NEW.author_id <> learner AND EXISTS (
            SELECT 1 FROM plans_answer WHERE prompt_id = NEW.prompt_id AND author_id = learner
        ) THEN
            RAISE EXCEPTION 'prompt % is answered in the learner''s own words', NEW.prompt_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_answer_own_words_stay';
        END IF;
        RETURN NEW;
    """,
)

# Nothing counts until the learner agrees: a need comes out of an agreed talk of the same plan, or not at all.
FROM_AGREED_TALK = pgtrigger.Trigger(
    name="from_agreed_talk",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("talk_id", "plan_id"),
    when=pgtrigger.Before,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM plans_talk WHERE id = NEW.talk_id AND plan_id = NEW.plan_id AND state = 'agreed'
        ) THEN
            RAISE EXCEPTION 'talk % is not agreed, or of another plan', NEW.talk_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_need_from_agreed_talk';
        END IF;
        RETURN NEW;
    """,
)

"""What the young people of the demonstration want, in words written for it: paths, targets, and how it went.

Each story is one path: what the branch is called and where it ends, steps of one's own, the offers it takes up (codes
in data/offers.csv), and targets. A target has its words, how one will know, and check-ins as (level, what happened,
what the tutor said or "").
"""

from typing import NamedTuple


class Aim(NamedTuple):
    words: str
    test: str
    check_ins: tuple[tuple[int, str, str], ...]


class Story(NamedTuple):
    name: str
    ending: str
    other: tuple[str, str]  # the branch that stays an idea, and its ending
    own_steps: tuple[tuple[str, str], ...]  # title, style
    offers: tuple[str, ...]
    aims: tuple[Aim, ...]


STORIES = (
    Story(
        "Engineering",
        "Degree apprenticeship",
        ("Physics", "Physics at university"),
        (("Build a test rig for the pump", "project"), ("Shadow a technician for a day", "workplace")),
        ("ENG-3", "ENG-CAD", "HW-MAINT"),
        (
            Aim(
                "Explain a circuit fault to someone who has never seen one",
                "My cousin can find the fault after I explain it",
                (
                    (2, "I know what is wrong but I jump straight to the answer.", "Try drawing it first, then talk."),
                    (
                        3,
                        "Drew it first. She found it but I had to give one hint.",
                        "I would say 2: the hint was the answer.",
                    ),
                ),
            ),
            Aim(
                "Get to grips with calculus before the mechanics unit starts",
                "I can do the first ten questions without the book open",
                ((1, "Chain rule makes no sense to me at all.", "Come on Tuesday, we start from speed and distance."),),
            ),
            Aim(
                "Stop leaving the write-up until the night before",
                "Three write-ups in a row handed in a day early",
                (
                    (3, "Two out of three. The third one I forgot it was due.", ""),
                    (4, "Three in a row, finally.", "You did."),
                ),
            ),
        ),
    ),
    Story(
        "Care",
        "Nursing",
        ("Paramedic science", "Ambulance service"),
        (("Talk to a ward nurse about night shifts", "workplace"), ("First aid course", "community")),
        ("CARE-3", "HEALTH-SCI", "HC-VISIT"),
        (
            Aim(
                "Talk to people I do not know without going red",
                "I start a conversation on each visit",
                (
                    (2, "I said hello and then ran out of things.", "Ask about the photographs in the room."),
                    (4, "Mrs Lark talked for half an hour about her dog.", "The staff noticed too."),
                ),
            ),
            Aim(
                "Learn the names of the bones for real this time",
                "Full marks on the blank skeleton, twice",
                ((3, "Hands and feet are still a mess, the rest is fine.", ""),),
            ),
            Aim(
                "Keep a promise to myself about sleep on placement days",
                "In bed by eleven before every early start for a month",
                ((2, "Managed the first week.", ""),),
            ),
        ),
    ),
    Story(
        "Music",
        "Own studio",
        ("Teaching music", "Teaching in a primary school"),
        (("Record an EP with two friends", "project"), ("Run the sound at the winter concert", "community")),
        ("MUS-TECH", "STUDIO-EVE", "BUS-OWN"),
        (
            Aim(
                "Finish a track instead of starting another one",
                "One track mixed, bounced and played to other people",
                (
                    (2, "I have eleven starts and no finish.", "Pick the one you would be sorry to lose."),
                    (4, "Finished. The middle drags but it exists.", "It does not drag. It waits."),
                ),
            ),
            Aim(
                "Work out what a studio actually earns",
                "A page of numbers that my uncle, who has a garage, believes",
                ((1, "I have no idea where to start.", "Start with rent. I will show you a real bill."),),
            ),
            Aim(
                "Read music well enough to argue with the drummer",
                "I can follow the part while he plays it",
                ((3, "I get lost when it repeats.", ""),),
            ),
        ),
    ),
    Story(
        "Food",
        "My own bakery",
        ("Food science", "Food laboratory"),
        (("Bake for the open evening", "project"), ("Find out about food hygiene papers", "online")),
        ("BAKE-2", "KITCHEN-3", "BUS-OWN"),
        (
            Aim(
                "Get the same loaf three times running",
                "Three loaves that look like brothers",
                (
                    (2, "First one fine, second one a brick.", "What was different about the water?"),
                    (3, "It was the temperature. Wrote it down this time.", "Good, now you can teach it."),
                ),
            ),
            Aim(
                "Be quick and tidy at the same time",
                "Station clean when the bell goes, for two weeks",
                ((2, "Quick yes, tidy no.", ""),),
            ),
            Aim(
                "Say no to a shift when I have a deadline",
                "I have said it once and the sky did not fall",
                ((4, "I said it. They were nice about it.", "That took some doing."),),
            ),
        ),
    ),
    Story(
        "Digital",
        "Software apprenticeship",
        ("Games", "Game design at college"),
        (("Make a bus app for my street", "project"), ("Fix one bug in something people use", "online")),
        ("DIG-3", "GAME-DES", "HW-DATA"),
        (
            Aim(
                "Write code that somebody else can read",
                "Kit changes one thing in it without asking me",
                (
                    (2, "He asked me four things.", "Which four? Put the answers in the names."),
                    (3, "One question this time.", ""),
                ),
            ),
            Aim(
                "Ask for help before I have lost a whole evening",
                "I ask after half an hour, not after four",
                ((2, "I still think I will get it in five minutes.", "So do I, always."),),
            ),
            Aim(
                "Show my work to people without saying sorry first",
                "One demo with no sorry in it",
                ((3, "One small sorry at the start.", "I counted none. It was good."),),
            ),
        ),
    ),
    Story(
        "Building",
        "Joinery apprenticeship",
        ("Architecture", "Architecture at university"),
        (("Repair the bench by the canal", "community"), ("Visit a timber yard", "workplace")),
        ("JOIN-2", "SITE-SAFE", "HW-BOAT"),
        (
            Aim(
                "Measure once properly so that I stop cutting twice",
                "A whole drawer with no piece cut again",
                (
                    (2, "Cut two pieces again. Better than six.", "What do you check before the saw?"),
                    (4, "None! I check the pencil line against the plan now.", "Show Bram how you do it."),
                ),
            ),
            Aim(
                "Get the maths for roof angles into my head",
                "I can set out a pitch without looking it up",
                ((2, "I can do it with the sheet.", ""),),
            ),
            Aim(
                "Be on site at half past seven, every time",
                "A month without a late mark",
                ((3, "Missed the bus once.", "The earlier one is ten past six. Hard, but there."),),
            ),
        ),
    ),
    Story(
        "Science",
        "Marine biology",
        ("Laboratory work", "Laboratory technician"),
        (
            ("Count limpets at the harbour wall for a term", "project"),
            ("Write to somebody who does this job", "online"),
        ),
        ("BIO-A", "CHEM-LAB", "HW-WATER"),
        (
            Aim(
                "Understand my own graphs",
                "I can say what each one shows in one sentence",
                (
                    (2, "I can say what the axes are.", "And what would surprise you?"),
                    (3, "There is a dip every spring tide. I think.", "I think so too. How could you check?"),
                ),
            ),
            Aim(
                "Get up to a B in chemistry",
                "Two mocks in a row at B or above",
                ((3, "C, then B.", ""),),
            ),
            Aim(
                "Read one real paper from start to end",
                "I can tell my group what they did and whether I believe it",
                (
                    (
                        1,
                        "I read the first page four times.",
                        "Nobody reads them from the front. Start with the pictures.",
                    ),
                ),
            ),
        ),
    ),
    Story(
        "Languages",
        "Interpreter",
        ("Teaching", "Teaching assistant"),
        (("Translate for the parents' evening", "community"), ("Keep a diary in Polish for a month", "project")),
        ("LANG-ADV", "TEACH-ASSIST", "RADIO"),
        (
            Aim(
                "Use both my languages at school, not just at home",
                "I have helped at two meetings",
                ((3, "One meeting. It was strange and nice.", "The family asked if you will come again."),),
            ),
            Aim(
                "Write essays that sound like me and still get marks",
                "One essay I would read aloud",
                (
                    (2, "It sounds like a leaflet.", "Read me the bit you like. Only that bit."),
                    (3, "Second page is mine, first page still a leaflet.", ""),
                ),
            ),
            Aim(
                "Speak in the history surgery without a script",
                "I have spoken three times with nothing in my hand",
                ((5, "Did it. I even argued.", "You did, and you listened."),),
            ),
        ),
    ),
    Story(
        "Sport",
        "Physiotherapy",
        ("Coaching", "Community coach"),
        (("Coach the under-tens on Saturdays", "community"), ("Ask a physio about training", "workplace")),
        ("SPORT-SCI", "COACH-1", "HEALTH-SCI"),
        (
            Aim(
                "Give feedback that does not make people cry",
                "Two of the little ones ask me for tips",
                (
                    (2, "One cried, but he had also lost a shoe.", "Say one thing they did first. Mean it."),
                    (4, "Asked for tips. By name.", ""),
                ),
            ),
            Aim(
                "Catch up the biology I missed when my knee was done",
                "I can do the unit test at home in the time",
                ((2, "Half the pages done.", "Good half. Skip chapter six, you know it."),),
            ),
            Aim(
                "Eat something before training",
                "Every training day for three weeks",
                ((4, "Toast counts. It was toast.", "Toast counts."),),
            ),
        ),
    ),
    Story(
        "Animals",
        "Veterinary nurse",
        ("Farming", "Running the farm"),
        (("Two weeks with the mobile vet", "workplace"), ("Make a feeding plan for the school hens", "project")),
        ("ANIM-3", "LAND-2", "BIO-A"),
        (
            Aim(
                "Stay calm when an animal is not",
                "The vet lets me hold without standing behind me",
                (
                    (2, "A goose. That is all I will say.", "I heard about the goose."),
                    (3, "Held two cats. One scratch.", ""),
                ),
            ),
            Aim(
                "Work out doses without a calculator",
                "Ten right out of ten, twice",
                ((3, "Eight, nine, eight.", "You slip at the same step each time. Look at the units."),),
            ),
            Aim(
                "Tell my dad what I want, not what he wants to hear",
                "We have talked about it properly once",
                ((1, "Not yet.", "No hurry. We could plan how to begin."),),
            ),
        ),
    ),
    Story(
        "Art",
        "Foundation year in design",
        ("Theatre", "Set building"),
        (("Hang a show in the corridor", "project"), ("Draw every day for six weeks", "project")),
        ("ART-PORT", "TEXTILE", "JOIN-2"),
        (
            Aim(
                "Keep the drawings I do not like",
                "A sketchbook with no pages torn out",
                ((3, "Tore one. Taped it back.", "The taped one is the best thing in it."),),
            ),
            Aim(
                "Talk about my work for two minutes",
                "Two minutes, to three people, without looking at the floor",
                (
                    (1, "I looked at the floor the whole time.", "Tell me about one line in it. Just one."),
                    (3, "One minute, and I looked up twice.", "I would say 4. They asked you questions."),
                ),
            ),
            Aim(
                "Find out what a portfolio needs before I make one",
                "A list from two places that agree",
                ((4, "They agree on nearly everything.", ""),),
            ),
        ),
    ),
    Story(
        "Business",
        "Running my own shop",
        ("Accounting", "Accounts apprenticeship"),
        (("Sell at the market for three Saturdays", "workplace"), ("Learn a spreadsheet properly", "online")),
        ("BUS-OWN", "ACC-2", "HW-DATA"),
        (
            Aim(
                "Know what I have made after costs, not before",
                "My numbers match the cash box three times",
                (
                    (2, "Forgot the bus fare and the bags.", "Bags! Everyone forgets bags."),
                    (4, "Matched to the penny. Once.", ""),
                ),
            ),
            Aim(
                "Write to people as if I were a business",
                "Two answers from people who do not know me",
                ((3, "One answer. She said good luck.", "Write back. Ask her one thing."),),
            ),
            Aim(
                "Sort out my English so that forms do not scare me",
                "I fill in the grant form myself",
                (
                    (
                        2,
                        "Did half and then my sister did half.",
                        "Next time you do the first half again, then half of hers.",
                    ),
                ),
            ),
        ),
    ),
)

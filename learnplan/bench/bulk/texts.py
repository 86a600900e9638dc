"""The words that generated people, targets and offers are made of."""

GIVEN = [
    "Aila", "Bram", "Cato", "Dilys", "Emrys", "Fenna", "Gwil", "Hana", "Ivo", "Jorun", "Kit", "Lowri", "Mads",
    "Nia", "Oren", "Pia", "Quill", "Runa", "Sefa", "Tove",
]  # fmt: skip
FAMILY = [
    "Alder", "Birch", "Cairn", "Dale", "Elm", "Fenn", "Glade", "Heath", "Isle", "Juniper", "Knoll", "Lark",
    "Marsh", "Nook", "Orchard", "Pine", "Quarry", "Rill", "Stone", "Thorn", "Upland", "Vale", "Wold", "Yarrow",
]  # fmt: skip
TARGETS = [
    ("Explain my project to someone who has never heard of it", "My aunt can say it back to me"),
    ("Get my maths to where the next unit starts", "I can do the first page without help"),
    ("Finish what I start on Wednesdays", "Four weeks in a row with something done"),
    ("Speak in the seminar without a script", "I have spoken twice and it was fine"),
    ("Find out what a technician really does all day", "I have spent a day with one"),
    ("Write an opening that makes people read on", "Two people asked what happens next"),
]
REFLECTIONS = [
    "It went better when I asked early.",
    "I still get stuck on the second half.",
    "I did it twice, once alone.",
    "Not much this week, I was ill.",
]
COMMENTS = [
    "You explain the first half well now. Try the second half aloud.",
    "I saw you do this on your own on Tuesday.",
    "Let us look at the hard part together.",
]
OFFERS = [
    "Engineering workshop",
    "Studio evenings",
    "Care and support",
    "Further mathematics",
    "Bakery placement",
    "Drone survey project",
    "Community radio",
    "Laboratory skills",
    "Joinery",
    "Game design",
]
STYLES = ["in_class", "online", "workplace", "project", "community", "evening"]
BRANCHES = [
    ("Engineering", "Degree apprenticeship"),
    ("Physics", "Physics at university"),
    ("Music", "Own studio"),
    ("Care", "Nursing"),
    ("Food", "My own bakery"),
]

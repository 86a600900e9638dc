"""The icons this product draws with, and which icon and tone stand for each state of a thing."""

from typing import NamedTuple

# Names of Lucide icons. Only these go into the sprite; a name that is not here is refused.
ICONS = tuple(
    """
    archive arrow-down arrow-left arrow-right arrow-up arrow-up-down award badge-check bell bookmark book-open
    briefcase-business building-2 bus calendar calendar-clock chart-column check chevron-down chevron-left chevron-right
    circle-alert circle-check circle-dashed circle-dot circle-pause circle-play circle-slash circle-x
    clipboard-list clock coins columns-2 download ellipsis equal eye eye-off file-text file-up flag
    git-branch graduation-cap grip-vertical hammer hand-helping handshake heart-handshake history hourglass house image
    inbox info key-round landmark languages layout-dashboard lightbulb link list list-checks list-filter
    list-ordered list-tree lock lock-open log-in log-out mail map map-pin megaphone message-circle
    messages-square milestone monitor moon paperclip pencil pencil-ruler plus pound-sterling printer
    qr-code quote receipt-pound-sterling refresh-cw route scale school search send settings shield
    sliders-horizontal table target ticket ticket-check trash-2 trending-down trending-up triangle-alert
    undo-2 upload user user-plus users wallet x
    """.split()  # noqa: SIM905
)


class Look(NamedTuple):
    """How a state is drawn: `tone` is "", "now", "good", "wait" or "stop"; `icon` is one of ICONS."""

    tone: str
    icon: str


# Each state has a tone and an icon; its word comes from the model, so a state never rests on hue alone.
LOOKS: dict[str, dict[str, Look]] = {
    "target": {
        "draft": Look("", "pencil"),
        "active": Look("now", "circle-dot"),
        "need_help": Look("wait", "hand-helping"),
        "discuss": Look("wait", "messages-square"),
        "reached": Look("good", "check"),
        "changed": Look("", "undo-2"),
        "dropped": Look("", "archive"),
    },
    "asked": {
        "waiting": Look("wait", "hourglass"),
        "allowed": Look("good", "check"),
        "refused": Look("stop", "circle-x"),
        "withdrawn": Look("", "undo-2"),
        "lapsed": Look("", "history"),
    },
    "freedom": {
        "asked": Look("wait", "hourglass"),
        "granted": Look("good", "award"),
        "refused": Look("stop", "circle-x"),
        "appealed": Look("wait", "scale"),
        "withdrawn": Look("", "undo-2"),
    },
    "may": {
        "allow": Look("good", "check"),
        "request": Look("wait", "hand-helping"),
        "deny": Look("stop", "circle-x"),
    },
    "talk": {
        "wanted": Look("wait", "hand-helping"),
        "booked": Look("now", "calendar"),
        "summarised": Look("wait", "message-circle"),
        "disputed": Look("wait", "undo-2"),
        "agreed": Look("good", "handshake"),
        "called_off": Look("", "circle-slash"),
    },
    "need": {
        "open": Look("wait", "circle-dashed"),
        "answered": Look("good", "target"),
        "let_go": Look("", "archive"),
    },
    "branch": {
        "idea": Look("", "lightbulb"),
        "possible": Look("", "git-branch"),
        "chosen": Look("now", "route"),
        "set_aside": Look("", "archive"),
        "finished": Look("good", "flag"),
    },
    "place": {
        "asked": Look("wait", "send"),
        "held": Look("wait", "bookmark"),
        "offered": Look("now", "ticket"),
        "accepted": Look("good", "ticket-check"),
        "under_way": Look("good", "circle-play"),
        "completed": Look("good", "flag"),
        "declined": Look("stop", "circle-x"),
        "withdrawn": Look("", "undo-2"),
        "released": Look("", "circle-slash"),
    },
    "fit": {
        "met": Look("good", "check"),
        "unsure": Look("wait", "circle-alert"),
        "unmet": Look("wait", "triangle-alert"),
        "locked": Look("", "lock"),
    },
    "transfer": {
        "paid_in": Look("now", "landmark"),
        "shared_out": Look("now", "users"),
        "promised": Look("good", "handshake"),
        "released": Look("good", "receipt-pound-sterling"),
        "reversed": Look("", "undo-2"),
    },
    "import": {
        "checking": Look("now", "refresh-cw"),
        "checked": Look("wait", "list-checks"),
        "importing": Look("now", "refresh-cw"),
        "imported": Look("good", "circle-check"),
        "refused": Look("stop", "circle-x"),
        "set_aside": Look("", "archive"),
    },
    "evidence": {
        "text": Look("", "quote"),
        "photo": Look("", "image"),
        "file": Look("", "file-text"),
        "link": Look("", "link"),
    },
    "roll_over": {
        "preview": Look("wait", "list-checks"),
        "running": Look("now", "refresh-cw"),
        "done": Look("good", "circle-check"),
        "set_aside": Look("", "archive"),
    },
    "roll_over_line": {
        "starts": Look("good", "check"),
        "joins": Look("good", "user-plus"),
        "keeps": Look("now", "circle-dot"),
        "leaves": Look("", "log-out"),
        "out": Look("", "circle-slash"),
        "refused": Look("stop", "circle-x"),
    },
    "style": {
        "in_class": Look("", "school"),
        "online": Look("", "monitor"),
        "workplace": Look("", "hammer"),
        "project": Look("", "target"),
        "community": Look("", "users"),
        "evening": Look("", "moon"),
    },
    "suggestion": {
        "waiting": Look("wait", "hourglass"),
        "taken": Look("good", "git-branch"),
        "declined": Look("", "x"),
        "taken_back": Look("", "undo-2"),
    },
    "template": {
        "draft": Look("", "pencil"),
        "waiting": Look("wait", "hourglass"),
        "sent_back": Look("wait", "undo-2"),
        "published": Look("good", "megaphone"),
        "withdrawn": Look("", "archive"),
    },
}


def look_of(kind: str, state: str) -> Look:
    """Return how `state` of `kind` is drawn; spaces and hyphens count as underscores.

    A state nobody has drawn yet is a plain chip with a dashed circle, never a missing one.
    """
    key = str(state).lower().replace(" ", "_").replace("-", "_")
    return LOOKS.get(kind, {}).get(key, Look("", "circle-dashed"))

"""Contents page: every act of writing a script in depth."""

from scripts.authoring.editing.choice_actions import (
    add_options,
    pick_option,
    rank_options,
    set_options,
    take_option_off,
)
from scripts.authoring.editing.ending_actions import meet_ask, set_asks
from scripts.authoring.editing.keeping_actions import keep_version, thin_versions
from scripts.authoring.editing.naming_actions import name_version
from scripts.authoring.editing.order_actions import copy_forward, fork_elsewhere, move_step, move_to_term
from scripts.authoring.editing.return_actions import restore, undo

__all__ = [
    "add_options",
    "copy_forward",
    "fork_elsewhere",
    "keep_version",
    "meet_ask",
    "move_step",
    "move_to_term",
    "name_version",
    "pick_option",
    "rank_options",
    "restore",
    "set_asks",
    "set_options",
    "take_option_off",
    "thin_versions",
    "undo",
]

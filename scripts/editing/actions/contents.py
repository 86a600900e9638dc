"""Contents page: every act of writing a script in depth."""

from scripts.authoring.versions import keep_version
from scripts.editing.actions.choices import add_options, pick_option, rank_options, set_options, take_option_off
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.order import copy_forward, fork_elsewhere, move_step, move_to_term
from scripts.editing.actions.versions import name_version, restore, thin_versions, undo

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

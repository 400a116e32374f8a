"""Enterprises: register, change, show and find them; their cards, people and gaps."""

from accounts.enterprises.cards import (
    CardFacts,
    add_card,
    change_card,
    declare_certificate,
    remove_card,
    remove_certificate,
)
from accounts.enterprises.changes import NotAnOwner, require_owner, touch
from accounts.enterprises.directory import find_listed
from accounts.enterprises.hints import Hint, hints
from accounts.enterprises.people import (
    LastOwner,
    add_member,
    change_role,
    hand_over,
    remove_member,
)
from accounts.enterprises.places import places_of
from accounts.enterprises.profiles import AlreadyRegistered, EnterpriseFacts, register, update
from accounts.enterprises.twins import find_twins, same_name
from accounts.enterprises.visibility import make_private, set_visibility, shown_groups

__all__ = [
    "AlreadyRegistered",
    "CardFacts",
    "EnterpriseFacts",
    "Hint",
    "LastOwner",
    "NotAnOwner",
    "add_card",
    "add_member",
    "change_card",
    "change_role",
    "declare_certificate",
    "find_listed",
    "find_twins",
    "hand_over",
    "hints",
    "make_private",
    "places_of",
    "register",
    "remove_card",
    "remove_certificate",
    "remove_member",
    "require_owner",
    "same_name",
    "set_visibility",
    "shown_groups",
    "touch",
    "update",
]

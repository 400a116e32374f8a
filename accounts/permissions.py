"""Who may enter: decorators for pages, permissions for the API. Nothing opens by default."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class DenyAll(BasePermission):
    """The default of the API: a view says itself who may enter, or nobody does."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False

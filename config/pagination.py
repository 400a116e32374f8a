"""How lists of the API are cut into pages."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Pages by cursor: no offset to guess, no page too long."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-pk"

"""Promises about every route, field, form and page: found by looking, not kept in lists."""

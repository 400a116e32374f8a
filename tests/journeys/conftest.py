"""The same browser as for single pages, on a network that each story brings itself."""

from tests.browser.conftest import (
    base_url,
    browser_type_launch_args,
    countries,
    network,
    reader,
)

__all__ = ["base_url", "browser_type_launch_args", "countries", "network", "reader"]

"""`dbruntime`, a module of the platform's runtime. `databricks.sdk.runtime` takes `spark`,
`dbutils` and `display` from it, so that modules of a notebook have them too.

Source: databricks-sdk-py, databricks/sdk/runtime/__init__.py.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from typing import Any


def provide(names: Mapping[str, Any]) -> None:
    """Puts the module in place; `names` are the globals of a notebook."""

    class UserNamespaceInitializer:
        @classmethod
        def getOrCreate(cls) -> UserNamespaceInitializer:
            return cls()

        def get_namespace_globals(self) -> dict[str, Any]:
            return dict(names)

    module = types.ModuleType("dbruntime")
    module.__dict__["UserNamespaceInitializer"] = UserNamespaceInitializer
    sys.modules["dbruntime"] = module
    # imported before, by a package that the process had from its start, it would have no session
    for name in [name for name in sys.modules if name.startswith("databricks.sdk.runtime")]:
        del sys.modules[name]

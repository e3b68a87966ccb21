"""`dbutils`: the parts of it that notebooks of jobs use."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from cluster.notebook.files import Files
from cluster.notebook.source import find

if TYPE_CHECKING:
    from cluster.notebook.execution import Execution

_MISSING = object()
_TASK_VALUE_LIMIT = 48 * 1024


class NotebookExit(BaseException):
    """`dbutils.notebook.exit`: no error, so that `except Exception` does not catch it."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


class InputWidgetNotDefined(Exception):
    """A widget that neither the notebook nor its task defines."""


class Widgets:
    """`dbutils.widgets`: parameters of the task, with the defaults that the notebook declares."""

    def __init__(self, parameters: dict[str, str]) -> None:
        self._parameters = dict(parameters)
        self._defaults: dict[str, str] = {}

    def text(self, name: str, defaultValue: str, label: str | None = None) -> None:
        self._defaults[name] = defaultValue

    def dropdown(
        self, name: str, defaultValue: str, choices: list[str], label: str | None = None
    ) -> None:
        if defaultValue not in choices:
            raise ValueError(
                f"default value of the widget {name}: must be one of {choices}, got {defaultValue}"
            )
        self._defaults[name] = defaultValue

    def combobox(
        self, name: str, defaultValue: str, choices: list[str], label: str | None = None
    ) -> None:
        self._defaults[name] = defaultValue

    def multiselect(
        self, name: str, defaultValue: str, choices: list[str], label: str | None = None
    ) -> None:
        self._defaults[name] = defaultValue

    def get(self, name: str) -> str:
        values = self.getAll()
        if name not in values:
            raise InputWidgetNotDefined(f"No input widget named {name} is defined")
        return values[name]

    def getArgument(self, name: str, defaultValue: str | None = None) -> str | None:
        return self.getAll().get(name, defaultValue)

    def getAll(self) -> dict[str, str]:
        return {**self._defaults, **self._parameters}

    def remove(self, name: str) -> None:
        self._defaults.pop(name, None)

    def removeAll(self) -> None:
        self._defaults.clear()


class Notebook:
    """`dbutils.notebook`."""

    def __init__(self) -> None:
        self._execution: Execution | None = None

    def bind(self, execution: Execution) -> None:
        self._execution = execution

    def exit(self, value: Any) -> NoReturn:
        raise NotebookExit(str(value))

    def run(
        self, path: str, timeout_seconds: int = 0, arguments: dict[str, str] | None = None
    ) -> str | None:
        assert self._execution is not None
        try:
            self._execution.run_apart(find(Path.cwd(), path), arguments or {})
        except NotebookExit as left:
            return left.value
        return None


class TaskValues:
    """`dbutils.jobs.taskValues`: values that tasks of a run hand on."""

    def __init__(self, others: dict[str, dict[str, Any]]) -> None:
        self._others = others
        self.own: dict[str, Any] = {}

    def set(self, key: str, value: Any) -> None:
        text = json.dumps(value)
        if len(text) > _TASK_VALUE_LIMIT:
            raise ValueError(
                f"task value {key}: must be at most 48 KiB as JSON, got {len(text)} bytes"
            )
        self.own[key] = json.loads(text)

    def get(self, taskKey: str, key: str, default: Any = _MISSING, debugValue: Any = None) -> Any:
        values = self._others.get(taskKey, {})
        if key in values:
            return values[key]
        if default is _MISSING:
            raise ValueError(f"Task value {key} of the task {taskKey} is not set")
        return default


class Jobs:
    """`dbutils.jobs`."""

    def __init__(self, task_values: dict[str, dict[str, Any]]) -> None:
        self.taskValues = TaskValues(task_values)


class SecretMetadata(NamedTuple):
    """The key of a secret."""

    key: str


class SecretScope(NamedTuple):
    """The name of a secret scope."""

    name: str

    def getName(self) -> str:
        return self.name


class Secrets:
    """`dbutils.secrets`, by the REST API as the principal of the notebook."""

    def get(self, scope: str, key: str) -> str:
        return self.getBytes(scope, key).decode()

    def getBytes(self, scope: str, key: str) -> bytes:
        from databricks.sdk.errors import NotFound

        try:
            secret = self._api().get_secret(scope, key)
        except NotFound as missing:
            raise ValueError(
                f"Secret does not exist with scope: {scope} and key: {key}"
            ) from missing
        return base64.b64decode(secret.value or "")

    def list(self, scope: str) -> list[SecretMetadata]:
        return [SecretMetadata(secret.key or "") for secret in self._api().list_secrets(scope)]

    def listScopes(self) -> list[SecretScope]:
        return [SecretScope(scope.name or "") for scope in self._api().list_scopes()]

    def _api(self) -> Any:
        from databricks.sdk import WorkspaceClient

        return WorkspaceClient().secrets


class DBUtils:
    """`dbutils`."""

    def __init__(
        self,
        files: Files,
        parameters: dict[str, str],
        task_values: dict[str, dict[str, Any]],
    ) -> None:
        self.widgets = Widgets(parameters)
        self.notebook = Notebook()
        self.jobs = Jobs(task_values)
        self.secrets = Secrets()
        self.fs = files

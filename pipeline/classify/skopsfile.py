"""Read the state of a skops file without scikit-learn: arrays and plain values, no object is made.

skops itself imports scikit-learn, which takes a second; a process that only predicts needs the fitted numbers
alone. The layout is that of skops' `schema.json` (protocol 2): a tree of nodes, each with its loader.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pipeline.errors import UsageError

# The types whose state is read; a file that holds any other is refused.
TRUSTED = frozenset(
    {
        "sklearn.pipeline.Pipeline",
        "sklearn.feature_extraction.text.TfidfTransformer",
        "sklearn.multiclass.OneVsRestClassifier",
        "sklearn.linear_model._logistic.LogisticRegression",
        "sklearn.preprocessing._label.LabelBinarizer",
    }
)
_PROTOCOL = 2
Node = dict[str, Any]


def read_state(path: Path) -> dict[str, Any]:
    """The content of a skops file: an object stands as the dict of its attributes, a tuple as a list.

    UsageError if there is no file, or it is no skops file, or holds a type outside TRUSTED.
    """
    try:
        with ZipFile(path) as archive:
            schema = json.loads(archive.read("schema.json"))
            if schema["protocol"] != _PROTOCOL:
                raise UsageError(
                    f"{path}: made by another skops (protocol {schema['protocol']}); train it anew"
                )
            state = _value(schema, archive)
    except FileNotFoundError:
        raise UsageError(f"no topic model at {path}: make one with `fuwen train`") from None
    except (BadZipFile, KeyError, ValueError, AttributeError, TypeError) as error:
        raise UsageError(f"{path} is no topic model: {error}") from error
    if not isinstance(state, dict):
        raise UsageError(f"{path} is no topic model")
    return state


def _value(node: Node, archive: ZipFile) -> Any:
    reader = _READERS.get(node["__loader__"])
    if reader is None:
        raise ValueError(f"it holds a {node['__module__']}.{node['__class__']}, which is not trusted")
    return reader(node, archive)


def _dict(node: Node, archive: ZipFile) -> dict[str, Any]:
    return {key: _value(child, archive) for key, child in node["content"].items()}


def _list(node: Node, archive: ZipFile) -> list[Any]:
    return [_value(child, archive) for child in node["content"]]


def _array(node: Node, archive: ZipFile) -> Any:
    import numpy as np

    if node.get("type") != "numpy":
        raise ValueError("it holds an array of objects")
    return np.load(BytesIO(archive.read(node["file"])), allow_pickle=False)


def _object(node: Node, archive: ZipFile) -> Any:
    name = f"{node['__module__']}.{node['__class__']}"
    if name not in TRUSTED:
        raise ValueError(f"it holds a {name}, which is not trusted")
    return _value(node["content"], archive)


_READERS: dict[str, Callable[[Node, ZipFile], Any]] = {
    "DictNode": _dict,
    "ListNode": _list,
    "TupleNode": _list,
    "JsonNode": lambda node, _: json.loads(node["content"]),
    "NdArrayNode": _array,
    "ObjectNode": _object,
    # The element type of an array (numpy.float64): told by the array itself.
    "TypeNode": lambda _node, _archive: None,
}

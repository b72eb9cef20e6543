"""The description of the API, with an example of every answer, body and parameter."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI

Schema = Mapping[str, Any]

_BY_FORMAT: Final[Mapping[str, str]] = MappingProxyType(
    {"date": "2026-05-09", "date-time": "2026-05-08T12:00:00Z"}
)
_BY_STATUS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "400": ("incomplete", "7 of 40 bytes of the body came"),
        "401": ("unauthenticated", "log in, or send a key as «Authorization: Bearer …»"),
        "403": ("forbidden", "this needs the scope models:read"),
        "404": ("not_found", "no match 17"),
        "409": ("busy", "another job of this kind is running: 7; wait until it has ended"),
        "422": ("invalid_parameter", "limit: Input should be less than or equal to 200"),
        "413": ("too_large", "a body has 65536 bytes at most"),
        "429": ("too_many_requests", "too many requests"),
        "500": ("internal", "the service failed; its log says why"),
        "503": ("unavailable", "the database does not answer; try again"),
    }
)
_JSON: Final = "application/json"


class Described(FastAPI):
    """An application whose description has examples, read off the fields' own."""

    def openapi(self) -> dict[str, Any]:
        """Return the description."""
        if self.openapi_schema is None:
            _add_examples(super().openapi())
        return super().openapi()


def _add_examples(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for operation in _operations(description):
        for parameter in operation.get("parameters", ()):
            # Examples are sent as they are, all together: what may be left out is, unless it says.
            if parameter.get("required") or "examples" in parameter["schema"]:
                parameter.setdefault("example", _example(parameter["schema"], schemas))
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content["example"] = _example(content["schema"], schemas)
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get(_JSON)
            if content is not None:
                content["example"] = _answer(status, content["schema"], schemas)


def _operations(description: Schema) -> Iterator[dict[str, Any]]:
    for path in description["paths"].values():
        yield from path.values()


def _answer(status: str, schema: Schema, schemas: Schema) -> Any:
    if schema.get("$ref", "").endswith("/ErrorAnswer"):
        named = _BY_STATUS.get(status)
        code, message = named or (HTTPStatus(int(status)).name.lower(), "why")
        return {"error": {"code": code, "message": message}}
    return _example(schema, schemas)


def _example(schema: Schema, schemas: Schema) -> Any:
    """Return a value that a schema allows: its own example where it has one."""
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for own in ("examples", "enum"):
        if schema.get(own):
            return schema[own][0]
    for own in ("default", "const"):
        if own in schema:
            return schema[own]
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], schemas)
    return _of_type(schema, schemas)


def _of_type(schema: Schema, schemas: Schema) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return {
            name: _example(each, schemas) for name, each in schema.get("properties", {}).items()
        }
    if kind == "array":
        return [_example(schema["items"], schemas)] * schema.get("minItems", 1)
    if kind in {"integer", "number"}:
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        return max(1, least) if kind == "integer" else least + 0.5
    if kind == "boolean":
        return False
    return _BY_FORMAT.get(schema.get("format", ""), "…")

"""How a part of the API describes its operations: in a few words each, as OpenAPI 3.1 wants them."""

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]
Described = dict[str, dict[str, Any]]
"""Operations by path and method, such as {"/api/sessions/{number}": {"get": operation(..)}}."""
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
YES_NO: Schema = {"type": "boolean"}
DAY: Schema = {
    "type": "string",
    "format": "date",
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "description": "A day such as 2026-04-12.",
    "examples": ["2026-04-12"],
}
TIME: Schema = {
    "type": "string",
    "pattern": r"^([0-9]{1,2}:)?([0-5]?[0-9]:[0-5][0-9])?$",
    "description": "A time such as 5:40 or 20:00; empty where none is known.",
    "examples": ["5:40"],
}
DIGEST: Schema = {"type": "string", "description": "SHA-256 of a recording, unpacked.", "pattern": "^[0-9a-f]{64}$"}
_PROBLEMS = {
    400: "It cannot be understood, or does not fit.",
    401: "Sign in first.",
    403: "It came from another site.",
    404: "There is no such thing.",
    413: "It is too large.",
    415: "It is in no form that is taken.",
    503: "The log cannot be read or written for now.",
}
_ALWAYS = (400, 401, 403, 404, 413, 503)


def operation(
    summary: str,
    gives: Schema,
    *,
    words: Iterable[Schema] = (),
    body: Schema | None = None,
    status: int = 200,
    also: Iterable[int] = (),
) -> Schema:
    """Describe an operation.

    gives : Schema of what is answered.   words : Of the path and the query, from `word` and `NUMBERED`.
    body : Schema of the JSON that is sent.   also : Problems beside those that every operation can have.
    """
    made: Schema = {"summary": summary, "parameters": list(words)}
    if body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    answers: dict[str, Any] = {
        f"{status}": {"description": "Done.", "content": {"application/json": {"schema": gives}}}
    }
    error = {"application/json": {"schema": named("Error")}}
    for code in sorted({*_ALWAYS, *also}):
        answers[f"{code}"] = {"description": _PROBLEMS[code], "content": error}
    return {**made, "responses": answers}


def word(name: str, schema: Schema, told: str = "", *, required: bool = False) -> Schema:
    """Describe a word of the query."""
    made = {"name": name, "in": "query", "required": required, "schema": schema}
    return {**made, "description": told} if told else made


def in_path(name: str, schema: Schema, told: str = "") -> Schema:
    """Describe a part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": told or name}


NUMBERED = in_path("number", {"type": "integer", "minimum": 0}, "Of the session, as the log counts.")


def object_of(fields: Mapping[str, Schema], *, required: Iterable[str] | None = None, closed: bool = True) -> Schema:
    """Describe an object; all its fields are there unless it is said which."""
    made: Schema = {"type": "object", "properties": dict(fields)}
    needed = list(fields if required is None else required)
    return {**made, **({"required": needed} if needed else {}), **({"additionalProperties": False} if closed else {})}


def list_of(schema: Schema) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": schema}


def one_of(names: Iterable[str], told: str = "") -> Schema:
    """Describe a text that is one of some."""
    return {"type": "string", "enum": list(names), **({"description": told} if told else {})}


def or_null(schema: Schema) -> Schema:
    """Describe what may be not known."""
    return {"anyOf": [schema, {"type": "null"}]}


def named(name: str) -> Schema:
    """Point to a schema by name: Error, or one of openapi.DOCUMENTS such as Logged."""
    return {"$ref": f"#/components/schemas/{name}"}

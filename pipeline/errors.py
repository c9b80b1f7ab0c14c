"""The few errors of the pipeline, each named by what the caller does next."""


class PipelineError(Exception):
    """Base of all errors this package raises on purpose; the message is one line for a person."""


class UsageError(PipelineError):
    """The request itself is wrong (no such path, bad query, unknown option): correct it and call again."""


class UnreadablePage(PipelineError):
    """The bytes are no page at all (binary, broken archive): quarantine the page and go on."""


class FetchError(PipelineError):
    """The page did not arrive, or a challenge page arrived in its place: try again later."""


class LayoutError(PipelineError):
    """A portal's list page has a new shape: correct its site file."""


class StoreError(PipelineError):
    """The store cannot be used (missing, of another schema, unknown id): choose or rebuild it."""


class RuleError(PipelineError):
    """A data file of rules contradicts itself or its own examples: correct the file."""

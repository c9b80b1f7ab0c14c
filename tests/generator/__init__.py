"""Pages made from the letters of the corpus: damaged, with injected advertising, with mutated markup.

All is seeded: the same letter and seed give the same page. `python -m tests.generator --report` prints how the
pipeline fares on them.
"""

from tests.generator.letters import Letter, letters
from tests.generator.loss import Damaged, damaged
from tests.generator.mutation import mutated, mutations
from tests.generator.spam import KINDS as SPAM_KINDS
from tests.generator.spam import Injected, inject, with_spam

__all__ = [
    "SPAM_KINDS",
    "Damaged",
    "Injected",
    "Letter",
    "damaged",
    "inject",
    "letters",
    "mutated",
    "mutations",
    "with_spam",
]

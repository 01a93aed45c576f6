"""What of somebody's tables could be which of ours: looked at, proposed with reasons, tried, and written as a mapping.

`looking` takes a sample of each table, `shapes` says what the cells of a column look like, `synonyms` and `words` hold
what names and values usually mean, `kinds` recognises CRMs that need no mapping, `matching` and `proposing` weigh all
of it, `writing` makes the mapping file, and `preview` reads the first rows by it. Nothing is guessed silently: every
line has a reason, and what cannot be told is a question.
"""

from data_access.proposal.kinds import Recognised, recognise
from data_access.proposal.looking import Found, FoundTable, look
from data_access.proposal.preview import Preview, preview, preview_as_it_is
from data_access.proposal.proposals import ColumnProposal, Decisions, Proposal, Question, TableProposal
from data_access.proposal.proposing import propose
from data_access.proposal.writing import mapping_text, settings_text

__all__ = [
    "ColumnProposal",
    "Decisions",
    "Found",
    "FoundTable",
    "Preview",
    "Proposal",
    "Question",
    "Recognised",
    "TableProposal",
    "look",
    "mapping_text",
    "preview",
    "preview_as_it_is",
    "propose",
    "recognise",
    "settings_text",
]

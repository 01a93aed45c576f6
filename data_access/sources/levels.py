"""Words of a title at work that tell how high somebody stands."""

from __future__ import annotations

# In this order: an assistant of a director is no director.
LEVEL_WORDS = (
    ("specialist", r"\b(assistant|secretary|intern|trainee|asistente|becario|assistenz)\b"),
    (
        "executive",
        r"\b(c[efotism]o|chief|president|vp|svp|evp|owner|founder|co-founder|chair(man|woman)?|managing director|"
        r"director general|gerente general|geschäftsführer(in)?|vorstand|toimitusjohtaja|pdg)\b",
    ),
    ("supervisor", r"\b(supervisor|team ?lead(er)?|foreman|coordinator|coordinador|teamleiter(in)?|jefe|jefa)\b"),
    ("management", r"\b(director|head|manager|gerente|leiter(in)?|abteilungsleiter(in)?|päällikkö|responsable)\b"),
    (
        "specialist",
        r"\b(specialist|analyst|engineer|consultant|developer|technician|buyer|accountant|administrator|designer|"
        r"ingeniero|analista|ingenieur(in)?|representative|scientist|architect|nurse|officer)\b",
    ),
)
"""A level, and the pattern of its words in small letters; the first that is found counts."""

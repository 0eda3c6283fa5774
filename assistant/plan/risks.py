"""Which risks does the plan propose, and which of them have already happened to the company?"""

from collections.abc import Iterator, Mapping, Sequence

from assistant.knowledge.documents import Citation, Document
from assistant.knowledge.library import Library
from assistant.knowledge.sentences import units
from assistant.knowledge.words import tokens
from assistant.language import Language, Said
from assistant.method.method import Method
from assistant.method.risks import Risk
from assistant.plan.drafted import DraftedRisk
from assistant.plan.slices import is_history, may_be_quoted

_GRAM = 0.25
_ALIKE = 1.0


def proposed_risks(
    method: Method, industry: str, happened: Mapping[str, Sequence[Citation]]
) -> tuple[DraftedRisk, ...]:
    """At most as many as the method says, highest score first; likelihood and impact are its starting guesses."""
    own = [risk for one in method.risks.industries if one.code == industry for risk in one.risks]
    ranked = sorted((*own, *method.risks.every_industry), key=lambda risk: (risk.code not in happened, -risk.score))
    chosen = ranked[: method.risks.most_proposed]
    return tuple(
        _drafted(method, risk, happened.get(risk.code, ())) for risk in sorted(chosen, key=lambda risk: -risk.score)
    )


def past_incidents(library: Library) -> list[Citation]:
    """One sentence per review of a past incident: the one that speaks most of what the review's title names."""
    reviews = [one for one in library.documents() if is_history(one) and one.status_on(library.today()) == "approved"]
    return [citation for one in reviews if (citation := _telling_sentence(library, one)) is not None]


def happened_risks(method: Method, industry: str, incidents: Sequence[Citation]) -> dict[str, list[Citation]]:
    """Risk code → the reviews that speak of it, by the review's title and the sentence quoted from it."""
    own = [risk for one in method.risks.industries if one.code == industry for risk in one.risks]
    found: dict[str, list[Citation]] = {}
    for citation in incidents:
        language = citation.passage.language
        scored = [(_likeness(risk, citation, language), risk.code) for risk in (*own, *method.risks.every_industry)]
        best, code = max(scored)
        if best >= _ALIKE:
            found.setdefault(code, []).append(citation)
    return found


def _drafted(method: Method, risk: Risk, happened: Sequence[Citation]) -> DraftedRisk:
    return DraftedRisk(
        code=risk.code,
        event=risk.text,
        category=risk.category,
        category_label=method.category(risk.category).label,
        likelihood=risk.likelihood,
        impact=risk.impact,
        score=risk.score,
        band=method.risks.band(risk.likelihood, risk.impact).label,
        signals=Said(", ".join(risk.signals.sv), ", ".join(risk.signals.en)),
        happened=tuple(citation.key for citation in happened),
    )


def _telling_sentence(library: Library, review: Document) -> Citation | None:
    title = set(tokens(review.title))
    scored = [
        (len(title & set(tokens(citation.text, citation.passage.language))), -citation.start, citation)
        for citation in _sentences(library, review)
    ]
    return max(scored, key=lambda one: one[:2])[2] if scored else None


def _sentences(library: Library, review: Document) -> Iterator[Citation]:
    for passage in library.passages(review.id):
        for piece in units(passage):
            citation = Citation(passage, piece.start, piece.end)
            if may_be_quoted(citation) and not piece.is_row:
                yield citation


def _likeness(risk: Risk, citation: Citation, language: Language) -> float:
    """Shared stems, and letter groups for compounds, between the risk and the title of the review."""
    shared = set(tokens(risk.text[language], language)) & set(tokens(citation.passage.document.title, language))
    return sum(_GRAM if token.startswith("#") else 1.0 for token in shared)

"""Which fixed labels does the plan carry, in both languages?"""

from assistant.knowledge.documents import Status
from assistant.language import Language, Said
from assistant.plan.plan import SectionStatus

SECTION_STATUS: dict[SectionStatus, Said] = {
    "not_started": Said("Inte påbörjad", "Not started"),
    "details_missing": Said("Uppgifter saknas", "Details missing"),
    "draft": Said("Utkast", "Draft"),
}
DOCUMENT_STATUS: dict[Status, Said] = {
    "draft": Said("utkast", "draft"),
    "approved": Said("godkänt", "approved"),
    "replaced": Said("ersatt", "replaced"),
    "expired": Said("utgånget", "expired"),
}
INDUSTRY = Said("Bransch", "Industry")
PAST_INCIDENTS = Said("Egna händelser", "Own incidents")
TITLE = Said("Krisplan för sociala medier", "Crisis plan for social media")
NOT_APPROVED = Said("UTKAST – EJ GODKÄND", "DRAFT – NOT APPROVED")
UNFINISHED = Said("OFÄRDIGT: {done} av {total} avsnitt är klara", "UNFINISHED: {done} of {total} sections are done")
VERSION = Said("Version", "Version")
DATE = Said("Datum", "Date")
REQUESTED_BY = Said("Utkastet begärt av", "Draft requested by")
HOW_MADE = Said("Så är utkastet gjort", "How this draft was made")
OVERVIEW = Said("Översikt", "Overview")
SECTION = Said("Avsnitt", "Section")
STATUS = Said("Läge", "Status")
EXCERPTS = Said("Utdrag", "Excerpts")
OPEN_QUESTIONS = Said("Öppna frågor", "Open questions")
MISSING_HERE = Said("Saknas i underlaget: ", "Not in the documents: ")
CONFLICTS = Said("Dokumenten säger olika", "The documents disagree")
OUTDATED = Said("Gäller inte längre – används inte", "No longer in force – not used")
STALE = Said("(källan gäller inte längre – kontrollera)", "(the source is no longer in force – check)")
PROPOSAL = Said("Förslag", "Proposal")
QUESTION = Said("Fråga", "Question")
WHOM = Said("Fråga vem", "Ask whom")
WHY = Said("Varför det spelar roll", "Why it matters")
PRACTICE = Said("Vanlig praxis", "Usual practice")
RISK_TABLE = Said("Föreslagna risker", "Proposed risks")
RISK = Said("Risk", "Risk")
CATEGORY = Said("Kategori", "Category")
LIKELIHOOD = Said("Sannolikhet 1–5", "Likelihood 1–5")
IMPACT = Said("Konsekvens 1–5", "Impact 1–5")
SCORE = Said("Poäng", "Score")
BAND = Said("Hantering", "Treatment")
SIGNALS = Said("Tidiga tecken", "Early signals")
HAPPENED = Said("Har hänt hos er", "Has happened to you")
SOURCE = Said("Källa", "Source")
SOURCES = Said("Källor", "Sources")
NUMBER = Said("Nr", "No.")
DOCUMENT = Said("Dokument", "Document")
PAGE = Said("Sida", "Page")
VALID_FROM = Said("Gäller från", "Valid from")
PAGE_OF = Said("Sida {page} av {pages}", "Page {page} of {pages}")
NONE = Said("–", "–")


def excerpts(count: int, language: Language) -> str:
    """`3 utdrag`, `1 excerpt`, `3 excerpts`."""
    return _counted(count, language, Said("utdrag", "excerpt"), Said("utdrag", "excerpts"))


def documents(count: int, language: Language) -> str:
    """`1 dokument`, `2 dokument`, `1 document`, `2 documents`."""
    return _counted(count, language, Said("dokument", "document"), Said("dokument", "documents"))


def questions(count: int, language: Language) -> str:
    """`1 öppen fråga`, `2 öppna frågor`, `1 open question`, `2 open questions`."""
    return _counted(count, language, Said("öppen fråga", "open question"), Said("öppna frågor", "open questions"))


def _counted(count: int, language: Language, one: Said, several: Said) -> str:
    return f"{count} {(one if count == 1 else several)[language]}"

"""What does the field itself say (levels, roles, categories, outline, risks, rules), as typed data?"""

from assistant.method.categories import Category, Step
from assistant.method.channels import Channel
from assistant.method.errors import MethodBroken, NotInMethod
from assistant.method.glossary import Glossary, Pair
from assistant.method.levels import Level
from assistant.method.method import Method
from assistant.method.outline import Field, Section
from assistant.method.phrases import Phrase
from assistant.method.reading import load_method
from assistant.method.risks import Risk
from assistant.method.roles import Role
from assistant.method.rules import PhraseList, Rule

__all__ = [
    "Category",
    "Channel",
    "Field",
    "Glossary",
    "Level",
    "Method",
    "MethodBroken",
    "NotInMethod",
    "Pair",
    "Phrase",
    "PhraseList",
    "Risk",
    "Role",
    "Rule",
    "Section",
    "Step",
    "load_method",
]

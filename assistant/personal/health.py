"""Does a text tell something about a person's health?"""

import re
from typing import Final

from assistant.personal.plain import plain

_HEALTH: Final = (
    "sjuk* insjukn* magsjuk* kräk* spydde spytt feber* diarré* matförgift* förgift* allergi* diagnos* cancer* tumör* "
    "diabet* astma* epilep* hiv adhd autis* deprim* depress* ångest* psykisk* psykos* självmord* missbruk* gravid* "
    "alkoholi* missfall* förloss* inlagd sjukhus* akuten* läkare* operera* medicin* stroke* infarkt* "
    "demens* funktionsned* ill illness* sick sickness* vomit* fever* diarrh* poison* tumour* tumor* asthma* "
    "depressed anxiety* psychiatr* suicid* addict* pregnan* miscarr* hospital* doctor* surgery* dementia* disab*"
)
_PERSON: Final = (
    "jag mig min mitt mina han honom hans hon henne hennes hen hens vi oss vår vårt våra "
    "son sonen dotter dottern barn barnet barnen mamma mor pappa far fru frun maken maka sambo* syster* bror brodern "
    "granne grannen kollega* kund kunden kunder "
    "i me my he him his she her we us our son daughter* child children kid kids mother* mum mom father* dad wife "
    "husband* partner* sister* brother* neighbour* colleague* customer*"
)
_NEAR: Final = 8
_WORD = re.compile(r"[^\W\d_]+")
_HANDLE = re.compile(r"@\w")


def health_in(text: str) -> tuple[str, ...]:
    """Words about health with a person within eight words of them; a sign to be careful, never a proof."""
    folded = plain(text).text
    words = [word.casefold() for word in _WORD.findall(folded)]
    persons = [place for place, word in enumerate(words) if _PERSONS.fullmatch(word)]
    told = [
        word
        for place, word in enumerate(words)
        if _ILLS.fullmatch(word) and (_HANDLE.search(folded) or any(abs(place - one) <= _NEAR for one in persons))
    ]
    return tuple(dict.fromkeys(told))


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in words.split()))


_ILLS = _any_of(_HEALTH)
_PERSONS = _any_of(_PERSON)

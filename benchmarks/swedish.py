"""What does a made-up library of Swedish-like passages look like: any size, the same for the same seed?

Length of passages and words, share of function words and growth of the vocabulary are those of Swedish
questions and answers for the public; topics make some passages alike.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

_ONSETS = "b bl br d dr f fl fr g gl gr h j k kl kn kr kv l m n p pl pr r s sk sl sm sn sp st str sv t tr v".split()
_VOWELS = "a a a e e i o o u y å ä ö".split()
_CODAS = "d g k ck l ll ld lk lm ls lt m mm mp n nn nd ng nk nt p r rd rg rk rm rn rs rt s sk st t tt v".split()
_ENDINGS = (
    "",
    "",
    "",
    "",
    "",
    "en",
    "et",
    "ar",
    "er",
    "arna",
    "erna",
    "ens",
    "a",
    "ning",
    "ningen",
    "ad",
    "at",
    "lig",
    "ligt",
)
_JOINTS = ("", "", "s")
_ROOTS_IN_WORD = (1, 1, 1, 1, 1, 1, 2, 2)
_SMALL = "och i att det som en på är av för med till den har de inte om ett men var vi kan ska från när efter".split()
_ROOTS, _VOCABULARY = 4_000, 60_000
_TOPICS, _TOPIC_WORDS, _TOPIC_SHARE, _SMALL_SHARE = 500, 40, 0.25, 0.4
_RANK_OFFSET, _STEEPNESS = 20, 1.3
_LENGTHS = (40, 160)
_SENTENCE = 12


@dataclass
class Swedish:
    """`passage(n)` and `question(n)`, which asks about passage n, are always the same for one seed."""

    seed: int = 7

    def passage(self, number: int) -> str:
        chance = random.Random(f"{self.seed} passage {number}")
        words = self._drawn(chance, chance.randrange(_TOPICS), chance.randint(*_LENGTHS))
        starts = range(0, len(words), _SENTENCE)
        return " ".join(" ".join(words[start : start + _SENTENCE]).capitalize() + "." for start in starts)

    def question(self, number: int) -> str:
        chance = random.Random(f"{self.seed} question {number}")
        plain = self.passage(number).lower().replace(".", "").split()
        known = sorted({word for word in plain if word not in _SMALL})
        asked = chance.sample(known, min(5, len(known)))
        return f"Hur ska vi {' '.join(asked[:3])} när det är {' '.join(asked[3:])}?"

    def _drawn(self, chance: random.Random, topic: int, count: int) -> list[str]:
        own = self._topics[topic]
        small = chance.choices(_SMALL, k=count)
        special = chance.choices(own, cum_weights=self._weights[: len(own)], k=count)
        common = chance.choices(self._vocabulary, cum_weights=self._weights, k=count)
        return [
            chance.choices(kinds, weights=(_SMALL_SHARE, _TOPIC_SHARE, 1 - _SMALL_SHARE - _TOPIC_SHARE))[0]
            for kinds in zip(small, special, common, strict=True)
        ]

    @cached_property
    def _vocabulary(self) -> list[str]:
        """The commonest first; common words are short, as in any language."""
        chance = random.Random(f"{self.seed} words")
        roots = list(dict.fromkeys(self._roots(chance)))
        found = dict.fromkeys(roots[: _ROOTS // 8])
        while len(found) < _VOCABULARY:
            parts = chance.choices(roots, k=chance.choice(_ROOTS_IN_WORD))
            found[chance.choice(_JOINTS).join(parts) + chance.choice(_ENDINGS)] = None
        return list(found)

    @staticmethod
    def _roots(chance: random.Random) -> Iterator[str]:
        for _ in range(_ROOTS):
            first = chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)
            yield first + chance.choice(("", "", "", "el", "er", "e", "a"))

    @cached_property
    def _weights(self) -> list[float]:
        return list(accumulate((rank + _RANK_OFFSET) ** -_STEEPNESS for rank in range(_VOCABULARY)))

    @cached_property
    def _topics(self) -> list[list[str]]:
        chance = random.Random(f"{self.seed} topics")
        return [chance.sample(self._vocabulary[: _VOCABULARY // 4], _TOPIC_WORDS) for _ in range(_TOPICS)]

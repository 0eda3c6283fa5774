import random
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.search import Entry, SearchIndex, fuse, translations_in
from assistant.language import Language

ENTRIES = [
    Entry("plan", "Krisplan\nKriskommunikationsplanen ligger hos pressjouren.", "sv"),
    Entry("milk", "Återkallelse\nMjölken återkallas från butikerna samma dag.", "sv"),
    Entry("holding", "Holding statement\nThe duty manager publishes the holding statement.", "en"),
    Entry("holiday", "Semester\nSommarens semester planeras i april.", "sv"),
]


class SmallGlossary:
    pairs = (("grundbudskap", "holding statement"), ("återkallelse", "product recall"))

    def translations(self, term: str, language: Language) -> Sequence[str]:
        return [(en if language == "sv" else sv) for sv, en in self.pairs if term == (sv if language == "sv" else en)]


@pytest.fixture
def index(tmp_path: Path):
    opened = SearchIndex.open(tmp_path, 1, glossary=SmallGlossary())
    opened.put(ENTRIES)
    yield opened
    opened.close()


def best(index: SearchIndex, query: str) -> str | None:
    hits = index.search(query)
    return hits[0].id if hits else None


def test_a_compound_is_found_by_its_part(index: SearchIndex):
    assert best(index, "kommunikation") == "plan"


def test_another_form_of_the_word_is_found(index: SearchIndex):
    assert best(index, "Vem återkallar mjölk?") == "milk"


def test_a_misspelt_word_is_still_found(index: SearchIndex):
    assert best(index, "krisskomunikation") == "plan"


def test_both_indexes_speak_and_the_hit_says_at_which_rank(index: SearchIndex):
    hit = index.search("kriskommunikationsplanen")[0]
    assert (hit.id, hit.lexical, hit.vector) == ("plan", 1, 1) and 0 < hit.share <= 1


def test_scores_fall_and_no_more_than_k_come(index: SearchIndex):
    hits = index.search("planeras kris mjölk semester", k=2)
    assert len(hits) == 2 and hits[0].score >= hits[1].score


def test_a_swedish_question_finds_the_english_passage_through_the_glossary(index: SearchIndex):
    assert best(index, "Var finns vårt grundbudskap?") == "holding"


def test_an_english_question_finds_the_swedish_passage_through_a_term_of_two_words(index: SearchIndex):
    assert best(index, "Who decides on a product recall?") == "milk"


def test_a_translated_word_weighs_less_than_the_word_itself(index: SearchIndex):
    index.put([Entry("sv", "Ett grundbudskap för alla lägen.", "sv")])
    assert best(index, "grundbudskap") == "sv"


def test_a_translation_that_stands_nowhere_does_not_disturb(tmp_path: Path):
    other = SearchIndex.open(tmp_path, 3, glossary=SmallGlossary())
    other.put([Entry("stats", "Statistics\nThe team is holding on.", "en")])
    assert other.search("Var finns vårt grundbudskap?") == []
    other.close()


def test_the_longest_term_is_translated_not_its_parts():
    asked: list[str] = []

    class Listening(SmallGlossary):
        def translations(self, term: str, language: Language) -> Sequence[str]:
            asked.append(term)
            return super().translations(term, language)

    assert translations_in("the holding statement now", "en", Listening().translations) == ["grundbudskap"]
    assert "statement" not in asked


@pytest.mark.parametrize("query", ["xyzzy qwfp", "", "?!", "🔥"])
def test_nonsense_finds_nothing(index: SearchIndex, query: str):
    assert index.search(query) == []


def test_what_belongs_to_no_passage_gets_a_small_share(index: SearchIndex):
    near, far = index.search("mjölken återkallas"), index.search("kvantfysikens grundekvationer i butikerna")
    assert near[0].share > 0.5 > 0.2 > far[0].share


def test_a_query_with_engine_syntax_is_only_words(index: SearchIndex):
    assert best(index, 'body:"mjölken" AND -(butikerna) ~2 ^5 [a TO z] \\') == "milk"


def test_put_twice_replaces(index: SearchIndex):
    index.put([Entry("plan", "Lakritsbåtar", "sv")])
    assert best(index, "lakrits") == "plan" and "plan" not in {hit.id for hit in index.search("pressjouren")}
    assert index.ids()[0] == index.ids()[1] == {entry.id for entry in ENTRIES}


def test_the_last_of_two_entries_with_one_id_stays(index: SearchIndex):
    index.put([Entry("x", "lakrits", "sv"), Entry("x", "vingummi", "sv")])
    assert best(index, "vingummi") == "x" and index.search("lakrits") == []


def test_dropped_ids_are_in_neither_index(index: SearchIndex):
    index.drop(["milk", "never there"])
    assert index.ids()[0] == index.ids()[1] == {"plan", "holding", "holiday"}
    assert "milk" not in {hit.id for hit in index.search("mjölken återkallas")}


def test_everything_is_there_after_reopening(tmp_path: Path, index: SearchIndex):
    before = index.search("mjölk i butikerna")
    index.close()
    again = SearchIndex.open(tmp_path, 1, glossary=SmallGlossary())
    assert again.search("mjölk i butikerna") == before and again.degraded is None
    again.close()


def test_search_goes_on_with_a_notice_when_the_vector_folder_is_damaged(tmp_path: Path, index: SearchIndex):
    index.close()
    (tmp_path / "generation-1" / "vectors" / "chroma.sqlite3").write_bytes(b"damaged" * 3000)
    again = SearchIndex.open(tmp_path, 1)
    assert again.degraded is not None and "på ord" in again.degraded.sv
    assert best(again, "återkallas") == "milk"
    again.put([Entry("new", "lakrits", "sv")])
    again.drop(["holiday"])
    assert again.ids() == ({"plan", "milk", "holding", "new"}, frozenset())
    again.close()


def test_search_goes_on_with_a_notice_when_the_vector_files_vanish_under_way(tmp_path: Path, index: SearchIndex):
    shutil.rmtree(tmp_path / "generation-1" / "vectors")
    index.put([Entry("new", "lakrits", "sv")])
    assert index.degraded is not None
    assert best(index, "lakrits") == "new" and best(index, "återkallas") == "milk"


def test_a_deleted_vector_folder_shows_as_ids_to_put_again(tmp_path: Path, index: SearchIndex):
    index.close()
    shutil.rmtree(tmp_path / "generation-1" / "vectors")
    again = SearchIndex.open(tmp_path, 1)
    in_words, in_vectors = again.ids()
    assert in_vectors == frozenset() and best(again, "återkallas") == "milk"
    again.put([entry for entry in ENTRIES if entry.id in in_words - in_vectors])
    assert again.ids()[0] == again.ids()[1] and again.degraded is None
    again.close()


def test_generations_stand_beside_each_other_and_go_one_by_one(tmp_path: Path, index: SearchIndex):
    other = SearchIndex.open(tmp_path, 2)
    other.put([Entry("only here", "lakrits", "sv")])
    assert SearchIndex.generations(tmp_path) == [1, 2]
    assert index.search("lakrits") == [] and best(other, "lakrits") == "only here"
    other.close()
    SearchIndex.remove_generation(tmp_path, 2)
    assert SearchIndex.generations(tmp_path) == [1] and best(index, "återkallas") == "milk"


def test_many_readers_and_a_writer_do_not_disturb_each_other(index: SearchIndex):
    def read(number: int) -> bool:
        return best(index, "mjölken återkallas") == "milk"

    def write(number: int) -> bool:
        index.put([Entry(f"w{number}", f"Rutin {number} om lakrits och vingummi.", "sv")])
        return True

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(write if number % 5 == 0 else read, number) for number in range(60)]
        assert all(job.result() for job in jobs)
    assert len(index.ids()[0]) == len(index.ids()[1]) == len(ENTRIES) + 12 and index.degraded is None


RANKING = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(RANKING, RANKING, st.floats(0.01, 2))
def test_fusion_keeps_the_order_that_both_rankings_agree_on(one: list[str], other: list[str], weight: float):
    place = {name: at for at, (name, _) in enumerate(fuse((one, 1.0), (other, weight)))}
    assert set(place) == {*one, *other}
    for better, worse in ((a, b) for a in one for b in one):
        agreed = one.index(better) < one.index(worse) and (
            worse not in other or (better in other and other.index(better) < other.index(worse))
        )
        if agreed:
            assert place[better] < place[worse]


@given(st.lists(st.tuples(RANKING, st.floats(0.01, 2)), max_size=4), st.randoms(use_true_random=False))
def test_fusion_does_not_care_in_which_order_the_rankings_come(
    rankings: list[tuple[list[str], float]], chance: random.Random
):
    shuffled = chance.sample(rankings, len(rankings))
    expected, got = dict(fuse(*rankings)), dict(fuse(*shuffled))
    assert got == pytest.approx(expected)


@given(RANKING, st.floats(0.01, 2))
def test_fusing_one_ranking_changes_nothing(ranking: list[str], weight: float):
    assert [name for name, _ in fuse((ranking, weight))] == ranking

"""Who works at the demo company, and with which password does one try Krisplan as them?"""

from assistant.people.person import Person
from assistant.people.register import People

DEMO_PASSWORD = "ljungsjo-mejeri-demo"  # printed on the sign-in page; refused on any bind but loopback
DEMO_CAST: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Anna Berg", "anna.berg@ljungsjo.example", ("writer", "community_manager")),
    ("Erik Lund", "erik.lund@ljungsjo.example", ("community_manager",)),
    ("Sara Nyström", "sara.nystrom@ljungsjo.example", ("social_media_manager",)),
    ("Karin Holm", "karin.holm@ljungsjo.example", ("comms_director",)),
    ("Maria Ek", "maria.ek@ljungsjo.example", ("quality_manager", "function_head")),
    ("Johan Dahl", "johan.dahl@ljungsjo.example", ("ceo", "crisis_leader", "spokesperson")),
    ("Eva Strand", "eva.strand@ljungsjo.example", ("legal",)),
    ("Nils Åkesson", "nils.akesson@ljungsjo.example", ("dpo",)),
    ("Per Norén", "per.noren@ljungsjo.example", ("it_security", "it_manager")),
    ("Helena Sund", "helena.sund@ljungsjo.example", ("hr",)),
    ("Ingrid Wallin", "ingrid.wallin@ljungsjo.example", ("board_chair",)),
    ("Lena Falk", "lena.falk@ljungsjo.example", ("administrator",)),
    ("Olle Vik", "olle.vik@ljungsjo.example", ("reader",)),
)


def add_demo_cast(people: People) -> list[Person]:
    """The people of the demo company; those who are there already stay as they are."""
    there = {person.email: person for person in people.all()}
    return [there.get(email) or people.add(name, email, roles) for name, email, roles in DEMO_CAST]


def demo_people_active(people: People) -> list[Person]:
    """Those of the demo company who could still sign in; with any of them no other machine may be let in."""
    addresses = {email for _, email, _ in DEMO_CAST}
    return [person for person in people.all() if person.active and person.email in addresses]

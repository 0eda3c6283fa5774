"""How does the demo company come into an empty data folder?"""

from assistant.app import Assistant
from assistant.cli import printing
from assistant.knowledge.intake import uploads_from
from assistant.people import DEMO_PASSWORD, add_demo_cast, demo_people_active
from assistant.shipping import shipped

COMPANY = "Ljungsjö Mejeri"


def prepare_demo(assistant: Assistant) -> None:
    """Adds the demo documents, people and passwords once; what is already there stays as it is."""
    if not assistant.people.all():
        add_demo_cast(assistant.people)
    for person in demo_people_active(assistant.people):
        if not assistant.passwords.has(person.id):
            assistant.passwords.set(person.id, DEMO_PASSWORD, by=None)
    if not assistant.library.documents():
        uploads = uploads_from([shipped("knowledge", "demo")])
        printing.show_progress(assistant.library.add(uploads, "demo"), assistant.settings.language)

"""How does the demo company come into an empty data folder?"""

from assistant.app import Assistant
from assistant.cli import printing
from assistant.knowledge.intake import uploads_from
from assistant.people import add_demo_cast
from assistant.shipping import shipped

COMPANY = "Ljungsjö Mejeri"


def prepare_demo(assistant: Assistant) -> None:
    """Adds the demo documents and people once; what is already there stays as it is."""
    if not assistant.people.all():
        add_demo_cast(assistant.people)
    if not assistant.library.documents():
        uploads = uploads_from([shipped("knowledge", "demo")])
        printing.show_progress(assistant.library.add(uploads, "demo"), assistant.settings.language)

"""What do the help and the complaints of the command line say, in Swedish and in English?"""

from collections.abc import Iterator
from typing import Any

import typer

from assistant.language import Language, Said

UNEXPECTED = Said(
    "Något oväntat gick fel ({kind}). Det som redan var sparat är kvar. "
    "Kör samma kommando igen med krisplan --trace framför för att se den tekniska orsaken.",
    "Something unexpected went wrong ({kind}). What was already saved is still there. "
    "Run the same command again, beginning with krisplan --trace, to see the technical cause.",
)
_NO_COMMAND = Said(
    "Det kommandot finns inte. {path} --help visar alla kommandon.",
    "There is no such command. {path} --help shows all commands.",
)
_NO_OPTION = Said("Valet {name} finns inte. {path} --help visar alla val.",
                  "There is no option {name}. {path} --help shows all options.")  # fmt: skip
_MISSING = Said("Det saknas något: {name}. {path} --help visar hur kommandot skrivs.",
                "Something is missing: {name}. {path} --help shows how the command is written.")  # fmt: skip
_BAD_VALUE = Said("Värdet för {name} går inte att använda. {path} --help visar hur kommandot skrivs.",
                  "The value of {name} cannot be used. {path} --help shows how the command is written.")  # fmt: skip
_MISUSED = Said("Kommandot går inte att förstå. {path} --help visar hur det skrivs.",
                "The command cannot be understood. {path} --help shows how it is written.")  # fmt: skip
_COMPLAINTS = {
    "UsageError": _NO_COMMAND,
    "NoSuchOption": _NO_OPTION,
    "MissingParameter": _MISSING,
    "BadParameter": _BAD_VALUE,
}
_PANELS = {"command": Said("Kommandon", "Commands"), "argument": Said("Uppgifter", "Arguments"),
           "option": Said("Val", "Options")}  # fmt: skip

COMMANDS = {
    "krisplan": Said(
        "En krisplan, råd med källor och svarsutkast ur era egna riktlinjer. En människa godkänner varje ord.\n\n"
        "Inställningar är variabler som börjar på KRISPLAN_, eller en fil med sådana som KRISPLAN_SETTINGS pekar ut. "
        "Datamappen är KRISPLAN_DATA.",
        "A crisis plan, cited advice and reply drafts from your own policies. A person approves every word.\n\n"
        "Settings are KRISPLAN_* variables, or a file of them named by KRISPLAN_SETTINGS. "
        "The data folder is KRISPLAN_DATA.",
    ),
    "krisplan add": Said(
        "Lägg till dokument, eller nya versioner av dem som finns. Filer som inte går att läsa nämns, "
        "de andra läses in.",
        "Add documents, or new versions of those already there. Files that cannot be read are named, the others go on.",
    ),
    "krisplan ask": Said(
        "Svara på en fråga med utdrag och källor, eller säg att dokumenten inte svarar.",
        "Answer a question with cited excerpts, or say that the documents are silent.",
    ),
    "krisplan gaps": Said(
        "Visa frågorna som dokumenten inte har svarat på.",
        "List the questions that the documents have not answered.",
    ),
    "krisplan reindex": Said(
        "Bygg om sökningen ur de sparade dokumenten, bredvid den gamla, och byt sedan.",
        "Build the search anew from the stored documents, beside the old one, then swap.",
    ),
    "krisplan serve": Said(
        "Starta sidorna på den här datorn och skriv ut adressen.",
        "Start the pages on this computer and print the address.",
    ),
    "krisplan demo": Said(
        "Starta med demoföretaget Ljungsjö Mejeri: dess dokument och några personer läggs till.",
        "Start with the demo company Ljungsjö Mejeri: its documents and a small cast of people are added.",
    ),
    "krisplan documents": Said("Dokumenten som svaren bygger på.", "The documents that answers are built on."),
    "krisplan documents list": Said(
        "Visa dokumenten med status, giltighet och ägare.", "List the documents with status, validity and owner."
    ),
    "krisplan documents show": Said(
        "Visa ett dokument: vad det är, dess versioner och texten så som den lästes.",
        "Show one document: what it is, its versions, and its text as it was read.",
    ),
    "krisplan documents remove": Said(
        "Ta bort ett dokument ur sökning och svar; gamla källhänvisningar går fortfarande att öppna.",
        "Take a document out of search and answers; old citations still open.",
    ),
    "krisplan audit": Said("Loggen som visar om någon har ändrat något.", "The log that shows tampering."),
    "krisplan audit verify": Said(
        "Kontrollera hela loggens kedja; felkod 1 om den är bruten.",
        "Check the whole chain of the log; exit code 1 when it is broken.",
    ),
    "krisplan person": Said(
        "Personerna som arbetar här och deras roller.", "The people who work here and their roles."
    ),
    "krisplan person add": Said(
        "Lägg till en person och skriv ut en engångslänk där personen väljer sitt lösenord.",
        "Add a person and print a one-time link where the person chooses a password.",
    ),
    "krisplan person list": Said("Visa alla personer med roller.", "List all people with their roles."),
    "krisplan person show": Said("Visa en person.", "Show one person."),
    "krisplan person deactivate": Said(
        "Stäng en person ute genast; godkännanden som personen har gett räknas inte längre.",
        "Shut a person out at once; approvals that the person has given no longer count.",
    ),
    "krisplan person reactivate": Said(
        "Släpp in en avaktiverad person igen, med samma roller som förut.",
        "Let a deactivated person in again, with the same roles as before.",
    ),
    "krisplan person link": Said(
        "Skriv ut en ny engångslänk för lösenord; tidigare länkar slutar gälla.",
        "Print a new one-time link for a password; earlier links stop working.",
    ),
    "krisplan person role": Said("Vad en person får göra och godkänna.", "What a person may do and approve."),
    "krisplan person role give": Said(
        "Ge en person en roll, tills vidare eller till ett datum.",
        "Give a person a role, until further notice or until a date.",
    ),
    "krisplan person role take": Said(
        "Ta en roll från en person; godkännanden som gavs i den räknas inte längre.",
        "Take a role from a person; approvals given in it no longer count.",
    ),
    "krisplan token": Said(
        "Nycklar för maskiner, som aldrig kan godkänna.", "Tokens for machines, which can never approve."
    ),
    "krisplan token create": Said(
        "Skapa en nyckel och skriv ut dess hemlighet, en enda gång.",
        "Make a token and print its secret, this once.",
    ),
    "krisplan token list": Said(
        "Visa alla nycklar, aldrig deras hemligheter.", "List all tokens, never their secrets."
    ),
    "krisplan token revoke": Said("Spärra en nyckel genast.", "Revoke a token at once."),
    "krisplan erase": Said("Radera personuppgifter för gott.", "Erase personal data for good."),
    "krisplan erase incident": Said(
        "Töm en händelses inlägg, svar och citat för gott; beslut, hashar och logg blir kvar.",
        "Empty an incident's posts, replies and quotations for good; decisions, hashes and log remain.",
    ),
    "krisplan erase person": Said(
        "Ta bort namn, adress och inloggningar för en avaktiverad person; beslut blir kvar med personens nummer.",
        "Remove the name, address and ways in of a deactivated person; decisions remain, by number.",
    ),
    "krisplan doctor": Said(
        "Kontrollera installationen: bibliotek, adress, rättigheter, hemligheter, logg och sökindex; felkod 1 om något "
        "behöver åtgärdas.",
        "Check the installation: libraries, address, permissions, secrets, log and search index; exit code 1 when "
        "something needs attention.",
    ),
}
PARAMETERS = {
    "data": Said("Datamapp (annars KRISPLAN_DATA, annars ./krisplan-data).",
                 "Data folder (else KRISPLAN_DATA, else ./krisplan-data)."),
    "as_json": Said("Skriv JSON i stället för text.", "Print JSON instead of text."),
    "port": Said("Port på 127.0.0.1; 0 tar en ledig.", "Port on 127.0.0.1; 0 takes a free one."),
    "paths": Said("Filer eller mappar: md, txt, html, docx, pdf, pptx, xlsx.",
                  "Files or folders: md, txt, html, docx, pdf, pptx, xlsx."),
    "question": Said("En fråga på svenska eller engelska.", "A question in Swedish or English."),
    "document": Said("Dokumentets nummer, se documents list.", "The document's number, see documents list."),
    "head": Said("Huvudet som står på ett kvitto eller en export.", "Head printed on a receipt or export."),
    "name": Said("Personens namn.", "The person's name."),
    "email": Said("Personens e-postadress, som också är inloggningsnamnet.",
                  "The person's e-mail address, which is also the name to sign in with."),
    "roles": Said("En roll, till exempel writer, administrator eller comms_director; kan anges flera gånger.",
                  "A role, for example writer, administrator or comms_director; may be given several times."),
    "role": Said("Rollen, till exempel writer, administrator eller comms_director.",
                 "The role, for example writer, administrator or comms_director."),
    "spoken": Said("Personens språk på sidorna: sv eller en.", "The person's language on the pages: sv or en."),
    "person": Said("Personens e-postadress eller nummer, se person list.",
                   "The person's e-mail address or number, see person list."),
    "until": Said("Sista dagen som rollen gäller, som 2027-01-31.", "The last day the role counts, as 2027-01-31."),
    "label": Said("Vad nyckeln används till; syns i loggen.", "What the token is used for; shown in the log."),
    "scope": Said("Om maskinen får läsa (read) eller också skriva utkast (write).",
                  "Whether the machine may read, or also write drafts (write)."),
    "days": Said("Hur många dagar nyckeln gäller, 1–365.", "How many days the token is valid, 1–365."),
    "token": Said("Nyckelns nummer, se token list.", "The token's number, see token list."),
    "number": Said("Händelsens eller personens nummer.", "The number of the incident or the person."),
    "yes": Said("Gör det. Utan valet sägs bara vad som skulle hända.",
                "Do it. Without this, only what would happen is told."),
    "reason": Said("Varför, högst 200 tecken och utan personuppgifter; sparas.",
                   "Why, at most 200 characters and without personal data; it is kept."),
    "help": Said("Visa den här hjälpen.", "Show this help."),
    "trace": Said("Visa den tekniska orsaken när något inte går.", "Show the technical cause when something fails."),
}  # fmt: skip


def in_language(command: Any, language: Language) -> Any:
    """The same command with every help text and panel title put in the language."""
    for path, one in _tree(command, "krisplan"):
        one.help = COMMANDS[path][language]
        one.rich_help_panel = _PANELS["command"][language]
        for parameter in (*one.params, one.get_help_option(typer.Context(one))):
            parameter.rich_help_panel = _PANELS[parameter.param_type_name][language]
            parameter.help = PARAMETERS[parameter.name][language]
    return command


def misused(error: Exception, language: Language) -> str | None:
    """What to tell about a command that was written wrong, "" if help was shown; None for every other error."""
    if not hasattr(error, "format_message"):
        return None
    if type(error).__name__ == "NoArgsIsHelpError":
        return ""
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    hint = parameter.get_error_hint() if parameter is not None else getattr(error, "option_name", "")
    name = " / ".join(hint) if isinstance(hint, (list, tuple)) else str(hint)
    path = context.command_path if context is not None else "krisplan"
    return _COMPLAINTS.get(type(error).__name__, _MISUSED).filled(name=name, path=path)[language]


def _tree(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from _tree(below, f"{path} {name}")

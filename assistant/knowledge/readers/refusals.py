"""Why is a file refused, and what can the person do instead?"""

from assistant.language import Said

EMPTY = Said(
    "Filen är tom. Kontrollera att rätt fil valdes.",
    "The file is empty. Check that the right file was chosen.",
)
TOO_LARGE = Said(
    "Filen är för stor ({size} MB; gränsen är {limit} MB). Dela upp dokumentet eller spara det utan bilder.",
    "The file is too large ({size} MB; the limit is {limit} MB). Split the document or save it without images.",
)
NOT_A_FILE = Said(
    "Det är inte en vanlig fil. Välj själva dokumentet, inte en mapp, länk eller enhet.",
    "It is not an ordinary file. Choose the document itself, not a folder, link or device.",
)
UNREADABLE = Said(
    "Filen gick inte att öppna. Kontrollera att den finns kvar och att du får läsa den.",
    "The file could not be opened. Check that it is still there and that you may read it.",
)
UNKNOWN = Said(
    "Okänt format. Spara dokumentet som docx, pdf, html, md eller txt och lägg till det igen.",
    "Unknown format. Save the document as docx, pdf, html, md or txt and add it again.",
)
IMAGE = Said(
    "Filen är en bild. Läs av texten med textigenkänning (OCR) och lägg till resultatet som pdf eller text.",
    "The file is an image. Run text recognition (OCR) on it and add the result as pdf or text.",
)
ARCHIVE = Said(
    "Filen är ett arkiv, inte ett dokument. Packa upp det och lägg till dokumenten i det.",
    "The file is an archive, not a document. Unpack it and add the documents inside.",
)
OPEN_DOCUMENT = Said(
    "OpenDocument-format läses inte. Spara dokumentet som docx eller pdf och lägg till det igen.",
    "OpenDocument files are not read. Save the document as docx or pdf and add it again.",
)
TEMPLATE = Said(
    "Filen är en mall. Skapa ett dokument av den och spara det som docx, xlsx eller pptx.",
    "The file is a template. Make a document of it and save it as docx, xlsx or pptx.",
)
OTHER_OFFICE = Said(
    "Filen är sparad i en Office-variant som inte läses. Spara den som vanlig docx, xlsx eller pptx.",
    "The file is saved in an Office variant that is not read. Save it as ordinary docx, xlsx or pptx.",
)
OLD_OFFICE = Said(
    "Filen har ett äldre Office-format. Öppna den och spara som docx, xlsx eller pptx.",
    "The file is in an older Office format. Open it and save it as docx, xlsx or pptx.",
)
RICH_TEXT = Said(
    "RTF läses inte. Öppna filen och spara den som docx.",
    "RTF is not read. Open the file and save it as docx.",
)
ENCRYPTED = Said(
    "Filen är skyddad med lösenord. Ta bort lösenordet och lägg till den igen.",
    "The file is protected by a password. Remove the password and add it again.",
)
MACROS = Said(
    "Filen innehåller makron. Spara den som vanlig docx, xlsx eller pptx utan makron.",
    "The file contains macros. Save it as an ordinary docx, xlsx or pptx without macros.",
)
OUTSIDE = Said(
    "Filen hämtar innehåll utifrån ({what}). Ta bort kopplingen eller spara dokumentet som pdf.",
    "The file fetches content from outside ({what}). Remove the link or save the document as pdf.",
)
EMBEDDED = Said(
    "Filen har inbäddade objekt (OLE eller ActiveX). Ta bort dem eller spara dokumentet som pdf.",
    "The file has embedded objects (OLE or ActiveX). Remove them or save the document as pdf.",
)
UNSAFE_PACKAGE = Said(
    "Filens innehåll är inte säkert att packa upp ({what}). Öppna den i Office och spara en ny kopia.",
    "The file's contents are not safe to unpack ({what}). Open it in Office and save a new copy.",
)
UNSAFE_XML = Said(
    "Filen innehåller XML som inte är säker att läsa ({what}). Öppna den i Office och spara en ny kopia.",
    "The file holds XML that is not safe to read ({what}). Open it in Office and save a new copy.",
)
DAMAGED = Said(
    "Filen gick inte att läsa; den verkar skadad. Öppna den i sitt program, spara en ny kopia och försök igen.",
    "The file could not be read; it seems damaged. Open it in its program, save a new copy and try again.",
)
TOO_SLOW = Said(
    "Filen tog för lång tid att läsa och avbröts. Dela upp dokumentet eller spara det på nytt som pdf.",
    "The file took too long to read and was stopped. Split the document or save it anew as pdf.",
)
TOO_HEAVY = Said(
    "Filen kräver för mycket minne för att läsas säkert. Dela upp dokumentet i mindre delar.",
    "The file needs too much memory to be read safely. Split the document into smaller parts.",
)
TOO_DEEP = Said(
    "Sidan är uppbyggd på ett sätt som inte går att läsa säkert. Öppna den i en webbläsare och spara den som pdf.",
    "The page is built in a way that cannot be read safely. Open it in a browser and save it as pdf.",
)
TOO_LONG = Said(
    "Filen innehåller för mycket text för ett dokument. Dela upp den i mindre delar.",
    "The file holds too much text for one document. Split it into smaller parts.",
)
NO_TEXT = Said(
    "Det finns ingen text i filen. Kontrollera att den är sparad med sitt innehåll.",
    "There is no text in the file. Check that it was saved with its content.",
)
SCANNED = Said(
    "Filen har ingen text, bara bilder (skannad?). Kör textigenkänning (OCR) på den och lägg till den igen.",
    "The file has no text, only images (scanned?). Run text recognition (OCR) on it and add it again.",
)
STARTS_NOT = Said(
    "Filen kunde inte läsas: läsaren gick inte att starta. Kontrollera installationen och försök igen.",
    "The file could not be read: the reader did not start. Check the installation and try again.",
)


class Refusal(Exception):
    """Raised inside the child; becomes a DocumentRefused with the same words in the parent."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.en)
        self.said = said

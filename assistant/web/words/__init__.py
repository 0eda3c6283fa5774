"""What do the pages say, in the reader's language?"""

from assistant.web.words.words import Words, load_words

__all__ = ["Words", "load_words"]

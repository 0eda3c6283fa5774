"""What stands around every page: head, brand, menu with counts, person, notes and banners."""

from assistant.web.frame.head import STATIC, head
from assistant.web.frame.header import frame
from assistant.web.frame.menu import PAGES, count_words, page_name, title, waiting

__all__ = ["PAGES", "STATIC", "count_words", "frame", "head", "page_name", "title", "waiting"]

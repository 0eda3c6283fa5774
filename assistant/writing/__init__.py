"""Who puts collected material into sentences: templates, or a language model?"""

from assistant.writing.template_writer import TemplateWriter
from assistant.writing.writer import Writer, WriterName, Written

__all__ = ["TemplateWriter", "Writer", "WriterName", "Written"]

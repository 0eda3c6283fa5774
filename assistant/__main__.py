"""Where does the program start, and what is cleaned away before any library is loaded?"""

import os
import sys

_FOREIGN = ("LANGSMITH_", "LANGCHAIN_", "OPENAI_", "CHROMA_", "GRADIO_")
_READ_BY_CHROMA = {"IS_PERSISTENT", "PERSIST_DIRECTORY", "ALLOW_RESET", "MIGRATIONS", "MIGRATIONS_HASH_ALGORITHM",
                   "TENANT_ID", "TOPIC_NAMESPACE", "ANONYMIZED_TELEMETRY"}  # fmt: skip


def scrub_environment() -> None:
    """Third-party settings from outside must not send text anywhere; Krisplan's own settings decide."""
    for name in list(os.environ):
        if name.upper().startswith(_FOREIGN) or name.upper() in _READ_BY_CHROMA:
            del os.environ[name]
    os.environ.update(
        LANGSMITH_TRACING="false",
        GRADIO_ANALYTICS_ENABLED="False",
        ANONYMIZED_TELEMETRY="False",
        HF_HUB_OFFLINE="1",
        HF_HUB_DISABLE_TELEMETRY="1",
    )


def main() -> None:
    scrub_environment()
    from assistant.cli import run  # noqa: PLC0415  the environment is scrubbed before third-party imports

    sys.exit(run())


if __name__ == "__main__":
    main()

"""Where does the program start, and what is cleaned away before any library is loaded?"""

import os
import sys

_FOREIGN = ("LANGSMITH_", "LANGCHAIN_", "OPENAI_", "CHROMA_", "GRADIO_")


def scrub_environment() -> None:
    """Third-party settings from outside must not send text anywhere; Krisplan's own settings decide."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN):
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

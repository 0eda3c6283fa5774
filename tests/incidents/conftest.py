"""The small company's documents, and a company that has none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from company import Company, open_company


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    yield from open_company(tmp_path_factory.mktemp("company"))


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Company]:
    """A company without documents: only the method speaks."""
    yield from open_company(tmp_path, documents=False)

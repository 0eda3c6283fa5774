"""Is the key of a data folder made once, for its owner alone?"""

import pytest

from assistant.errors import StorageError
from assistant.people import secret_in


def test_the_key_is_made_once_and_readable_by_its_owner_only(data_folder):
    secret = secret_in(data_folder)
    assert len(secret) == 32 and secret_in(data_folder) == secret
    assert (data_folder / "web.key").stat().st_mode & 0o777 == 0o600


def test_two_folders_have_two_keys(data_folder, tmp_path):
    assert secret_in(data_folder) != secret_in(tmp_path)


def test_a_damaged_key_is_told_with_a_way_out(data_folder):
    (data_folder / "web.key").write_bytes(b"short")
    with pytest.raises(StorageError, match="Delete it and start again"):
        secret_in(data_folder)


def test_a_folder_that_is_not_there_is_told_plainly(data_folder):
    with pytest.raises(StorageError):
        secret_in(data_folder / "none")

"""Is a person's own choice kept?"""


def test_shortcuts_are_on_until_the_person_turns_them_off(preferences, cast):
    assert preferences.shortcuts(cast.anna.id)
    preferences.set_shortcuts(cast.anna.id, on=False)
    assert not preferences.shortcuts(cast.anna.id) and preferences.shortcuts(cast.erik.id)
    preferences.set_shortcuts(cast.anna.id, on=True)
    assert preferences.shortcuts(cast.anna.id)

"""Does copy-and-confirm hand over exactly the text and nothing else?"""

from assistant.channels import CHANNELS
from assistant.channels.channel import Handover, Outgoing


def test_the_clipboard_hands_over_the_text_untouched_and_leaves_the_rest_to_a_person():
    text = "Hej!\r\n {name} $x <b>\u200b"
    outgoing = Outgoing(key="k", attempt=1, text=text, channel="x", account="@k", reply_to="p")
    assert CHANNELS["clipboard"].deliver(outgoing) == Handover("in_hand", text)

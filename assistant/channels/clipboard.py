"""How does a text leave when a person copies it and publishes it by hand?"""

from assistant.channels.channel import Handover, Outgoing


class Clipboard:
    """Copy-and-confirm: hands over exactly the approved text and contacts nobody."""

    def deliver(self, outgoing: Outgoing) -> Handover:
        return Handover("in_hand", outgoing.text)

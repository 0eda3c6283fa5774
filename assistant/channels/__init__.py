"""By which ways can an approved text leave the house?"""

from collections.abc import Mapping

from assistant.channels.channel import Channel
from assistant.channels.clipboard import Clipboard

CHANNELS: Mapping[str, Channel] = {"clipboard": Clipboard()}

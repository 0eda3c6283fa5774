"""Who uses Krisplan, which roles do they hold today, what may they do, and how do they prove who they are?"""

from assistant.people.attempts import SignInThrottled
from assistant.people.delegations import Delegation, Delegations
from assistant.people.demo import DEMO_CAST, DEMO_PASSWORD, add_demo_cast, demo_people_active
from assistant.people.invitations import Invitation, InvitationRefused, Invitations
from assistant.people.outside import OutsideIdentities
from assistant.people.overview import Overview, Seen
from assistant.people.password_rules import PasswordRefused
from assistant.people.passwords import Passwords, SignInRefused
from assistant.people.person import (
    FOREVER,
    PERMISSIONS,
    Kind,
    Permission,
    Person,
    PersonRow,
    RoleRow,
    actor,
    person_in,
    require_in,
)
from assistant.people.preferences import Preferences
from assistant.people.register import People
from assistant.people.secret import secret_in
from assistant.people.sessions import How, OpenSession, Sessions
from assistant.people.tokens import Scope, Token, Tokens

__all__ = [
    "DEMO_CAST",
    "DEMO_PASSWORD",
    "FOREVER",
    "PERMISSIONS",
    "Delegation",
    "Delegations",
    "How",
    "Invitation",
    "InvitationRefused",
    "Invitations",
    "Kind",
    "OpenSession",
    "OutsideIdentities",
    "Overview",
    "PasswordRefused",
    "Passwords",
    "People",
    "Permission",
    "Person",
    "PersonRow",
    "Preferences",
    "RoleRow",
    "Scope",
    "Seen",
    "Sessions",
    "SignInRefused",
    "SignInThrottled",
    "Token",
    "Tokens",
    "actor",
    "add_demo_cast",
    "demo_people_active",
    "person_in",
    "require_in",
    "secret_in",
]

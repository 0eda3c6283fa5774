"""Who uses Krisplan, which roles do they hold today, what may they do, and how do they prove who they are?"""

from assistant.people.register import (
    DEMO_CAST,
    FOREVER,
    PERMISSIONS,
    Kind,
    People,
    Permission,
    Person,
    PersonRow,
    RoleRow,
    actor,
    add_demo_cast,
    person_in,
    require_in,
)

__all__ = [
    "DEMO_CAST",
    "FOREVER",
    "PERMISSIONS",
    "Kind",
    "People",
    "Permission",
    "Person",
    "PersonRow",
    "RoleRow",
    "actor",
    "add_demo_cast",
    "person_in",
    "require_in",
]

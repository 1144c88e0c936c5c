"""Who may do what: claims of an identity provider become an actor, and an actor may do some kinds of act; pure.

Everything is denied that the mapping does not give: an unknown group, organisation or issuer, two sides at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cutover.acts import PMO, RIGHTS, VIEWER, Actor, Kind
from cutover.errors import AccessError, RefusedAct
from cutover.tables import SIDES

LOCAL_ISSUER = "local"
LOCAL = Actor(subject="local", issuer=LOCAL_ISSUER, name="Local user", rights=RIGHTS)
"""Who works where no identity provider is configured: one person on this machine, who may do everything."""

Section = Mapping[str, object]


@dataclass(frozen=True)
class Issuer:
    """What an identity provider may say of its people.

    Attributes
    ----------
    side
        Side of all of them; None: the organisation claim says.
    rights
        Rights that it can give at most.
    """

    side: str | None
    rights: tuple[str, ...] = RIGHTS


@dataclass(frozen=True)
class ClaimMapping:
    """How claims of an identity token become an actor: the section `[access]` of the secrets.

    Attributes
    ----------
    groups_claim, organisation_claim, roles_claim
        Names of claims; a dotted name reaches into nested ones.
    groups
        Group to the rights that it gives.
    organisations
        Value of the organisation claim to side.
    roles
        Value of the roles claim to role.
    issuers
        Issuers that are let in; empty: any that is configured.
    """

    groups_claim: str = "groups"
    organisation_claim: str = ""
    roles_claim: str = ""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    issuers: Mapping[str, Issuer] = field(default_factory=dict)


CLAIMS = ("groups_claim", "organisation_claim", "roles_claim")
NEEDED_CLAIMS = (("organisations", "organisation_claim"), ("roles", "roles_claim"))
TABLES = ("groups", "organisations", "roles", "issuers")
SETTINGS = ("idle_minutes", "session_hours", "viewer_hours")
"""Settings of the same section that sessions read."""


def read_claim_mapping(section: Section) -> ClaimMapping:
    """Return the mapping that the section `[access]` of the secrets states.

    Parameters
    ----------
    section
        As TOML gives it; docs/access.md has an example.

    Raises
    ------
    AccessError
        Names every fault at once.
    """
    faults = [f"{name} is not a setting; known: {', '.join((*CLAIMS, *TABLES, *SETTINGS))}"
              for name in section if name not in (*CLAIMS, *TABLES, *SETTINGS)]  # fmt: skip
    groups = {name: _listed(value) for name, value in _table(section, "groups").items()}
    issuers = {name: _issuer(name, value, faults) for name, value in _table(section, "issuers").items()}
    organisations = {name: str(value) for name, value in _table(section, "organisations").items()}
    for place, values, allowed in (
        *((f"groups.{name}", rights, RIGHTS) for name, rights in groups.items()),
        *((f"organisations.{name}", (side,), SIDES) for name, side in organisations.items()),
        *((f"issuers.{name}.rights", issuer.rights, RIGHTS) for name, issuer in issuers.items()),
        *((f"issuers.{name}.side", (issuer.side,), (None, *SIDES)) for name, issuer in issuers.items()),
    ):
        known = ", ".join(word for word in allowed if word)
        faults += [f"{place} is {value}; allowed: {known}" for value in values if value not in allowed]
    if not groups:
        faults.append("groups is empty: nobody would have a right")
    if not organisations and not any(issuer.side for issuer in issuers.values()):
        faults.append("nothing gives a person's side: state organisations or the side of issuers")
    faults += [f"{table} means nothing without {claim}" for table, claim in NEEDED_CLAIMS if
               section.get(table) and not section.get(claim)]  # fmt: skip
    if faults:
        raise AccessError(f"Section [access] of the secrets: {'; '.join(faults)}.")
    names = {name: str(section[name]) for name in CLAIMS if section.get(name)}
    roles = {name: str(value) for name, value in _table(section, "roles").items()}
    return ClaimMapping(**names, groups=groups, organisations=organisations, roles=roles, issuers=issuers)


def actor_of(claims: Section, mapping: ClaimMapping, *, session_id: str = "") -> Actor:
    """Return who the claims of a checked identity token say a person is.

    Parameters
    ----------
    claims
        Claims of the token; nothing else is trusted, no address, no e-mail domain.
    mapping
        What the claims mean here.
    session_id
        Session that the acts of the person are recorded under.

    Raises
    ------
    AccessError
        The mapping does not let the person in; the message says what to ask the administrator for.
    """
    name = name_of(claims)
    subject, issuer = str(claims.get("sub") or ""), str(claims.get("iss") or "")
    if not subject or not issuer or issuer == LOCAL_ISSUER:
        raise AccessError("The identity token names no person or no issuer. Ask the administrator of your provider.")
    if mapping.issuers and issuer not in mapping.issuers:
        raise AccessError(_refusal(name, f"the issuer {issuer} is not known here", f"issuers.{issuer}"))
    bounds = mapping.issuers.get(issuer, Issuer(None))
    return Actor(
        subject=subject,
        issuer=issuer,
        name=name,
        email=str(claims.get("email") or ""),
        side=_side(name, claims, mapping, bounds),
        role=_role(name, claims, mapping),
        rights=_rights(name, claims, mapping, bounds),
        session_id=session_id,
    )


def name_of(claims: Section) -> str:
    """Return how an identity token calls its person."""
    return next((str(claims[key]) for key in ("name", "preferred_username", "email", "sub") if claims.get(key)), "")


def check(actor: Actor, kind: Kind, row: Section) -> None:
    """Refuse an act that the actor's rights, side or role do not cover.

    Parameters
    ----------
    actor
        Who acts; the local user may do everything.
    kind
        What is done.
    row
        Key and cells of the row that it is done to; `side` and `role` count. A
        row without a side belongs to both. Where an act sets them, ask for the
        row as it is and for the row as it would be.

    Raises
    ------
    RefusedAct
        Says what is missing and whom to ask.
    """
    if actor.issuer == LOCAL_ISSUER:
        return
    held = [right for right in kind.rights if right in actor.rights]
    if not held:
        raise RefusedAct(
            f"{kind.label}: needs the right {_words(kind.rights, 'or')}; {actor.name} has {_words(actor.rights)}. "
            "Ask the administrator for a group that gives it."
        )
    side, role = row.get("side") or "shared", row.get("role")
    if kind.is_own_role and (side, role) != (actor.side, actor.role):
        raise RefusedAct(
            f"{kind.label}: given for one's own side and role only. This one is of {_place(side, role)}; "
            f"{actor.name} is {_place(actor.side, actor.role)}."
        )
    if kind.is_own_side and PMO not in held and side not in ("shared", actor.side):
        raise RefusedAct(
            f"{kind.label}: this row belongs to the {side}; {actor.name} acts for the {actor.side or 'side unknown'}. "
            f"Ask the {side} or the PMO to do it."
        )


def check_writer(actor: Actor) -> None:
    """Refuse somebody who only looks on, where what is kept is no act: a scenario.

    Raises
    ------
    RefusedAct
        The person has the right viewer at most.
    """
    if set(actor.rights) <= {VIEWER}:
        raise RefusedAct(
            f"{actor.name} may look at everything and keep nothing. Ask the administrator for a group that gives the "
            "right contributor."
        )


def is_allowed(actor: Actor, kind: Kind, row: Section) -> bool:
    """Tell whether `check` lets an act pass, for what a page offers."""
    try:
        check(actor, kind, row)
    except RefusedAct:
        return False
    return True


def _side(name: str, claims: Section, mapping: ClaimMapping, bounds: Issuer) -> str:
    stated = _values(claims, mapping.organisation_claim)
    sides = {mapping.organisations[value] for value in stated if value in mapping.organisations}
    sides |= {bounds.side} - {None}
    if len(sides) > 1:
        raise AccessError(
            f"You are signed in as {name}, but your account belongs to {_words(sorted(sides))} at once, and nobody "
            "acts for two sides. Ask the administrator for one account per side."
        )
    if not sides:
        found = f"your organisation ({', '.join(stated) or 'none stated'}) is on no side here"
        raise AccessError(_refusal(name, found, "organisations"))
    return sides.pop()


def _rights(name: str, claims: Section, mapping: ClaimMapping, bounds: Issuer) -> tuple[str, ...]:
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, Mapping) and mapping.groups_claim in elsewhere:
        raise AccessError(
            f"You are signed in as {name}, but you are in too many groups for your identity token to list. Ask the "
            "administrator of your provider to put only the groups of this application into the token."
        )
    groups = _values(claims, mapping.groups_claim)
    given = {right for group in groups for right in mapping.groups.get(group, ())}
    if not given & set(bounds.rights):
        found = f"none of your groups ({', '.join(groups) or 'none stated'}) gives you a right here"
        raise AccessError(_refusal(name, found, "groups"))
    return tuple(right for right in RIGHTS if right in given and right in bounds.rights)


def _role(name: str, claims: Section, mapping: ClaimMapping) -> str | None:
    stated = _values(claims, mapping.roles_claim)
    roles = {mapping.roles[value] for value in stated if value in mapping.roles}
    if len(roles) > 1:
        raise AccessError(
            f"You are signed in as {name}, but you hold the roles {_words(sorted(roles))}, and a vote is of one role. "
            "Ask the administrator to leave you one."
        )
    return roles.pop() if roles else None


def _values(claims: Section, name: str) -> list[str]:
    """Return the values of a claim: one text, or a list of them; a dotted name reaches into nested claims."""
    found: object = claims.get(name) if name else None
    if found is None and "." in name:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    return list(_listed(found))


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(each) for each in value) if isinstance(value, Iterable) else ()


def _table(section: Section, name: str) -> Section:
    found = section.get(name) or {}
    if not isinstance(found, Mapping):
        raise AccessError(f"Section [access] of the secrets: {name} is a table, written [access.{name}].")
    return found


def _issuer(name: str, value: object, faults: list[str]) -> Issuer:
    if isinstance(value, str):
        return Issuer(value)
    if not isinstance(value, Mapping) or set(value) - {"side", "rights"}:
        faults.append(f"issuers.{name} holds a side, or a table of side and rights")
        return Issuer(None)
    return Issuer(value.get("side"), _listed(value["rights"]) if "rights" in value else RIGHTS)


def _refusal(name: str, found: str, place: str) -> str:
    asked = "one of them" if place == "groups" else "it"
    return f"You are signed in as {name}, but {found}. Ask the administrator to add {asked} to [access.{place}]."


def _place(side: object, role: object) -> str:
    return f"{str(role or 'no role').replace('_', ' ')}, {side or 'no side'}"


def _words(names: Iterable[str], link: str = "and") -> str:
    listed = [name.replace("_", " ") for name in names] or ["none"]
    return f" {link} ".join([", ".join(listed[:-1]), listed[-1]] if listed[1:] else listed)

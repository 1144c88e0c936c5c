"""Who may do what: claims to actors, and the matrix of rights, sides and kinds of act."""

from dataclasses import replace

import pytest

from cutover.access import (
    LOCAL,
    ClaimMapping,
    Issuer,
    actor_of,
    check,
    check_writer,
    is_allowed,
    read_claim_mapping,
)
from cutover.acts import KINDS, RIGHTS, Actor
from cutover.errors import AccessError, RefusedAct

ISSUER = "https://id.agency.example"
MAPPING = ClaimMapping(
    organisation_claim="org",
    roles_claim="jobs",
    groups={"viewers": ("viewer",), "deciders": ("contributor", "approver"), "office": ("pmo",)},
    organisations={"agency": "customer", "vendor": "provider"},
    roles={"Program Manager": "program_manager", "Security Lead": "security_lead"},
)
CLAIMS = {
    "iss": ISSUER, "sub": "u-17", "name": "Ada Example", "email": "ada@agency.example", "org": "agency",
    "groups": ["staff", "deciders"], "jobs": ["Program Manager"],
}  # fmt: skip


def refused(**claims: object) -> str:
    """Return why these claims are not let in; a claim of None is left out."""
    with pytest.raises(AccessError) as error:
        actor_of({name: value for name, value in (CLAIMS | claims).items() if value is not None}, MAPPING)
    return str(error.value)


def test_claims_become_an_actor():
    assert actor_of(CLAIMS, MAPPING, session_id="s1") == Actor(
        "u-17", ISSUER, "Ada Example", "ada@agency.example", "customer", "program_manager",
        ("contributor", "approver"), "s1",
    )  # fmt: skip


def test_role_may_be_missing():
    assert actor_of(CLAIMS | {"jobs": ["Gardener"]}, MAPPING).role is None


def test_single_text_is_a_claim_too():
    assert actor_of(CLAIMS | {"groups": "viewers", "jobs": "Security Lead"}, MAPPING).rights == ("viewer",)


def test_nested_claim_is_reached_by_dots():
    nested = CLAIMS | {"groups": None, "realm": {"roles": ["office"]}}
    assert actor_of(nested, replace(MAPPING, groups_claim="realm.roles")).rights == ("pmo",)


def test_person_without_known_group_is_refused():
    """ASVS 8.2.1: denied unless a rule allows."""
    assert refused(groups=["canteen"]) == (
        "You are signed in as Ada Example, but none of your groups (canteen) gives you a right here. "
        "Ask the administrator to add one of them to [access.groups]."
    )


@pytest.mark.parametrize("claims", [{"groups": None}, {"groups": []}, {"groups": 7}, {"groups": {"a": "viewers"}}])
def test_person_without_groups_is_refused(claims):
    assert "(none stated)" in refused(**claims) or "none of your groups (a)" in refused(**claims)


def test_too_many_groups_for_the_token_are_told():
    message = refused(groups=None, _claim_names={"groups": "src1"}, _claim_sources={"src1": {}})
    assert message.startswith("You are signed in as Ada Example, but you are in too many groups")
    assert "only the groups of this application" in message


def test_nobody_acts_for_two_sides():
    assert "customer and provider at once" in refused(org=["agency", "vendor"])


def test_unknown_organisation_is_refused():
    assert "your organisation (guests) is on no side here" in refused(org="guests")
    assert "[access.organisations]" in refused(org=None)


def test_nobody_votes_in_two_roles():
    assert "the roles program manager and security lead" in refused(jobs=["Program Manager", "Security Lead"])


@pytest.mark.parametrize("claims", [{"sub": None}, {"iss": None}, {"iss": "local"}])
def test_token_without_person_or_issuer_is_refused(claims):
    """Nobody becomes the local user by claims."""
    assert "names no person or no issuer" in refused(**claims)


def by_issuer(**claims: object) -> Actor:
    issuers = {ISSUER: Issuer("customer"), "https://id.vendor.example": Issuer("provider", ("viewer", "approver"))}
    return actor_of(CLAIMS | claims, replace(MAPPING, issuers=issuers))


def test_side_is_bound_to_the_issuer():
    actor = by_issuer(iss="https://id.vendor.example", org=None, email="boss@agency.example")
    assert (actor.side, actor.rights) == ("provider", ("approver",))


def test_issuer_cannot_speak_for_the_other_side():
    with pytest.raises(AccessError, match="customer and provider at once"):
        by_issuer(iss="https://id.vendor.example", org="agency")


def test_issuer_cannot_give_more_than_its_rights():
    with pytest.raises(AccessError, match="none of your groups"):
        by_issuer(iss="https://id.vendor.example", org=None, groups=["office"])


def test_unknown_issuer_is_refused():
    with pytest.raises(AccessError, match=r"the issuer https://evil\.example is not known here"):
        by_issuer(iss="https://evil.example")


SECTION = {"organisation_claim": "org", "groups": {"deciders": ["approver"]}, "organisations": {"agency": "customer"}}


def test_section_is_read_as_mapping():
    found = read_claim_mapping(SECTION | {"idle_minutes": 10, "issuers": {ISSUER: "customer"}})
    assert found.groups == {"deciders": ("approver",)}
    assert found.issuers == {ISSUER: Issuer("customer", RIGHTS)}
    assert found.groups_claim == "groups"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"groups": {}}, "groups is empty"),
        ({"groups": {"a": "king"}}, "groups.a is king; allowed: viewer, contributor, approver, pmo, administrator"),
        ({"organisations": {"x": "both"}}, "organisations.x is both; allowed: customer, provider, shared"),
        ({"organisations": {}}, "nothing gives a person's side"),
        ({"organisation_claim": ""}, "organisations means nothing without organisation_claim"),
        ({"roles": {"Lead": "pmo_lead"}}, "roles means nothing without roles_claim"),
        ({"group": {}}, "group is not a setting; known: groups_claim"),
        ({"issuers": {ISSUER: {"side": "left"}}}, "side is left; allowed: customer, provider, shared"),
        ({"issuers": {ISSUER: {"sides": "customer"}}}, "holds a side, or a table of side and rights"),
        ({"groups": "viewers"}, "groups is a table, written [access.groups]"),
    ],
)
def test_fault_of_the_section_is_named(section, message):
    with pytest.raises(AccessError) as error:
        read_claim_mapping(SECTION | section)
    assert message in str(error.value)


ALLOWED = {
    "vote": "approver", "decision": "approver", "condition": "contributor approver pmo", "criterion": "pmo",
    "reading": "contributor approver pmo", "approver": "pmo", "assessment": "approver pmo", "sign_off": "approver",
    "answer": "contributor approver pmo", "checkpoint_status": "contributor approver pmo",
    "workstream_status": "contributor approver pmo", "task_status": "contributor approver pmo",
    "task": "contributor approver pmo", "action": "contributor approver pmo", "note": "contributor approver pmo",
    "acknowledgement": "contributor approver pmo", "backup": "contributor approver pmo", "rollback_trigger": "pmo",
    "meeting": "contributor approver pmo", "meeting_close": "contributor approver pmo",
    "communication": "contributor approver pmo", "sending": "contributor approver pmo", "audience": "pmo",
    "person": "pmo", "shift": "contributor approver pmo", "incident": "contributor approver pmo",
    "rollback": "approver", "withdrawal": "contributor approver pmo administrator", "load": "pmo administrator",
}  # fmt: skip
"""Every kind of act, and who may do it on a row of their own side and role: written by hand, not derived."""
OWN_SIDE = {
    "condition", "reading", "answer", "task_status", "task", "backup", "communication", "sending", "shift",
}  # fmt: skip
OWN_ROLE = {"vote", "sign_off", "rollback"}


def person(*rights: str, side: str | None = "customer", role: str | None = "program_manager") -> Actor:
    return Actor("u-17", ISSUER, "Ada Example", side=side, role=role, rights=rights)


def test_matrix_names_every_kind():
    assert set(ALLOWED) == set(KINDS)


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_right_allows_exactly_its_kinds(name, right):
    """ASVS 8.2.1, 8.3.1: the whole matrix of rights and acts, on a row of one's own."""
    own = {"side": "customer", "role": "program_manager"}
    assert is_allowed(person(right), KINDS[name], own) == (right in ALLOWED[name].split())


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_row_of_the_other_side_is_the_other_sides(name, right):
    """ASVS 8.2.2: the PMO reaches both sides, and nobody votes for the other."""
    other = {"side": "provider", "role": "program_manager"}
    expected = right in ALLOWED[name].split() and name not in OWN_ROLE and (name not in OWN_SIDE or right == "pmo")
    assert is_allowed(person(right), KINDS[name], other) == expected


@pytest.mark.parametrize("name", sorted(OWN_ROLE))
@pytest.mark.parametrize(
    "row", [{"side": "customer", "role": "security_lead"}, {"side": "customer"}, {"role": "program_manager"}, {}]
)
def test_vote_is_of_own_side_and_role(name, row):
    with pytest.raises(RefusedAct, match="for one's own side and role only"):
        check(person("approver"), KINDS[name], row)


def test_person_without_role_gives_no_vote():
    row = {"side": "customer", "role": None}
    assert not is_allowed(person("approver", side=None, role=None), KINDS["vote"], row)


@pytest.mark.parametrize("row", [{"side": "shared"}, {"side": None}, {}])
def test_shared_row_is_everybodys(row):
    assert is_allowed(person("contributor", side="provider"), KINDS["task"], row)


def test_refusal_says_what_to_ask_for():
    with pytest.raises(RefusedAct) as error:
        check(person("viewer"), KINDS["decision"], {})
    assert str(error.value) == (
        "Decision: needs the right approver; Ada Example has viewer. Ask the administrator for a group that gives it."
    )


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_local_user_may_do_everything(name):
    check(LOCAL, KINDS[name], {"side": "provider", "role": "security_lead"})
    check(replace(LOCAL, side="customer", role="pmo_lead"), KINDS[name], {"side": "provider"})


def test_viewer_keeps_nothing():
    for rights in ((), ("viewer",)):
        with pytest.raises(RefusedAct, match="may look at everything and keep nothing"):
            check_writer(person(*rights))
    check_writer(person("viewer", "contributor"))

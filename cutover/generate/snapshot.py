"""All tables of the programme as one snapshot holds them."""

from collections.abc import Iterator

import numpy as np

import cutover.generate.decisions as decisions
import cutover.generate.estimates as estimates
import cutover.generate.gates as gates
import cutover.generate.incidents as incidents
import cutover.generate.legacy as legacy
import cutover.generate.logbook as logbook
import cutover.generate.people as people
import cutover.generate.requirements as requirements
import cutover.generate.room as room
import cutover.generate.service as service
import cutover.generate.tasks as tasks
from cutover.generate.incidents import Incidents
from cutover.generate.plan import Plan
from cutover.generate.writer import Columns


def snapshot_tables(plan: Plan, register: Incidents, as_of: np.datetime64) -> Iterator[tuple[str, Columns]]:
    """Give every table as it stands at a status time (local time)."""
    dice = plan.dice
    yield "programme", logbook.programme()
    yield "workstreams", logbook.workstreams_at(plan, as_of)
    yield "calendars", estimates.calendars()
    yield "components", legacy.components_at(as_of)
    yield "requirements", requirements.requirements()
    yield "tasks", tasks.tasks_at(plan, as_of)
    yield "dependencies", tasks.dependencies_at(plan, as_of)
    yield "checkpoints", gates.checkpoints_at(plan, as_of)
    yield "checkpoint_tasks", gates.checkpoint_tasks_at(plan, as_of)
    yield "checkpoint_questions", gates.questions_at(plan, as_of)
    yield "audiences", room.audiences()
    yield "communications", room.communications_at(plan, as_of)
    yield "meetings", room.meetings_at(plan, as_of)
    yield "milestones", logbook.milestones_at(plan, as_of)
    yield "rehearsal_runs", logbook.rehearsal_runs_at(plan, as_of)
    yield "criteria", gates.criteria_at(plan, as_of)
    yield "approvers", decisions.approvers()
    yield "votes", decisions.votes_at(plan, as_of)
    yield "sign_offs", decisions.sign_offs_at(plan, as_of)
    yield "conditions", decisions.conditions_at(plan, as_of)
    yield "assessments", decisions.assessments_at(as_of)
    yield "rollback_triggers", decisions.rollback_triggers_at(plan, as_of)
    yield "issues", logbook.issues_at(plan, as_of)
    yield "risk_drivers", estimates.risk_drivers_at(plan, as_of)
    yield "tests", requirements.tests_at(dice, as_of)
    yield "people", people.people()
    yield "shifts", people.shifts_at(dice, as_of)
    yield "thresholds", service.thresholds()
    yield "incidents", incidents.incidents_at(register, plan, as_of)
    yield "incident_events", incidents.incident_events_at(register, as_of)
    yield "sla_targets", service.sla_targets()
    yield "exit_criteria", service.exit_criteria()
    yield "exit_readings", service.exit_readings_at(dice, as_of)
    yield "contact_center_intervals", service.contact_center_at(dice, as_of)
    yield "interfaces", legacy.interfaces_at(as_of)
    yield "decommission_steps", legacy.decommission_steps_at(plan, as_of)

"""The resources that a district delivers in a standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.jobs.steps.generate.district.finance import ACTUAL, BUDGET, ENCUMBRANCE
from edulake.jobs.steps.generate.edfi import (
    aims,
    assessments,
    contacts,
    curriculum,
    events,
    finance,
    gradebook,
    people,
    programs,
    schools,
    services,
    staff,
    surveys,
    teaching,
)

if TYPE_CHECKING:
    from edulake.jobs.steps.generate.edfi.facts import Facts
    from edulake.jobs.steps.generate.edfi.forms import Resource

STANDARDS = ("5", "6")


def resources(facts: Facts, standard: str) -> dict[str, Resource]:
    """Resources by their names in the API: with the parents of a delivery by standard 4, or with what 6 moved apart."""
    return {
        "schools": schools.schools(facts),
        "calendars": schools.calendars(facts),
        "calendarDates": schools.calendar_dates(facts),
        "sessions": schools.sessions(facts),
        "gradingPeriods": schools.grading_periods(facts),
        "students": people.students(facts),
        "studentSchoolAssociations": people.student_school_associations(facts),
        "studentEducationOrganizationAssociations": people.student_education_organization_associations(facts, standard),
        "contacts": contacts.contacts(facts, standard),
        "studentContactAssociations": contacts.student_contact_associations(facts, standard),
        "staffs": staff.staffs(facts, standard),
        "staffEducationOrganizationEmploymentAssociations": staff.employments(facts),
        "staffEducationOrganizationAssignmentAssociations": staff.assignments(facts),
        "staffAbsenceEvents": staff.absences(facts),
        "studentSchoolAttendanceEvents": events.attendance(facts),
        "disciplineIncidents": events.incidents(facts),
        "studentDisciplineIncidentBehaviorAssociations": events.behaviors(facts),
        "studentDisciplineIncidentNonOffenderAssociations": events.non_offenders(facts),
        "disciplineActions": events.actions(facts),
        "studentHealths": services.healths(facts),
        "studentTransportations": services.transportations(facts),
        "programs": programs.programs(facts),
        "studentProgramAssociations": programs.associations(facts),
        "studentLanguageInstructionProgramAssociations": programs.language_instruction_associations(facts),
        "studentSpecialEducationProgramAssociations": programs.special_education_associations(facts),
        "courses": teaching.courses(facts),
        "courseOfferings": teaching.course_offerings(facts),
        "sections": teaching.sections(facts),
        "studentSectionAssociations": teaching.student_section_associations(facts),
        "staffSectionAssociations": teaching.staff_section_associations(facts),
        "grades": teaching.grades(facts),
        "gradebookEntries": gradebook.entries(facts),
        "studentGradebookEntries": gradebook.student_entries(facts),
        "learningStandards": curriculum.learning_standards(facts),
        "assessments": assessments.assessments(facts),
        "objectiveAssessments": aims.objective_assessments(facts),
        "studentAssessments": assessments.student_assessments(facts),
        "studentCompetencyObjectives": curriculum.competencies(facts),
        "chartOfAccounts": finance.charts(facts),
        "localAccounts": finance.accounts(facts),
        "localActuals": finance.balances(facts, ACTUAL),
        "localBudgets": finance.balances(facts, BUDGET),
        "localEncumbrances": finance.balances(facts, ENCUMBRANCE),
        "surveys": surveys.surveys(facts),
        "surveyQuestions": surveys.questions(facts),
        "surveyResponses": surveys.responses(facts),
        "surveyQuestionResponses": surveys.answers(facts),
        **(_of_5(facts) if standard == "5" else _of_6(facts)),
    }


def _of_5(facts: Facts) -> dict[str, Resource]:
    return {
        "parents": contacts.parents(facts),
        "studentParentAssociations": contacts.student_parent_associations(facts),
    }


def _of_6(facts: Facts) -> dict[str, Resource]:
    return {
        "studentDemographics": people.student_demographics(facts),
        "studentDirectories": people.student_directories(facts),
        "staffDemographics": staff.staff_demographics(facts),
        "staffDirectories": staff.staff_directories(facts),
    }

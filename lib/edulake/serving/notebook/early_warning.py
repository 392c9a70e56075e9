"""04_early_warning: may the models be believed, whom do they name, and would help pay?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.ml.audit import interventions as worth
from edulake.ml.audit.gate import READY, Z95
from edulake.ml.tables.audit import METRICS
from edulake.ml.tables.lists import DRIFT, PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.serving.notebook import asked, draw, newest_models, parameters
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.notebook.lakehouse import asks
from edulake.serving.notebook.newest_models import PRECISION
from edulake.serving.questions import asking
from edulake.serving.questions import models as questions
from edulake.serving.questions.languages import PLACE
from edulake.serving.questions.models import CALIBRATION, FAIRNESS, IMPORTANCE, JUDGED

if TYPE_CHECKING:
    import datetime as dt

    from edulake.serving.notebook.exhibit import Exhibits
    from edulake.serving.notebook.lakehouse import Lakehouse
    from edulake.serving.questions.question import Row

SHOWN = ("status", "algorithm", "test_cohort", "n", "base_rate", "auc", "auc_error", "rule_auc")
MOST_FEATURES = 12
BANDS = {"High": draw.POOR, "Medium": draw.AMBER, "Low": draw.SKY, "Very Low": draw.GOOD, "Unknown": draw.GREY}
NEWEST_PREDICTIONS = f"SELECT model_version, max(as_of_date) AS day FROM {PREDICTIONS} GROUP BY model_version"
ON_LIST = f"FROM {PREDICTIONS} WHERE model_version = '{{model}}' AND as_of_date = DATE '{{day}}'"
COUNTED = f"""
SELECT risk_band AS band, recommended_intervention AS offer, count(*) AS students,
       sum(CASE WHEN is_selected THEN 1 ELSE 0 END) AS selected {ON_LIST} GROUP BY 1, 2
"""
TOP = f"""
SELECT rank, student_id, {PLACE} AS place, prediction_probability AS probability,
       risk_band AS band, first_reason, second_reason, recommended_intervention AS offer
{ON_LIST} AND is_selected ORDER BY rank LIMIT 15
"""
UNLIKE = f"""
SELECT as_of_date, scope, measure, name, value, expected, alert_level, n FROM {DRIFT}
WHERE is_alert ORDER BY as_of_date DESC, measure, name, scope LIMIT 25
"""


def models(lake: Lakehouse) -> Exhibits:
    own = {JUDGED.name: _judged, CALIBRATION.name: _calibration, IMPORTANCE.name: _importance, FAIRNESS.name: _fairness}
    return asked.shown(lake, questions.QUESTIONS, own)


def _judged(lake: Lakehouse) -> Exhibit:
    """Each model beside the one-feature rule that it has to beat, on a cohort that it never saw."""
    newest = newest_models.newest(lake)
    if not newest:
        return Exhibit("No model has been trained: run ml_train.")
    ready = [row for row in newest if row["status"] == READY]
    says = f"{len(ready)} of {len(newest)} models may show probabilities. "
    says += "".join(
        f"{newest_models.name(row)} is {row['status']}: its list is the rule's. " for row in newest if row not in ready
    )
    found = [
        point
        for row in newest
        if row["auc"] is not None
        for point in (
            (
                f"{newest_models.name(row)}, model",
                row["auc"],
                *_interval(row),
                draw.BLUE if row in ready else draw.GREY,
            ),
            (f"{newest_models.name(row)}, rule", row["rule_auc"], row["rule_auc"], row["rule_auc"], draw.ORANGE),
        )
        if point[1] is not None
    ]
    title = "Chance to rank a bad outcome above a good one (AUC)"
    figure = draw.intervals(found, title, "AUC with its 95 % interval; 0.5 is a coin") if found else None
    head = ("model", *[name.replace("_", " ") for name in SHOWN], "precision")
    names = (*SHOWN, PRECISION)
    return Exhibit(
        says.strip(), figure, head, [(newest_models.name(row), *[row[name] for name in names]) for row in newest]
    )


def _calibration(lake: Lakehouse) -> Exhibit:
    """Whether 70 % means seven of ten."""
    told = asking.told(lake.view, CALIBRATION)
    newest = newest_models.newest(lake)
    drawn = {
        newest_models.name(model): [(float(row["predicted"]), float(row["observed"])) for row in its]
        for model in newest
        if (its := newest_models.of(model, told))
    }
    if not drawn:
        return Exhibit("No model has been calibrated yet.")
    worst = max(row["calibration_error"] or 0 for row in newest)
    says = f"Mean distance from the dashed line: {worst:.3f} at most; beyond 0.100 no probability is shown."
    return Exhibit(says, draw.against(drawn, "Probability and outcome", "predicted", "observed share"))


def _importance(lake: Lakehouse) -> Exhibit:
    """What a model loses when one feature is shuffled among students."""
    model = newest_models.best(lake)
    rows = newest_models.of(model, lake.rows(IMPORTANCE.chosen)) if model else []
    if not model or not rows:
        return Exhibit("No model has been trained yet.")
    drawn = {f"{row['feature'].replace('_', ' ')} ({row['concept']})": row["auc_lost"] for row in rows[:MOST_FEATURES]}
    says = f"{newest_models.name(model)} leans on {rows[0]['feature'].replace('_', ' ')} most. "
    says += "Features that say the same share their worth, and none is a cause."
    return Exhibit(says, draw.bars(drawn, "AUC lost when a feature is shuffled", "{:.4f}"))


def _fairness(lake: Lakehouse) -> Exhibit:
    """Whose bad outcomes are overlooked more often: help withheld."""
    model = newest_models.best(lake)
    rows = newest_models.of(model, asking.told(lake.view, FAIRNESS)) if model else []
    if not model or not rows:
        return Exhibit("No model has been audited yet.")
    known = [row for row in rows if not row["is_too_small"] and row["fnr_ratio_low"] is not None]
    found = [
        (f"{row['attribute'].replace('_', ' ')}: {row['whom']}", *_ratio(row), _verdict(row))
        for row in known
        if row["whom"] != row["largest"]
    ]
    apart = sum(colour == draw.POOR for *_, colour in found)
    says = f"{newest_models.name(model)}: {apart} of {len(found)} groups are overlooked more often than their "
    says += "attribute's largest group, beyond the 95 % interval. "
    says += f"Too small to say: {len(rows) - len(known)}."
    axis = "bad outcomes not selected, beside the largest group's; 1 is the same, more is help withheld"
    figure = draw.intervals(found, FAIRNESS.title, axis, 1) if found else None
    names = list(FAIRNESS.columns)[2:]
    head = [FAIRNESS.columns[name].words for name in names]
    return Exhibit(says, figure, head, [tuple(row[name] for name in names) for row in rows])


@asks(MODELS, METRICS, PREDICTIONS)
def lists(lake: Lakehouse) -> Exhibit:
    """The newest list of each model: how many are in which band, and how many can be helped."""
    rows = [
        (model, day, lake.rows(COUNTED.format(model=model["model_version"], day=day))) for model, day in _lists(lake)
    ]
    if not rows:
        return Exhibit("There is no list yet: run ml_score.")
    drawn = {
        f"{newest_models.name(model)}\non {day}": {
            band: sum(row["students"] for row in counted if row["band"] == band) for band in BANDS
        }
        for model, day, counted in rows
    }
    used = {band: colour for band, colour in BANDS.items() if any(parts[band] for parts in drawn.values())}
    counts = [(sum(r["students"] for r in counted), sum(r["selected"] for r in counted)) for *_, counted in rows]
    table = [(newest_models.name(model), day, *both) for (model, day, _), both in zip(rows, counts, strict=True)]
    students, selected = map(sum, zip(*counts, strict=True))
    says = f"{selected:,} of {students:,} rows are selected: as many as can be helped."
    head = ("model", "as of", "students", "selected")
    return Exhibit(says, draw.shares(drawn, "Students on the newest lists, by band of risk", used), head, table)


@asks(MODELS, METRICS, PREDICTIONS)
def top_of_the_list(lake: Lakehouse) -> Exhibit:
    """The first of the newest list, with reasons; students are named only where identified = "yes"."""
    found = _lists(lake)
    if not found:
        return Exhibit("There is no list yet: run ml_score.")
    model, day = found[0]
    rows = lake.rows(TOP.format(model=model["model_version"], day=day))
    named = parameters.is_yes("identified", lake.parameters["identified"])
    hidden = () if named else ("student_id",)
    says = f"{newest_models.name(model)} on {day}. " + (
        "" if named else 'Who they are is shown with identified = "yes". '
    )
    says += (
        "" if model["status"] == READY else f"It is {model['status']}: the order is the rule's, without probabilities."
    )
    shown = [{name: value for name, value in row.items() if name not in hidden} for row in rows]
    head = [name.replace("_", " ") for name in (shown[0] if shown else {})]
    return Exhibit(says.strip(), None, head, [tuple(row.values()) for row in shown])


@asks(MODELS, METRICS)
def interventions(lake: Lakehouse) -> Exhibit:
    """What helping one selected student would be worth, if help had an effect that somebody assumes."""
    choices = lake.settings.early_warning
    cost, value = float(choices.intervention_cost), float(choices.success_value)
    known = [row for row in newest_models.newest(lake) if row[PRECISION] is not None]
    if not known:
        return Exhibit("No model has been judged yet on a list that may be told of.")
    rows = [
        (
            newest_models.name(row),
            row[PRECISION],
            worth.break_even(row[PRECISION], cost, value),
            *[one.net_value for one in assumed],
        )
        for row in known
        for assumed in [worth.assumed(row[PRECISION], cost, value)]
    ]
    says = f"ASSUMPTIONS: help costs {cost:,.0f}, a bad outcome avoided is worth {value:,.0f}. No model knows what "
    says += "help changes: its effects, shares of those at risk whom it keeps from it, were found or assumed elsewhere."
    effects = [f"{effect:.0%}" for effect in worth.ASSUMED_EFFECTS]
    series = {row[0]: list(zip(worth.ASSUMED_EFFECTS, row[3:], strict=True)) for row in rows}
    figure = draw.lines(
        series, "Net value per selected student, by assumed effect", "in the currency of cost and value"
    )
    head = ("model", "precision", "pays from an effect of", *[f"net at {effect}" for effect in effects])
    return Exhibit(says, figure, head, rows)


@asks(DRIFT)
def drift(lake: Lakehouse) -> Exhibit:
    """Where the students of a list are unlike those that its model learned from."""
    rows = lake.rows(UNLIKE)
    if not rows:
        return Exhibit("The students of no list are unlike those that its model learned from.")
    says = f"On {rows[0]['as_of_date']} and before, {len(rows)} figures are worth a look (25 at most are shown)."
    return Exhibit(says, None, [name.replace("_", " ") for name in rows[0]], [tuple(row.values()) for row in rows])


def _lists(lake: Lakehouse) -> list[tuple[Row, dt.date]]:
    """Models with their newest list: those that may show probabilities, and those that look late, first."""
    days = {row["model_version"]: row["day"] for row in lake.rows(NEWEST_PREDICTIONS)}
    listed = [row for row in newest_models.newest(lake) if row["model_version"] in days]
    listed.sort(key=lambda row: (row["status"] != READY, -(row["share"] or 0)))
    return [(row, days[row["model_version"]]) for row in listed]


def _interval(row: Row) -> tuple[float, float]:
    return row["auc"] - Z95 * (row["auc_error"] or 0), row["auc"] + Z95 * (row["auc_error"] or 0)


def _ratio(row: Row) -> tuple[float, float, float]:
    return float(row["fnr_ratio"]), float(row["fnr_ratio_low"]), float(row["fnr_ratio_high"])


def _verdict(row: Row) -> str:
    return draw.POOR if row["fnr_ratio_low"] > 1 else draw.BLUE

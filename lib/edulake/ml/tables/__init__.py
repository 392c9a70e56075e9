"""What early warning writes: models, how good they are, for whom, why, and their lists."""

from edulake.ml.tables.audit import CALIBRATION, DRIFT_BASELINE, FAIRNESS, IMPORTANCE, METRICS
from edulake.ml.tables.lists import BACKTEST, DRIFT, PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.ml.tables.next_lessons import ML_NEXT_LESSONS, NEXT_LESSONS
from edulake.ml.tables.review_due import ML_REVIEW_DUE, REVIEW_DUE
from edulake.ml.tables.segments import LEARNER_SEGMENTS, ML_SEGMENTS

TABLES = (
    MODELS,
    METRICS,
    CALIBRATION,
    FAIRNESS,
    IMPORTANCE,
    PREDICTIONS,
    DRIFT_BASELINE,
    DRIFT,
    BACKTEST,
    ML_SEGMENTS,
    LEARNER_SEGMENTS,
    ML_NEXT_LESSONS,
    NEXT_LESSONS,
    ML_REVIEW_DUE,
    REVIEW_DUE,
)

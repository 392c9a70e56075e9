"""Early warning in DuckDB and scikit-learn, for comparison: OULAD's files to AUCs, nothing checked, kept or explained.

Features as of a day from results and clicks, raw and as z-scores within the course run; boosted trees and logistic
regression averaged. Prints one JSON line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

if TYPE_CHECKING:
    import pandas as pd

SHARES = (0.2, 0.4, 0.6)
CAPACITY = 0.2
RUN = ("code_module", "code_presentation")
RULE = "mean_score_z"

CLICKS = """
CREATE TABLE clicks AS
SELECT code_module, code_presentation, id_student, "date", sum(sum_click) AS clicks, count(DISTINCT id_site) AS sites,
       sum(sum_click) FILTER (activity_type = 'quiz') AS quiz,
       sum(sum_click) FILTER (activity_type = 'forumng') AS forum,
       sum(sum_click) FILTER (activity_type = 'oucontent') AS content,
       sum(sum_click) FILTER (activity_type = 'homepage') AS home,
       sum(sum_click) FILTER (activity_type = 'resource') AS files
FROM read_csv('{oulad}/studentVle.csv.gz')
LEFT JOIN (SELECT id_site, activity_type FROM read_csv('{oulad}/vle.csv')) USING (id_site)
GROUP BY ALL
"""
POPULATION = """
CREATE OR REPLACE TABLE people AS
SELECT code_module, code_presentation, id_student, final_result IN ('Fail', 'Withdrawn') AS label,
       round({share} * module_presentation_length)::INT AS day, -date_registration AS enrolled_early
FROM read_csv('{oulad}/studentInfo.csv') AS info
JOIN read_csv('{oulad}/studentRegistration.csv') AS registered USING (code_module, code_presentation, id_student)
JOIN read_csv('{oulad}/courses.csv') AS courses USING (code_module, code_presentation)
WHERE date_registration < day AND (date_unregistration IS NULL OR date_unregistration >= day)
"""
WORK = """
CREATE OR REPLACE TABLE work AS
SELECT p.code_module, p.code_presentation, p.id_student, count(*) AS work_due,
       avg((s.id_student IS NULL)::INT) AS missing,
       avg(coalesce(s.score, 0)) AS mean_score, avg(s.score) AS submitted_score,
       sum(coalesce(s.score, 0) * weight) / nullif(sum(weight), 0) AS weighted_score,
       min(coalesce(s.score, 0)) AS lowest_score, max_by(coalesce(s.score, 0), (a.date, a.id_assessment)) AS last_score,
       regr_slope(coalesce(s.score, 0), a.date) * 28 AS score_trend, avg(a.date - date_submitted) AS days_early,
       sum(coalesce(is_banked, 0)) AS banked
FROM people p
JOIN read_csv('{oulad}/assessments.csv') a USING (code_module, code_presentation)
LEFT JOIN read_csv('{oulad}/studentAssessment.csv') s
       ON s.id_assessment = a.id_assessment AND s.id_student = p.id_student AND s.date_submitted < p.day
WHERE a.date < p.day
GROUP BY ALL
"""
ACTIVITY = """
CREATE OR REPLACE TABLE activity AS
SELECT code_module, code_presentation, id_student, ln(1 + sum(clicks)) AS clicks, count(*) AS active_days,
       ln(1 + sum(clicks) FILTER (day - "date" <= 28)) AS clicks_28, count(*) FILTER (day - "date" <= 28) AS days_28,
       ln(1 + sum(clicks) FILTER (day - "date" <= 14)) AS clicks_14, count(*) FILTER (day - "date" <= 14) AS days_14,
       ln(1 + sum(clicks) FILTER (day - "date" <= 7)) AS clicks_7, count(*) FILTER (day - "date" <= 7) AS days_7,
       min(day - "date") AS days_inactive, ln(1 + sum(sites)) AS sites, ln(1 + sum(quiz)) AS quiz,
       ln(1 + sum(forum)) AS forum, ln(1 + sum(content)) AS content, ln(1 + sum(home)) AS home,
       ln(1 + sum(files)) AS files
FROM clicks JOIN people USING (code_module, code_presentation, id_student)
WHERE "date" < day
GROUP BY ALL
"""
EXAMPLES = """
SELECT * FROM people LEFT JOIN work USING (code_module, code_presentation, id_student)
LEFT JOIN activity USING (code_module, code_presentation, id_student) ORDER BY ALL
"""


def examples(database: duckdb.DuckDBPyConnection, oulad: Path, share: float) -> pd.DataFrame:
    """Everybody still enrolled at a share of the run, with all features and their z-scores."""
    for query in (POPULATION, WORK, ACTIVITY):
        database.execute(query.format(oulad=oulad, share=share))
    rows = database.sql(EXAMPLES).df()
    names = [name for name in rows.columns if name not in {*RUN, "id_student", "label", "day"}]
    values = rows[names].astype(float).fillna({"days_inactive": 60.0}).fillna(0.0)
    peers = values.groupby([rows[name] for name in RUN])
    spread = peers.transform(lambda column: column.std(ddof=0))
    scores = ((values - peers.transform("mean")) / spread.where(spread > 1e-9)).fillna(0.0)
    return rows[[*RUN, "id_student", "label"]].join(values).join(scores.add_suffix("_z"))


def figures(rows: pd.DataFrame, train: list[str], test: str) -> dict[str, float]:
    """AUC, that of the rule, and precision within capacity; who is in both cohorts does not train."""
    tested = rows[rows["code_presentation"] == test]
    trained = rows[rows["code_presentation"].isin(train) & ~rows["id_student"].isin(tested["id_student"])]
    names = [name for name in rows.columns if name not in {*RUN, "id_student", "label"}]
    models = (
        HistGradientBoostingClassifier(learning_rate=0.05, max_iter=150, max_leaf_nodes=15, random_state=1),
        make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=500)),
    )
    scores = [m.fit(trained[names], trained["label"]).predict_proba(tested[names])[:, 1] for m in models]
    score = np.mean(scores, axis=0)
    first = np.argsort(-score)[: int(np.ceil(CAPACITY * len(score)))]
    return {
        "n": len(tested),
        "auc": round(roc_auc_score(tested["label"], score), 4),
        "rule_auc": round(roc_auc_score(tested["label"], -tested[RULE]), 4),
        "precision_at_capacity": round(float(tested["label"].to_numpy()[first].mean()), 4),
    }


def main(oulad: Path, train: list[str], test: str) -> None:
    database = duckdb.connect()
    database.execute(CLICKS.format(oulad=oulad))
    found = [{"share": share, **figures(examples(database, oulad, share), train, test)} for share in SHARES]
    print(json.dumps({"cut_offs": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3])

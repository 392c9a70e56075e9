# Databricks notebook source
# MAGIC %md
# MAGIC # Languages: how many learn, how far do they get, and what of it is more than chance?
# MAGIC
# MAGIC With `run = "yes"` the jobs `gold_aggregate`, `ml_train` and `ml_score` run first: the last two train and apply
# MAGIC all models, look for segments of learners, and judge and offer next lessons. Nobody is named, and nothing is
# MAGIC told of fewer than ten learners.

# COMMAND ----------

catalog = ""
warehouse = ""
landing = ""
conf = ""
run = "no"

# COMMAND ----------

from edulake.jobs import gold_aggregate, ml_score, ml_train
from edulake.serving import notebook
from edulake.serving.notebook import language

lake = notebook.opened(globals(), gold_aggregate, ml_train, ml_score)
lake

# COMMAND ----------

# MAGIC %md
# MAGIC ## Who learns, at which level, and how long does a level take?
# MAGIC A level that a test recommends once is not reached: it is confirmed by the next one. Days to a level count those
# MAGIC who are still on their way for as long as they are seen: the mean of those who made it would be too short.

# COMMAND ----------

language.learners(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Who comes back?
# MAGIC A cell of the matrix is empty until everybody who began in its month has been seen for so long, and where few
# MAGIC came back, or all but few.

# COMMAND ----------

language.coming_back(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Do lessons and topics differ, which errors are made, and what is due for review?
# MAGIC Learners choose their lessons, and good ones choose others: each learner is compared with the learner's own
# MAGIC tests, before and after. Where chance alone would tell as much, there is no order. A skill is due when half of
# MAGIC it is left, where half-lives foretell tests better than one share for all.

# COMMAND ----------

language.lessons_and_topics(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Are there kinds of learners?
# MAGIC Any learners can be cut into groups. These count if they are found again in other draws of the same learners,
# MAGIC and are further apart than chance alone puts them.

# COMMAND ----------

language.segments(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## What did the experiments show?
# MAGIC First whether learners are divided as they were to be. If not, nothing else is told.

# COMMAND ----------

language.experiments(lake)

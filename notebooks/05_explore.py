# Databricks notebook source
# MAGIC %md
# MAGIC # Explore: what is there, and a question of your own
# MAGIC
# MAGIC `question` is any SELECT over tables named as `layer.table`, with the catalog before it or not; `student` is the
# MAGIC id of somebody whose year you may see.

# COMMAND ----------

catalog = ""
warehouse = ""
conf = ""
student = ""
question = "SELECT risk_level, count(*) AS students FROM gold.student_performance_aggregates GROUP BY 1 ORDER BY 1"

# COMMAND ----------

from edulake.serving import notebook
from edulake.serving.notebook import explore

lake = notebook.opened(globals(), also=("student", "question"))
lake

# COMMAND ----------

explore.tables(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Over time

# COMMAND ----------

explore.months(lake)

# COMMAND ----------

explore.absence_by_weekday(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## One student's year

# COMMAND ----------

explore.one_student(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Your own question

# COMMAND ----------

explore.answer(lake)

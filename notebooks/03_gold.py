# Databricks notebook source
# MAGIC %md
# MAGIC # Gold: who does well, who is at risk, and what is hard?
# MAGIC
# MAGIC With `run = "yes"` the job `gold_aggregate` runs first. The figures describe what was; what will be is the
# MAGIC next notebook's.

# COMMAND ----------

catalog = ""
warehouse = ""
landing = ""
conf = ""
run = "no"

# COMMAND ----------

from edulake.jobs import gold_aggregate
from edulake.serving import notebook
from edulake.serving.notebook import gold

lake = notebook.opened(globals(), gold_aggregate)
lake

# COMMAND ----------

# MAGIC %md
# MAGIC ## Who is here, who teaches them, and who can be reached

# COMMAND ----------

gold.people(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Performance and engagement
# MAGIC High, Medium and Low: scores from 85, from 70 and under 70; engagement from 80, from 60 and under 60. That two
# MAGIC things go together does not say that one makes the other.

# COMMAND ----------

gold.performance_and_engagement(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Risk, what is hard, what is finished, and how cohorts and classes do

# COMMAND ----------

gold.learning(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Which standards are mastered, and which skills grow
# MAGIC A standard is mastered from 85 on, by the latest score of the school year. Levels of skills are no grades.

# COMMAND ----------

gold.curriculum(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## What is hard in which grade

# COMMAND ----------

gold.difficulty(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Absence, incidents, discipline and vaccination
# MAGIC What is sensitive is told of ten students or more, and where ten or more are not of it.

# COMMAND ----------

gold.wellbeing(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## What students, parents and staff say
# MAGIC Of surveys is told what ten or more are in favour of, and ten or more are not, and of no school alone.

# COMMAND ----------

gold.voices(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Admissions

# COMMAND ----------

gold.operations(lake)

# Databricks notebook source
# MAGIC %md
# MAGIC # Silver: what became of each record, and how good is what was kept?
# MAGIC
# MAGIC A record is accepted, refused, a duplicate or stale: exactly one of them. With `run = "yes"` the job
# MAGIC `silver_cleanse` runs first.

# COMMAND ----------

catalog = ""
warehouse = ""
landing = ""
conf = ""
run = "no"

# COMMAND ----------

from edulake.jobs import silver_cleanse
from edulake.serving import notebook
from edulake.serving.notebook import silver

lake = notebook.opened(globals(), silver_cleanse)
lake

# COMMAND ----------

# MAGIC %md
# MAGIC ## The balance, and what was refused
# MAGIC A refused record waits in `ops.quarantine` with its text and its reasons; `replay` tries it again once a rule
# MAGIC or the source was mended.

# COMMAND ----------

silver.operations(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## What was kept with a fault
# MAGIC A fault of one field leaves that field empty, and the rest of the row counts.

# COMMAND ----------

silver.faults(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Quality of the results

# COMMAND ----------

silver.quality(lake)

# COMMAND ----------

silver.scores(lake)

# COMMAND ----------

silver.attendance(lake)

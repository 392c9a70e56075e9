# Databricks notebook source
# MAGIC %md
# MAGIC # Bronze: is everything here that was delivered?
# MAGIC
# MAGIC Every record of every source lies in a bronze table exactly as it came, with the file and the load that
# MAGIC brought it. With `run = "yes"` the job `bronze_ingest` runs first. The parameters may be widgets (Databricks),
# MAGIC parameters of the notebook (AIDP) or papermill's; left empty, a place is the configured one.

# COMMAND ----------

catalog = ""
warehouse = ""
landing = ""
conf = ""
run = "no"

# COMMAND ----------

from edulake.jobs import bronze_ingest
from edulake.serving import notebook
from edulake.serving.notebook import bronze

lake = notebook.opened(globals(), bronze_ingest)
lake

# COMMAND ----------

# MAGIC %md
# MAGIC ## What came in
# MAGIC A file that came before, under whatever name, is redelivered: counted, not loaded. One that is still being
# MAGIC written is hidden and taken later.

# COMMAND ----------

bronze.deliveries(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Where it lies

# COMMAND ----------

bronze.tables(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Where a row comes from

# COMMAND ----------

bronze.provenance(lake)

# COMMAND ----------

bronze.unreadable(lake)

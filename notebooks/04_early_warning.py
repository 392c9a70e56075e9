# Databricks notebook source
# MAGIC %md
# MAGIC # Early warning: may the models be believed, whom do they name, and would help pay?
# MAGIC
# MAGIC With `run = "yes"` the jobs `ml_train` and `ml_score` run first; a model that would learn nothing new is not
# MAGIC trained again. A model that does not beat a one-feature rule beyond its error, or is badly calibrated, shows
# MAGIC no probability.

# COMMAND ----------

catalog = ""
warehouse = ""
landing = ""
conf = ""
run = "no"
identified = "no"

# COMMAND ----------

from edulake.jobs import ml_score, ml_train
from edulake.serving import notebook
from edulake.serving.notebook import early_warning

lake = notebook.opened(globals(), ml_train, ml_score, also=("identified",))
lake

# COMMAND ----------

# MAGIC %md
# MAGIC ## May they be believed, what do they look at, and whom do they overlook?
# MAGIC All figures are of a later cohort than any that a model learned from.

# COMMAND ----------

early_warning.models(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## The lists
# MAGIC A list is where a conversation starts. It decides nothing.

# COMMAND ----------

early_warning.lists(lake)

# COMMAND ----------

early_warning.top_of_the_list(lake)

# COMMAND ----------

early_warning.drift(lake)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Would help pay?

# COMMAND ----------

early_warning.interventions(lake)

"""What reads the bundle as Databricks does needs its package, which is installed beside Spark 4.2 only."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("databricks") else ["test_databricks.py"]

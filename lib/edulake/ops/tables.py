"""Tables about the work itself: what was refused, what every run did, and which files bronze took."""

from __future__ import annotations

from edulake.contract.table import Column, Table

QUARANTINE = Table(
    layer="ops",
    name="quarantine",
    meaning="What was refused, record by record or file by file, and why; a record's payload goes with its bronze.",
    columns=(
        Column("source_system", "STRING", "Source that delivered it", nullable=False),
        Column("quarantined_at", "TIMESTAMP", "Start of the run that refused it, UTC", nullable=False),
        Column("subject", "STRING", "Subject it was meant for; the bronze table for a whole file", nullable=False),
        Column("status", "STRING", "OPEN, or RESOLVED once a later run found a place for it", nullable=False),
        Column(
            "quarantine_id",
            "STRING",
            "Identity of the refused record: source, subject, file, payload, ordinal",
            personal="sensitive",
        ),
        Column("reason_codes", "ARRAY<STRING>", "Every rule that it breaks", nullable=False),
        Column("raw_payload", "STRING", "The record as delivered; null for a whole file", personal="sensitive"),
        Column("payload_form", "STRING", "verbatim, json (raw strings), base64 (not UTF-8), withheld, key, or file"),
        Column("advice", "STRING", "What to do, for a refused file"),
        Column("source_file", "STRING", "File below the landing folder"),
        Column("source_file_sha256", "STRING", "Identity of the file's content", personal="direct"),
        Column("source_file_modified_at", "TIMESTAMP", "Modification time of the file, UTC"),
        Column("source_file_bytes", "BIGINT", "Size of the file"),
        Column("record_hash", "BIGINT", "Hash of the delivered record", personal="direct"),
        Column("ordinal", "INT", "Number among equal payloads of one file, from 1"),
        Column("bronze_batch_id", "STRING", "Bronze batch of the record"),
        Column(
            "rule_version", "STRING", "Fingerprint of the file's settings: a file refused under others is tried again"
        ),
        Column("run_id", "STRING", "Run that refused it", nullable=False),
        Column("resolved_at", "TIMESTAMP", "Start of the run that accepted it, UTC"),
        Column("resolved_run_id", "STRING", "Run that accepted it"),
        Column(
            "places",
            "ARRAY<STRING>",
            "Of a record that is several rows, the columns at fault, or other places in it; the rest of it was taken",
            personal="sensitive",
        ),
    ),
    key=("quarantine_id",),
    cluster_by=("source_system", "quarantined_at"),
    statistics=("subject", "status"),
    deletion_vectors=True,
)

# What becomes of a record that a job looked at: exactly one of these, columns of ops.job_runs.
FATES = ("accepted", "quarantined", "duplicate", "stale", "out_of_scope")

JOB_RUNS = Table(
    layer="ops",
    name="job_runs",
    meaning="One row for each run of a job, subject or product, and input: what came in and what became of it.",
    columns=(
        Column(
            "job",
            "STRING",
            "bronze_ingest, silver_cleanse, gold_aggregate, maintain or retain; what was called, e.g. pipeline, if it"
            " failed",
            nullable=False,
        ),
        Column("started_at", "TIMESTAMP", "Start of the run, UTC", nullable=False),
        Column("run_id", "STRING", "Identity of the run", nullable=False),
        Column("ended_at", "TIMESTAMP", "End of the run, UTC", nullable=False),
        Column(
            "status",
            "STRING",
            "SUCCESS, PARTIAL (a part was refused or taken back, the rest is done) or FAILED",
            nullable=False,
        ),
        Column(
            "error_code", "STRING", "Kind of error for which it failed, or is partial: the `error` of its last line"
        ),
        Column("table_name", "STRING", "Table written"),
        Column("input_table", "STRING", "Table read; null where files are read"),
        Column("source_system", "STRING", "Source; null for products, which mix sources"),
        Column("files_new", "INT", "Files loaded"),
        Column("files_redelivered", "INT", "Files whose content was already there, under any name"),
        Column("files_refused", "INT", "Files that went to quarantine as a whole"),
        Column("files_empty", "INT", "Files without a record"),
        Column("files_hidden", "INT", "Files left alone because their name says they are half-written"),
        Column("records_in", "BIGINT", "Records delivered, or bronze rows read"),
        Column("records_revisited", "BIGINT", "Earlier bronze rows read again because a row they refer to changed"),
        Column("accepted", "BIGINT", "Rows that became the current row of their key"),
        Column("quarantined", "BIGINT", "Rows refused"),
        Column("duplicate", "BIGINT", "Rows with the key and content of another"),
        Column("stale", "BIGINT", "Rows older than the current row of their key"),
        Column(
            "out_of_scope",
            "BIGINT",
            "Sound rows about somebody else, such as staff and parents among users; only bronze keeps them",
        ),
        Column(
            "unknown_references", "BIGINT", "Rows written that name a student, course or class that no table knows yet"
        ),
        Column("batch_from", "BIGINT", "First bronze batch"),
        Column("batch_to", "BIGINT", "Last bronze batch: the next run starts after it"),
        Column("input_version", "BIGINT", "Version of the input table up to which it was read"),
        Column("version_before", "BIGINT", "Version of the written table before; null when the run created it"),
        Column("version_after", "BIGINT", "Version of the written table after"),
        Column(
            "fingerprint",
            "STRING",
            "Hashes of the settings and of the code that the table was made by, as settings.code",
        ),
        Column("note", "STRING", "What a person should know: columns missing from a file, files left alone"),
        Column(
            "candidates",
            "BIGINT",
            "Rows that the records were spread to, such as one a column of a wide file; null where a record is one row",
        ),
        Column("erased", "BIGINT", "Records delivered about people who were erased: bronze did not take them"),
        Column(
            "records_lost",
            "BIGINT",
            "Offsets of a topic that were gone before they were read, and that a person let go; null where none were",
        ),
        Column(
            "faulty", "BIGINT", "Of the accepted, those that carry an issue code; null of runs before it was counted"
        ),
        Column(
            "quality_points",
            "BIGINT",
            "Sum of data_quality_score of the accepted, in hundredths; null for subjects without that score",
        ),
        Column(
            "milliseconds",
            "BIGINT",
            "How long the work on the table took: all cost of a table is in the first of its rows of a run, else null",
        ),
        Column(
            "cpu_milliseconds",
            "BIGINT",
            "CPU time that it took, of all cores; null where Spark works in processes that are not this machine's",
        ),
        Column(
            "bytes_written",
            "BIGINT",
            "Bytes of data files that its commits added; null where its log is not on a disk of this machine",
        ),
        Column(
            "peak_memory_bytes",
            "BIGINT",
            "Memory that the job and its Spark had at most since they started, at the end of it; null as CPU time",
        ),
    ),
    cluster_by=("job", "started_at"),
    statistics=("status", "source_system"),
)

DELIVERIES = Table(
    layer="ops",
    name="deliveries",
    meaning="One row for each file that bronze took: what it is known by, when it came, and what became of its load.",
    columns=(
        Column("source_system", "STRING", "Source that delivered it", nullable=False),
        Column("table_name", "STRING", "Bronze table that took it", nullable=False),
        Column(
            "status",
            "STRING",
            "HELD, or REMOVED by retention (REMOVING right before); else it is loaded again: LOST where bronze was"
            " restored, TAKEN_BACK where it did not balance",
            nullable=False,
        ),
        Column(
            "delivery_id",
            "STRING",
            "Identity: table, source, batch, file and content",
            nullable=False,
            personal="direct",
        ),
        Column("source_file", "STRING", "File below the landing folder", nullable=False),
        Column("source_file_sha256", "STRING", "Identity of the file's content", nullable=False, personal="direct"),
        Column("source_file_bytes", "BIGINT", "Size of the file as delivered"),
        Column("source_file_modified_at", "TIMESTAMP", "Modification time of the file, UTC"),
        Column("delivered_at", "TIMESTAMP", "Date of the delivery folder, else the modification time, UTC"),
        Column("is_snapshot", "BOOLEAN", "Whether the delivery holds every record there is"),
        Column("batch_number", "BIGINT", "Number of the load within its table"),
        Column("records", "BIGINT", "Records that were written of it"),
        Column("ingestion_timestamp", "TIMESTAMP", "Start of the run that loaded it, UTC"),
        Column("run_id", "STRING", "Run that loaded it"),
        Column(
            "bronze_version", "BIGINT", "Version of the bronze table that has it, the first one where that is known"
        ),
        Column("checked_version", "BIGINT", "Version of the bronze table that the row was last compared with"),
        Column("note", "STRING", "What a person let pass: the share that a snapshot lacked of the one before it"),
    ),
    key=("delivery_id",),
    cluster_by=("table_name", "source_system"),
    statistics=("status",),
)

AGENT_CALLS = Table(
    layer="ops",
    name="agent_calls",
    meaning="One row for each call of an agent (edulake mcp): what was asked and how much was told, never a value.",
    columns=(
        Column("called_at", "TIMESTAMP", "Start of the call, UTC", nullable=False),
        Column("session_id", "STRING", "Identity of the server's process, one for each client", nullable=False),
        Column("tool", "STRING", "Tool that was called; other for a name that is none of them", nullable=False),
        Column(
            "question", "STRING", "Names of the questions whose cells were read, with a comma between; null if none"
        ),
        Column(
            "status",
            "STRING",
            "ANSWERED, CUT (not all rows were told), REFUSED (may not, or cannot, be asked), TIMED_OUT or FAILED",
            nullable=False,
        ),
        Column("rows_told", "BIGINT", "Rows of the answer", nullable=False),
        Column("seconds", "DOUBLE", "Seconds that it took", nullable=False),
    ),
    key=("session_id", "called_at"),
    cluster_by=("tool", "called_at"),
    statistics=("status",),
)

ERASURES = Table(
    layer="ops",
    name="erasures",
    meaning="One row for each person who was erased, and response: a mark by which what comes again is refused, no id.",
    columns=(
        Column("mark", "STRING", "HMAC-SHA256 of whom, by a key outside of the warehouse", False, personal="direct"),
        Column("erased_at", "TIMESTAMP", "Start of the run that erased them, UTC", nullable=False),
        Column("run_id", "STRING", "Run that erased them", nullable=False),
        Column(
            "kind",
            "STRING",
            "student, staff, guardian or applicant; response for what one of them said in a survey",
            nullable=False,
        ),
        Column("source_system", "STRING", "The only source whose records went; null where all did"),
        Column(
            "status", "STRING", "STARTED; DONE once no byte was left: what was not done is erased again", nullable=False
        ),
        Column("is_counterpart", "BOOLEAN", "Whether it is another id of a person who was named", nullable=False),
        Column("rows_removed", "BIGINT", "Rows of all tables that went in that run, of all whom it erased"),
        Column("files_removed", "INT", "Files of the landing folder that went in that run"),
        Column("ended_at", "TIMESTAMP", "End of the run that erased them, UTC"),
    ),
    key=("mark",),
    cluster_by=("kind", "erased_at"),
)

TABLES = (QUARANTINE, JOB_RUNS, DELIVERIES, ERASURES, AGENT_CALLS)

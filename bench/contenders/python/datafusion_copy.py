"""DataFusion: one statement from the folder of files to one of Parquet."""

import tell_peak  # noqa: F401

import sys

from datafusion import SessionContext

source, out = sys.argv[1:]
context = SessionContext()
# Looks at all records for their fields: by the first thousand it takes a later field for one that is always null.
context.register_json("logs", source, file_extension=".jsonl", schema_infer_max_records=1_000_000_000)
context.table("logs").write_parquet(out, compression="zstd", compression_level=3)

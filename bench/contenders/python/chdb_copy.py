"""chDB: ClickHouse in the process, one statement from the files to Parquet."""

import tell_peak  # noqa: F401

import sys

import chdb

source, out = sys.argv[1:]
chdb.query(
    f"INSERT INTO FUNCTION file('{out}', Parquet) SELECT * FROM file('{source}/*.jsonl', JSONEachRow) "
    "SETTINGS output_format_parquet_compression_method = 'zstd', schema_inference_mode = 'union', schema_inference_make_columns_nullable = 1"
)

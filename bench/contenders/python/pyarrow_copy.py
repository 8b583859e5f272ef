"""pyarrow: each file is read by itself, and all are written as one table."""

import tell_peak  # noqa: F401

import glob
import os
import sys

import pyarrow
import pyarrow.json
import pyarrow.parquet

source, out = sys.argv[1:]
options = pyarrow.json.ReadOptions(block_size=16 << 20)
tables = [
    pyarrow.json.read_json(path, read_options=options)
    for path in sorted(glob.glob(os.path.join(source, "*.jsonl")))
]
table = pyarrow.concat_tables(tables, promote_options="permissive")
pyarrow.parquet.write_table(table, out, compression="zstd")

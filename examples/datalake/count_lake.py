"""What lies in the lake, a line of JSON for each day: count_lake.py LAKE

With Spark's own reader, because it knows which files count: an interrupted batch leaves Parquet files that
_spark_metadata does not list, and a reader that takes every file sees their rows twice.
"""

import json
import sys

from pyspark.sql import functions as f
from session import start_spark

(folder,) = sys.argv[1:]
spark = start_spark("count_lake")
lake = spark.read.parquet(folder)

# The sum of the CRC-32 does not depend on the order of rows. readings.ts takes it of the same text.
row = f.concat_ws("|", "station", f.col("bikes").cast("string"), f.col("atMs").cast("string"))
days = lake.groupBy(f.col("day").cast("string")).agg(
    f.count("*").alias("count"),
    f.countDistinct("partition", "offset").alias("distinct"),
    f.sum(f.crc32(row.cast("binary"))).alias("checksum"),
)
for day in days.orderBy("day").collect():
    print(json.dumps(day.asDict()))
spark.stop()

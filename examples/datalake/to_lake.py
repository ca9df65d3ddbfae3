"""Kafka → Parquet, a folder for each day: to_lake.py SERVERS TOPIC LAKE CHECKPOINT continuous|rest

'continuous' looks for new messages until somebody ends it. 'rest' takes what is in the topic now, and ends.
"""

import json
import sys

from pyspark.sql import functions as f
from session import start_spark

servers, topic, lake, checkpoint, mode = sys.argv[1:]
spark = start_spark("to_lake")

messages = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", servers)
    .option("subscribe", topic)
    .option("startingOffsets", "earliest")  # of the first start; afterwards the checkpoint knows better
    .option("maxOffsetsPerTrigger", 4000)  # small batches, so that there is a middle to be stopped in
    .load()
)
# Fields that are missing or malformed become null, and the reading stays.
reading = f.from_json(f.col("value").cast("string"), "station string, bikes int, atMs long")
readings = (
    messages.select(reading.alias("reading"), "partition", "offset")
    .select("reading.*", "partition", "offset")
    .withColumn("day", f.to_date(f.timestamp_millis("atMs")))
)
query = (
    readings.writeStream.format("parquet")
    .partitionBy("day")
    .option("path", lake)
    .option("checkpointLocation", checkpoint)  # which offsets are in the lake: not Kafka's consumer group
    .trigger(**({"availableNow": True} if mode == "rest" else {"processingTime": "500 milliseconds"}))
    .start()
)

told = -1
while True:
    ended = query.awaitTermination(0.2)
    for progress in query.recentProgress:
        if progress["batchId"] > told and progress["numInputRows"] > 0:
            told = progress["batchId"]
            print(json.dumps({"batch": told, "rows": progress["numInputRows"]}), flush=True)
    if ended:
        break
spark.stop()

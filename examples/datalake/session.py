"""One small Spark for both programs: two threads and 1 GB, on this machine alone."""

import glob
import os
import sys
import threading

from pyspark.sql import SparkSession


def start_spark(name: str) -> SparkSession:
    """SPARK_JARS is the folder of what pom.xml lists."""
    end_with_parent()
    spark = (
        SparkSession.builder.appName(name)
        .master("local[2]")
        .config("spark.driver.memory", "1g")
        .config("spark.driver.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")  # quick to start
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.jars", ",".join(sorted(glob.glob(os.path.join(os.environ["SPARK_JARS"], "*.jar")))))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        # Which day a reading belongs to depends on it: never leave it to the machine's own zone.
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def end_with_parent() -> None:
    """main.ts holds our stdin open while it lives; Spark's Java process follows us in the same way."""

    def wait() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()

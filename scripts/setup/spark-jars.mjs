// Spark's connector to Kafka for the example datalake, whose pom.xml lists it. Spark itself comes with PySpark.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { copyJars, digestOf } from './kafka-jars.mjs'

/** The folder of the jars. A changed pom.xml gives another one. */
export function sparkJars(root) {
  return path.join(root, '.cache', 'spark', digestOf(pomOf(root)))
}

export function hasSparkJars({ root }) {
  return existsSync(sparkJars(root))
}

export async function fetchSparkJars(site) {
  site.doing("Spark's connector to Kafka: by Maven, about 10 MB, for the example datalake")
  await copyJars(site, pomOf(site.root), sparkJars(site.root))
}

function pomOf(root) {
  return path.join(root, 'examples', 'datalake', 'pom.xml')
}

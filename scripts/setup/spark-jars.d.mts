// Types of spark-jars.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** The folder of the jars. A changed pom.xml gives another one. */
export function sparkJars(root: string): string

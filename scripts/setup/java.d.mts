// Types of java.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** A Java new enough for Kafka; null when there is none. */
export function findJava(): { command: string; version: number } | null

/** Empty where there is Maven. */
export function mavenNeeds(): object[]

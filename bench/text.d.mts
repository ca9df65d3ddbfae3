// Types of text.mjs for TypeScript. Written by hand: keep beside it, change with it.
import type { Goal, Range, Verdict } from './result.ts'

export function say(value: number): string
export function sayRange(range: Range | null | undefined): string
export function sayBound(bound: Goal['bound']): string
export function sayVerdict(verdict: Pick<Verdict, 'value' | 'met'>): string
export function sayFormula(goal: Goal): string

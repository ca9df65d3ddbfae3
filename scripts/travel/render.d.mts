// Types of render.mjs for tests in TypeScript. Written by hand: keep beside it, change with it.
import type { Result } from './draw.mjs'

/** The page's file. */
export const PAGE: string
export function renderPage(page: string, measured?: Result): string

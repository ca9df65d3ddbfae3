// Types of python.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** The Python of that example's venv. */
export function venvPython(root: string, example: string): string

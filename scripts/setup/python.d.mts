// Types of python.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** The Python of the venv of examples/NAME, or of another folder by its path from the root. */
export function venvPython(root: string, name: string): string

// Types of link-forms.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** A copy of the official package, as far as it is needed to run, in one form. */
export function formFolder(root: string, form: 'shared' | 'static'): string

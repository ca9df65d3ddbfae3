import { maskSecrets } from '../secrets.js'
import type { JavaConfig } from './effective.js'
import type { JavaTranslation } from './translation.js'

/** A page: what Java works with, what becomes of it, what to know. */
export function renderTranslation({ java, options, notes }: JavaTranslation, { given }: JavaConfig): string {
  const adjusted = notes.filter(({ kind }) => kind === 'adjusted').map(({ property }) => property)
  const effective = Object.entries(java).filter(([name]) => given.has(name) || adjusted.includes(name))
  const properties = maskSecrets(options as Record<string, string>)
  return [
    'Java works with:',
    ...effective.map(([name, value]) => `  ${name}=${value ?? ''}`),
    "  and Java's defaults for the rest.",
    '',
    'new Producer({',
    ...Object.entries(properties).map(
      ([name, value]) => `  ${quoteName(name)}: '${value.replaceAll("'", "\\'")}',`,
    ),
    '})',
    ...(notes.length === 0 ? [] : ['', 'Notes:']),
    ...notes.map(({ property, kind, text }) => `  - ${property} (${kind}): ${text}`),
    '',
  ].join('\n')
}

function quoteName(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`
}

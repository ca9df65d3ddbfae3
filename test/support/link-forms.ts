// Projects of users whose official package has librdkafka in one form or the other. They lie inside this clone, so
// that other packages are found in its node_modules.
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { formFolder } from '../../scripts/setup/link-forms.mjs'
import { OFFICIAL, ROOT } from './project.js'

export const FORMS = ['shared', 'static'] as const
export type Form = (typeof FORMS)[number]

/** Below the official package, where librdkafka is. */
export const LIBRDKAFKA: Record<Form, string> = {
  shared: 'build/deps/librdkafka.so.1',
  static: 'build/Release/confluent-kafka-javascript.node',
}

/** The official package in one form. */
export function officialIn(form: Form): string {
  return formFolder(ROOT, form)
}

/** A project with the built lingerbus and the official package from `official`; to be removed with `removeProject`. */
export function makeFormProject(official: string, { addon = true } = {}): string {
  const folder = mkdtempSync(path.join(ROOT, '.cache', 'form-project-'))
  // Without a manifest of its own it would be part of this clone, and `lingerbus` the clone itself.
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const lingerbus = path.join(folder, 'node_modules', 'lingerbus')
  for (const part of ['package.json', 'dist', ...(addon ? ['native/build/lingerbus.node'] : [])]) {
    cpSync(path.join(ROOT, part), path.join(lingerbus, part), { recursive: true })
  }
  const place = path.join(folder, 'node_modules', OFFICIAL)
  mkdirSync(path.dirname(place), { recursive: true })
  symlinkSync(official, place)
  return folder
}

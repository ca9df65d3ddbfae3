import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'

/**
 * Forgets an earlier build. Its configuration is kept in files that make takes for up to date, so a build without
 * zstd stays without zstd after the library has come; and a compiler that was killed leaves half an object file.
 */
export function cleanBuild(folder) {
  rmSync(path.join(folder, 'build'), { recursive: true, force: true })
  const librdkafka = path.join(folder, 'deps', 'librdkafka')
  for (const name of ['config.h', 'config.cache', 'Makefile.config']) {
    rmSync(path.join(librdkafka, name), { force: true })
  }
  for (const name of readdirSync(librdkafka, { recursive: true })) {
    if (/^src.*\.(o|d|a|so|so\.1|dylib)$/.test(name)) rmSync(path.join(librdkafka, name), { force: true })
  }
}

export function compileEnv() {
  const env = {
    CKJS_LINKING: 'dynamic', // the static default downloads the sources of zstd, curl and others
    npm_config_build_from_source: 'true', // or the install script tries the download again, without our time limit
  }
  // Node's headers are beside node itself more often than not, and node-gyp would download them.
  const prefix = path.resolve(process.execPath, '..', '..')
  if (existsSync(path.join(prefix, 'include', 'node', 'node_api.h'))) {
    env.npm_package_config_node_gyp_nodedir = prefix
  }
  return env
}

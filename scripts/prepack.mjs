// npm pack, npm publish: what the tarball takes is built, and the addon for this platform is among it.
import { buildIfStale, stagePrebuild } from './build.mjs'

await buildIfStale()
stagePrebuild()

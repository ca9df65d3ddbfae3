/** `linux-x64`, `linux-arm64-musl`, `darwin-arm64`: a folder of prebuilds/, as src/engine/load-native.ts looks for it. */
export function platformName() {
  const isMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime
  return `${process.platform}-${process.arch}${isMusl ? '-musl' : ''}`
}

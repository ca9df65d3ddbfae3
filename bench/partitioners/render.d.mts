export interface PartitionersResult {
  readonly command: string
  readonly machine: { readonly cores: number }
  readonly versions: { readonly librdkafka: string }
}
export const PAGE: string
export function readResults(): Record<string, PartitionersResult | null>
export function drawAll(): Record<string, string>
export function renderPage(page: string): string

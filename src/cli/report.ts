import { Command } from 'commander'

/** `lingerbus report`: result files as one page. */
export function reportCommand(): Command {
  return new Command('report')
    .description("Draw a bench's results as one HTML page that asks for nothing.")
    .argument('<file...>', 'results of lingerbus bench --output')
    .requiredOption('--output <file>', 'the page; what is there is overwritten')
    .addHelpText(
      'after',
      `
One file without scripts: curves of latency, throughput and CPU against latency, the map of two settings, slots over time
with the void ones marked, and every figure as a table.

Example:
  lingerbus bench --vary linger.ms=0,5,50 --output r.json && lingerbus report r.json --output r.html

Exit codes: 0 written · 2 wrong usage, or a file that is no result`,
    )
    .action(async (files: string[], { output }: { output: string }) => {
      // Only now: a command that is not asked for need not be read.
      const { runReport } = await import('./run-report.js')
      runReport(files, output)
    })
}

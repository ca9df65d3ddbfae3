// Kafka behind NAT, as one meets it in the cloud: advertised listeners wrong, then right, and a jump through a tunnel.
// npm run example private-network        (Linux; as root, or where users may make namespaces of their own)
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// A private network, private mounts, private process numbers. When the first process in there ends, however it does,
// the kernel ends all others, and then nobody has the networks and the mounts any more: nothing is left to clean up.
const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user']
const own = [...asRoot, '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }

const trial = spawnSync('unshare', [...own, 'true'], { encoding: 'utf8', env })
if (trial.status !== 0) {
  const why = trial.error?.message ?? trial.stderr.trim()
  console.log(`skipped: this system does not let us make network namespaces (${why})`)
  process.exit(0)
}

mkdirSync(fileURLToPath(new URL('../../.kafka', import.meta.url)), { recursive: true }) // inside.ts covers it
const inside = [process.execPath, '--import', 'tsx', `${import.meta.dirname}/inside.ts`]
// It ends when its stdin does, and that is when we end: also by SIGKILL.
const child = spawn('unshare', [...own, ...inside], { stdio: ['pipe', 'inherit', 'inherit'], env })
child.on('close', (code) => {
  process.exitCode = code ?? 1
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * What is sent there is dropped without a word, as by a firewall: a stopped process with its queue of connections full
 * (Linux's tcp_conn_request). Ends with the test.
 */
export async function listenDropping(host: string, port: number): Promise<void> {
  const listen = `require('node:net').createServer().listen({ host: '${host}', port: ${port}, backlog: 1 }, () => console.log('up'))`
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  child.kill('SIGSTOP')
  // Two fit in; it may have taken some before it stopped.
  const sockets = Array.from({ length: 10 }, () => connect(port, host).on('error', () => {}))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  await Promise.race(sockets.map((socket) => once(socket, 'connect')))
}

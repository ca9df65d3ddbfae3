// Passes connections on: relay.ts HOST PORT TO_HOST TO_PORT. Two of them, one at either end, stand for `ssh -N -L`.
import { connect, createServer, type Socket } from 'node:net'

const [host, port, toHost, toPort] = process.argv.slice(2)

createServer((from) => {
  const to = connect(Number(toPort), toHost)
  join(from, to)
  join(to, from)
}).listen(Number(port), host, () => console.log('listening'))

function join(from: Socket, to: Socket): void {
  from.pipe(to)
  from.on('error', () => to.destroy())
}

import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/** The client's half of SCRAM (RFC 5802): its first message, and the second one from the server's. */
export class Scram {
  readonly #hash: 'sha1' | 'sha256' | 'sha512'
  readonly #password: string
  readonly #bare: string

  constructor(mechanism: string, username: string, password: string) {
    this.#hash = mechanism === 'SCRAM-SHA-512' ? 'sha512' : mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha1'
    this.#password = password
    const name = username.replaceAll('=', '=3D').replaceAll(',', '=2C')
    this.#bare = `n=${name},r=${randomBytes(24).toString('base64')}`
  }

  first(): Buffer {
    return Buffer.from(`n,,${this.#bare}`)
  }

  final(fromServer: Buffer): Buffer {
    const challenge = fromServer.toString()
    const fields = new Map(challenge.split(',').map((field) => [field.slice(0, 1), field.slice(2)]))
    const salt = Buffer.from(fields.get('s') ?? '', 'base64')
    const length = createHash(this.#hash).digest().length
    const salted = pbkdf2Sync(this.#password, salt, Number(fields.get('i') ?? 1), length, this.#hash)
    const clientKey = this.#sign(salted, 'Client Key')
    const storedKey = createHash(this.#hash).update(clientKey).digest()
    const withoutProof = `c=biws,r=${fields.get('r')}`
    const signature = this.#sign(storedKey, `${this.#bare},${challenge},${withoutProof}`)
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ signature[at]!))
    return Buffer.from(`${withoutProof},p=${proof.toString('base64')}`)
  }

  #sign(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text).digest()
  }
}

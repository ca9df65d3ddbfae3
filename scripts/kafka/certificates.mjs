// The certificates of a secure cluster: made on the spot with the openssl command, good and bad ones, in one folder.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'

/** Of the encrypted key and of the PKCS#12 store; a demo's own, and no secret. */
export const KEY_PASSWORD = 'key-password'

const dayMs = 86_400_000
const HERE = 'subjectAltName=DNS:localhost,IP:127.0.0.1'

/** `openssl ca` and not `openssl x509`, which in all its versions alike cannot make one that has expired. */
const config = (folder) => `[req]
distinguished_name = nothing
[nothing]
[ca]
default_ca = demo
[demo]
database = ${folder}/index.txt
serial = ${folder}/serial
new_certs_dir = ${folder}
default_md = sha256
unique_subject = no
policy = policy
[policy]
commonName = supplied
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[here]
${HERE}
[elsewhere]
subjectAltName = DNS:kafka.example.org
[client]
extendedKeyUsage = clientAuth
`

/** Their paths, by what they are. */
export function certificateFiles(folder) {
  const file = (name) => path.join(folder, name)
  return {
    ca: file('ca.pem'),
    otherCa: file('other-ca.pem'),
    broker: file('broker.pem'),
    expiredBroker: file('expired-broker.pem'),
    elsewhereBroker: file('elsewhere-broker.pem'),
    clientCertificate: file('client.pem'),
    clientKey: file('client.key'),
    encryptedClientKey: file('client-encrypted.key'),
    clientKeystore: file('client.p12'),
    strangerCertificate: file('stranger.pem'),
    strangerKey: file('stranger.key'),
  }
}

/** Made once; the folder gets its name when all of them are there. */
export function makeCertificates(folder) {
  if (existsSync(folder)) return
  const draft = `${folder}.draft`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  writeFileSync(path.join(draft, 'openssl.cnf'), config(draft))
  writeFileSync(path.join(draft, 'index.txt'), '')
  writeFileSync(path.join(draft, 'serial'), '01\n')
  const make = new Maker(draft)
  make.authority('ca')
  make.authority('other-ca')
  make.broker('broker', 'here')
  make.broker('expired-broker', 'here', { fromDay: -2, toDay: -1 })
  make.broker('elsewhere-broker', 'elsewhere')
  make.certificate('client', 'client')
  make.certificate('stranger', 'client', { signer: 'other-ca' })
  make.run(
    'pkcs8',
    '-topk8',
    '-v2',
    'aes256',
    '-in',
    'client.key',
    '-out',
    'client-encrypted.key',
    ...make.passOut,
  )
  const store = ['-export', '-in', 'client.pem', '-inkey', 'client.key', '-certfile', 'ca.pem']
  make.run('pkcs12', ...store, '-out', 'client.p12', ...make.passOut)
  renameSync(draft, folder)
}

class Maker {
  passOut = ['-passout', `pass:${KEY_PASSWORD}`]

  constructor(folder) {
    this.folder = folder
  }

  run(...args) {
    try {
      execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] })
    } catch (error) {
      const why = error.code === 'ENOENT' ? 'there is no such command: npm run setup' : error.stderr
      throw new Error(`openssl ${args[0]} failed: ${why}`)
    }
  }

  /** `name.key` in PKCS#8, the one form that Java reads. */
  key(name) {
    this.run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`)
  }

  authority(name) {
    this.key(name)
    const how = ['-x509', '-new', '-config', 'openssl.cnf', '-extensions', 'authority', '-days', '3650']
    this.run('req', ...how, '-subj', `/CN=${name}`, '-key', `${name}.key`, '-out', `${name}.pem`)
  }

  certificate(name, extensions, { signer = 'ca', fromDay = -1, toDay = 3650 } = {}) {
    this.key(name)
    const subject = ['-subj', `/CN=${name}`, '-config', 'openssl.cnf']
    this.run('req', '-new', ...subject, '-key', `${name}.key`, '-out', `${name}.csr`)
    const files = [
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.pem`,
      '-cert',
      `${signer}.pem`,
      '-keyfile',
      `${signer}.key`,
    ]
    const dates = ['-startdate', asn1Time(fromDay), '-enddate', asn1Time(toDay)]
    this.run(
      'ca',
      '-batch',
      '-notext',
      '-config',
      'openssl.cnf',
      '-extensions',
      extensions,
      ...dates,
      ...files,
    )
  }

  /** Key and certificate in one file, as a Kafka broker wants its PEM keystore. */
  broker(name, extensions, dates) {
    this.certificate(name, extensions, dates)
    appendFileSync(path.join(this.folder, `${name}.pem`), readFileSync(path.join(this.folder, `${name}.key`)))
  }
}

/** 20300101000000Z; openssl insists on the century from 2050 on. */
function asn1Time(day) {
  return `${new Date(Date.now() + day * dayMs).toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`
}

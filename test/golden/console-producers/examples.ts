// The producing examples in the documentation of kcat 1.7.1 (its README and -h) and of kafka-console-producer
// (its --help and Kafka's quick start), each with the same thing said to our command, or why it is not the same.

export interface Example {
  name: string
  /** Arguments behind `kcat -P -b … -t …`, or `kafka-console-producer --bootstrap-server … --topic …`. */
  tool: 'kcat' | 'console'
  args: string[]
  stdin?: string
  /** Files beside it. */
  files?: Record<string, string>
  /** Arguments behind `lingerbus produce -b … -t …`; as theirs where left out. */
  ours?: string[]
  /** Why our command does not do the same, and what its message must hold when it is asked to. */
  whyNot?: { reason: string; says: string; exitCode: number }
}

const SYSLOG = 'Nov 21 10:00:01 host cron[1]: (root) CMD (run)\nNov 21 10:00:02 host kernel: eth0: link up\n'
const ORDERS = [
  '1:{"order_id":1,"total_amount":10.50,"customer_name":"Bob Smith"}',
  '2:{"order_id":2,"total_amount":3.32,"customer_name":"Sarah Black"}',
  '3:{"order_id":3,"total_amount":21.00,"customer_name":"Emma Turner"}',
  '',
].join('\n')

export const EXAMPLES: Example[] = [
  { name: 'kcat: lines of stdin', tool: 'kcat', args: ['-p', '0'], stdin: SYSLOG },
  { name: 'kcat: with snappy', tool: 'kcat', args: ['-z', 'snappy'], stdin: SYSLOG },
  { name: 'kcat: keys from the line', tool: 'kcat', args: ['-K:'], stdin: ORDERS },
  { name: 'kcat: a line without the key delimiter', tool: 'kcat', args: ['-K', ':'], stdin: 'a:1\nno key\n' },
  { name: 'kcat: a fixed key', tool: 'kcat', args: ['-k', 'fixed'], stdin: 'one\ntwo\n' },
  {
    name: 'kcat: a fixed key where the line has none',
    tool: 'kcat',
    args: ['-k', 'fixed', '-K', ':'],
    stdin: 'a:1\ntwo\n',
  },
  { name: 'kcat: a tombstone', tool: 'kcat', args: ['-Z', '-K:'], stdin: 'abc:\n' },
  { name: 'kcat: an empty value stays empty without -Z', tool: 'kcat', args: ['-K:'], stdin: 'abc:\n' },
  {
    name: 'kcat: headers',
    tool: 'kcat',
    args: ['-H', 'header1=header value', '-H', 'emptyheader=', '-H', 'header1=duplicateIsOk'],
    stdin: 'hello there\n',
  },
  {
    name: 'kcat: a null header',
    tool: 'kcat',
    args: ['-H', 'header1=header value', '-H', 'nullheader'],
    stdin: 'hello there\n',
  },
  { name: 'kcat: another delimiter', tool: 'kcat', args: ['-D', '|'], stdin: 'one|two\nlines|three' },
  {
    name: 'kcat: a delimiter of several bytes',
    tool: 'kcat',
    args: ['-D', '||'],
    stdin: 'one||two|half||three',
  },
  { name: 'kcat: only so many', tool: 'kcat', args: ['-c', '2'], stdin: 'one\ntwo\nthree\n' },
  {
    name: 'kcat: lines of a file',
    tool: 'kcat',
    args: ['-l', 'lines.txt'],
    files: { 'lines.txt': 'one\ntwo\n' },
  },
  {
    name: 'kcat: each file is one message',
    tool: 'kcat',
    args: ['-p', '0', 'myfile1.bin', 'motd'],
    files: { 'myfile1.bin': 'bytes\nin two lines\n', motd: 'message of the day' },
    ours: ['-p', '0', '--whole-files', 'myfile1.bin', 'motd'],
  },
  { name: 'kcat: a property', tool: 'kcat', args: ['-X', 'enable.idempotence=true'], stdin: 'one\n' },
  {
    name: 'kcat: a file of properties',
    tool: 'kcat',
    args: ['-F', 'client.conf'],
    stdin: 'one\n',
    files: { 'client.conf': '# kcat.conf\nlinger.ms=1\nacks=all\n' },
  },
  { name: 'kcat: any partition', tool: 'kcat', args: ['-p', '-1'], stdin: 'one\n' },
  { name: 'kcat: no newline at the end', tool: 'kcat', args: [], stdin: 'one\ntwo' },
  { name: 'kcat: a carriage return is content', tool: 'kcat', args: [], stdin: 'one\r\ntwo\r\n' },
  {
    name: 'kcat: one transaction for all',
    tool: 'kcat',
    args: ['-X', 'transactional.id=myproducerapp'],
    stdin: 'one\n',
  },
  {
    name: 'kcat: like tee',
    tool: 'kcat',
    args: ['-T'],
    stdin: 'one\n',
    whyNot: {
      reason: 'tee(1) does it: … | tee /dev/stderr | lingerbus produce …',
      says: "unknown option '-T'",
      exitCode: 2,
    },
  },
  {
    name: "console: Kafka's quick start",
    tool: 'console',
    args: [],
    stdin: 'This is my first event\nThis is my second event\n',
  },
  {
    name: 'console: keys',
    tool: 'console',
    args: ['--property', 'parse.key=true', '--property', 'key.separator=:'],
    stdin: 'key1:value1\nkey2:value2:more\n',
  },
  {
    name: 'console: keys end at a tab by default',
    tool: 'console',
    args: ['--property', 'parse.key=true'],
    stdin: 'k\tv\n',
  },
  {
    name: 'console: a line without a key is an error',
    tool: 'console',
    args: ['--property', 'parse.key=true'],
    stdin: 'k\tv\nno key\nk\tlast\n',
    whyNot: {
      reason: 'it ends at the bad line; we send the others, account for the bad one and end with 1',
      says: '1 × refused, first: record 2: no key separator in it',
      exitCode: 1,
    },
  },
  {
    name: 'console: or none at all with ignore.error',
    tool: 'console',
    args: ['--property', 'parse.key=true', '--property', 'ignore.error=true'],
    stdin: 'k\tv\nno key\n',
  },
  {
    name: 'console: headers and keys',
    tool: 'console',
    args: ['--property', 'parse.headers=true', '--property', 'parse.key=true'],
    stdin: 'h1:v1,h2:v2\tkey\tvalue\nh:\tk\tv\n',
  },
  {
    name: 'console: headers with other signs',
    tool: 'console',
    args: [
      '--property',
      'parse.headers=true',
      '--property',
      'headers.delimiter=|',
      '--property',
      'headers.separator=;',
      '--property',
      'headers.key.separator==',
    ],
    stdin: 'a=1;b=2|value\n',
  },
  {
    name: 'console: a null marker',
    tool: 'console',
    args: ['--property', 'parse.key=true', '--property', 'null.marker=NULL'],
    stdin: 'k\tNULL\nNULL\tv\nk\tNULLs\n',
  },
  {
    name: 'console: a producer property',
    tool: 'console',
    args: ['--producer-property', 'linger.ms=1'],
    stdin: 'one\n',
  },
  {
    name: 'console: a file of producer properties',
    tool: 'console',
    args: ['--producer.config', 'producer.properties'],
    stdin: 'one\n',
    files: { 'producer.properties': '# client\nacks = all\nlinger.ms: 1\n' },
  },
  { name: 'console: a codec', tool: 'console', args: ['--compression-codec', 'zstd'], stdin: 'one\n' },
  {
    name: 'console: a codec without a name is gzip',
    tool: 'console',
    args: ['--compression-codec'],
    stdin: 'one\n',
  },
  { name: 'console: an empty line is an empty message', tool: 'console', args: [], stdin: 'one\n\ntwo\n' },
  {
    name: 'console: lines of Windows',
    tool: 'console',
    args: [],
    stdin: 'one\r\ntwo\r\n',
    ours: ['-D', '\\r\\n'],
  },
  {
    name: 'console: acks by a flag of its own',
    tool: 'console',
    args: ['--request-required-acks', 'all'],
    stdin: 'one\n',
    whyNot: { reason: 'a setting in disguise', says: 'write -X acks=…', exitCode: 2 },
  },
  {
    name: 'console: linger by a flag of its own',
    tool: 'console',
    args: ['--timeout', '5'],
    stdin: 'one\n',
    whyNot: { reason: 'a setting in disguise', says: 'write -X linger.ms=…', exitCode: 2 },
  },
  {
    name: 'console: one request a message',
    tool: 'console',
    args: ['--sync'],
    stdin: 'one\n',
    whyNot: { reason: 'a setting in disguise', says: 'write -X linger.ms=0', exitCode: 2 },
  },
]

// What the checks of a configuration rest on, for scripts/prove-repairs.mjs: the same rows.
export const CONFIG_REPAIRS = [
  [
    "a preset's batch is lowered to the user's message.max.bytes",
    'config/give-way.ts',
    "layers.lower(\n      'batch.size',\n      number('message.max.bytes'),",
    "layers.lower(\n      'batch.size',\n      Infinity,",
    'lists what gave way',
    'unit/config-explain',
  ],
  [
    'a configuration that crashes librdkafka is refused',
    'config/oidc.ts',
    "entries.some((entry) => !entry.includes('='))",
    'entries.length < 0',
    'would crash',
    'unit/config-rules',
  ],
  [
    'the path of a key is a secret',
    'config/security.ts',
    'isSensitive(name) ? HIDDEN : showValue(file)',
    'showValue(file)',
    'is in none of 10,000',
    'secrets',
  ],
  [
    "Java's default idempotence gives way to acks=1",
    'config/java/adjust.ts',
    "config.values[idempotence] = 'false'",
    '',
    'works with what we say',
    'unit/config-java',
  ],
  [
    'dead properties are warned about',
    'config/warnings.ts',
    'if (DEAD.includes(name))',
    'if (DEAD.length === 0)',
    'are for dead and deprecated',
    'unit/config-explain',
  ],
]

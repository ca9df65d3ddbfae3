import { VERSION } from '../version.js'

/** What brokers are told of us (KIP-511). */
export const CLIENT_SOFTWARE = { 'client.software.name': 'lingerbus', 'client.software.version': VERSION }

/**
 * Our own account is the limit. Were librdkafka's the same, this could happen: its thread hands over the last
 * report → JavaScript runs the callback and produces for the room it has → librdkafka has not freed the
 * message yet and says the queue is full → no further report comes to try again at. Besides, it gives room back
 * by the batch, where 'drain' is to promise room that is there.
 */
export const NO_LIMITS = { 'queue.buffering.max.messages': '0', 'queue.buffering.max.kbytes': '2147483647' }

// The transactional calls as JavaScript makes them.
#pragma once

#include <node_api.h>

namespace lingerbus {

/** transact(call, timeoutMs): Promise of 0 or { code, text, retriable, abortable, fatal } */
napi_value transact(napi_env env, napi_callback_info info);
/** sendOffsets([topic, partition, offset, leaderEpoch, metadata, …], groupId, generationId, memberId, groupInstanceId, timeoutMs) */
napi_value sendOffsets(napi_env env, napi_callback_info info);

}  // namespace lingerbus

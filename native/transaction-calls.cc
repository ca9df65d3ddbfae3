#include "transaction-calls.h"

#include <array>
#include <utility>

#include "call.h"
#include "transactions.h"
#include "values.h"

namespace lingerbus {

namespace {

/** Numbers and texts an offset. */
constexpr uint32_t kOffsetLength = 5;

bool readOffset(napi_env env, napi_value list, uint32_t at, ConsumedOffset& offset) {
  std::array<napi_value, kOffsetLength> parts{};
  for (uint32_t part = 0; part < kOffsetLength; part++) {
    if (napi_get_element(env, list, at + part, &parts[part]) != napi_ok) return false;
  }
  return toText(env, parts[0], offset.topic) && napi_get_value_int32(env, parts[1], &offset.partition) == napi_ok &&
         napi_get_value_int64(env, parts[2], &offset.offset) == napi_ok &&
         napi_get_value_int32(env, parts[3], &offset.leaderEpoch) == napi_ok &&
         toText(env, parts[4], offset.metadata);
}

}  // namespace

napi_value transact(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  double which = 0;
  double timeoutMs = 0;
  if (!call.ok || !toNumber(env, call.args[0], which) || !toNumber(env, call.args[1], timeoutMs)) {
    return fail(env, "transact(call, timeoutMs)");
  }
  TransactionRequest request;
  request.call = static_cast<TransactionCall>(static_cast<int>(which));
  request.timeoutMs = static_cast<int>(timeoutMs);
  return call.handle().transact(std::move(request));
}

napi_value sendOffsets(napi_env env, napi_callback_info info) {
  const Call<6> call(env, info);
  TransactionRequest request;
  request.call = TransactionCall::kSendOffsets;
  double timeoutMs = 0;
  uint32_t length = 0;
  bool done = call.ok && napi_get_array_length(env, call.args[0], &length) == napi_ok &&
              toText(env, call.args[1], request.group.groupId) &&
              napi_get_value_int32(env, call.args[2], &request.group.generationId) == napi_ok &&
              toText(env, call.args[3], request.group.memberId) &&
              toText(env, call.args[4], request.group.groupInstanceId) && toNumber(env, call.args[5], timeoutMs);
  for (uint32_t at = 0; done && at + kOffsetLength <= length; at += kOffsetLength) {
    request.offsets.emplace_back();
    done = readOffset(env, call.args[0], at, request.offsets.back());
  }
  if (!done) return fail(env, "sendOffsets(offsets, groupId, generationId, memberId, groupInstanceId, timeoutMs)");
  request.timeoutMs = static_cast<int>(timeoutMs);
  return call.handle().transact(std::move(request));
}

}  // namespace lingerbus

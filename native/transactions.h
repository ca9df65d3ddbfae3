// librdkafka's transactional calls. They block: never on the owner's thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "librdkafka.h"

namespace lingerbus {

/** The same numbers as in `src/engine/addon.ts`. */
enum class TransactionCall { kInit = 0, kBegin = 1, kCommit = 2, kAbort = 3, kSendOffsets = 4 };

struct ConsumedOffset {
  std::string topic;
  int32_t partition = 0;
  int64_t offset = 0;
  /** −1: none. */
  int32_t leaderEpoch = -1;
  std::string metadata;
};

/** Of a consumer; generation −1 and no member where only the group's name is known. */
struct ConsumerGroup {
  std::string groupId;
  int32_t generationId = -1;
  std::string memberId;
  /** Empty: no static member. */
  std::string groupInstanceId;
};

struct TransactionRequest {
  TransactionCall call = TransactionCall::kInit;
  int timeoutMs = 0;
  std::vector<ConsumedOffset> offsets;
  ConsumerGroup group;
};

/** `rd_kafka_error_t`; code 0 is success. */
struct TransactionResult {
  int code = 0;
  bool retriable = false;
  bool abortable = false;
  bool fatal = false;
  std::string text;
};

TransactionResult runTransactionCall(const Librdkafka& library, rd_kafka_t* client, const TransactionRequest& request);

}  // namespace lingerbus

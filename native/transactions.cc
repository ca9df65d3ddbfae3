#include "transactions.h"

#include <memory>

namespace lingerbus {

namespace {

template <typename T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

Owned<rd_kafka_topic_partition_list_t> toList(const Librdkafka& lib, const std::vector<ConsumedOffset>& offsets) {
  Owned<rd_kafka_topic_partition_list_t> list(lib._topic_partition_list_new(static_cast<int>(offsets.size())),
                                              lib._topic_partition_list_destroy);
  for (const ConsumedOffset& each : offsets) {
    rd_kafka_topic_partition_t* partition =
        lib._topic_partition_list_add(list.get(), each.topic.c_str(), each.partition);
    partition->offset = each.offset;
    if (each.leaderEpoch >= 0) lib._topic_partition_set_leader_epoch(partition, each.leaderEpoch);
    if (each.metadata.empty()) continue;
    // The list frees it with librdkafka's own free.
    partition->metadata = lib._mem_malloc(nullptr, each.metadata.size());
    partition->metadata_size = each.metadata.size();
    each.metadata.copy(static_cast<char*>(partition->metadata), each.metadata.size());
  }
  return list;
}

rd_kafka_error_t* sendOffsets(const Librdkafka& lib, rd_kafka_t* client, const TransactionRequest& request) {
  const Owned<rd_kafka_topic_partition_list_t> list = toList(lib, request.offsets);
  const ConsumerGroup& from = request.group;
  const Owned<rd_kafka_consumer_group_metadata_t> group(
      lib._consumer_group_metadata_new_with_genid(from.groupId.c_str(), from.generationId, from.memberId.c_str(),
                                                  from.groupInstanceId.empty() ? nullptr
                                                                               : from.groupInstanceId.c_str()),
      lib._consumer_group_metadata_destroy);
  return lib._send_offsets_to_transaction(client, list.get(), group.get(), request.timeoutMs);
}

rd_kafka_error_t* run(const Librdkafka& lib, rd_kafka_t* client, const TransactionRequest& request) {
  switch (request.call) {
    case TransactionCall::kInit:
      return lib._init_transactions(client, request.timeoutMs);
    case TransactionCall::kBegin:
      return lib._begin_transaction(client);
    case TransactionCall::kCommit:
      return lib._commit_transaction(client, request.timeoutMs);
    case TransactionCall::kAbort:
      return lib._abort_transaction(client, request.timeoutMs);
    case TransactionCall::kSendOffsets:
      return sendOffsets(lib, client, request);
  }
  return nullptr;
}

}  // namespace

TransactionResult runTransactionCall(const Librdkafka& lib, rd_kafka_t* client, const TransactionRequest& request) {
  TransactionResult result;
  const Owned<rd_kafka_error_t> error(run(lib, client, request), lib._error_destroy);
  if (error == nullptr) return result;
  result.code = lib._error_code(error.get());
  result.retriable = lib._error_is_retriable(error.get()) != 0;
  result.abortable = lib._error_txn_requires_abort(error.get()) != 0;
  result.fatal = lib._error_is_fatal(error.get()) != 0;
  result.text = lib._error_string(error.get());
  return result;
}

}  // namespace lingerbus

// How a message goes in: topics, the partitioner by hash, and the queue's limits.
#include <algorithm>
#include <array>

#include "opaque.h"
#include "producer.h"

namespace lingerbus {

namespace {

/** `RD_KAFKAP_MESSAGE_V2_MAX_OVERHEAD`: what librdkafka adds before it compares with message.max.bytes. */
constexpr size_t kMaxOverhead = 36;

}  // namespace

int Producer::topic(const std::string& name, const std::string& partitioner) {
  if (closing_) return RD_KAFKA_RESP_ERR__DESTROY;
  // Here and nowhere else: a second handle's configuration would be dropped in silence.
  rd_kafka_topic_conf_t* conf = nullptr;
  if (!partitioner.empty()) {
    conf = library_->_default_topic_conf_dup(client_);
    if (partitioner == kByHash) {
      library_->_topic_conf_set_partitioner_cb(conf, partitionOf);
    } else if (library_->_topic_conf_set(conf, "partitioner", partitioner.c_str(), nullptr, 0) != RD_KAFKA_CONF_OK) {
      library_->_topic_conf_destroy(conf);
      return RD_KAFKA_RESP_ERR__INVALID_ARG;
    }
  }
  rd_kafka_topic_t* handle = library_->_topic_new(client_, name.c_str(), conf);
  // rd_kafka_last_error is kept by thread: read at once. Only a success takes the configuration over.
  if (handle == nullptr) {
    const int code = library_->_last_error();
    if (conf != nullptr) library_->_topic_conf_destroy(conf);
    return code;
  }
  topics_.push_back(handle);
  return static_cast<int>(topics_.size() - 1);
}

/**
 * On the owner's thread, or on librdkafka's for messages that waited for metadata, with the topic's lock held: it
 * calls nothing. Null keys do not come here, they are sticky (rd_kafka_msg_partitioner).
 */
int32_t Producer::partitionOf(const rd_kafka_topic_t*, const void*, size_t, int32_t count, void*,
                              void* messageOpaque) {
  return static_cast<int32_t>(toHash(messageOpaque) % static_cast<uint32_t>(count));
}

int Producer::produce(int topic, int32_t partition, Bytes key, Bytes value, uint32_t slot, uint32_t hash) {
  if (const int refusal = refuse(key.size, value.size)) return refusal;
  const int failed =
      library_->_produce(topics_[topic], partition, RD_KAFKA_MSG_F_COPY, const_cast<void*>(value.data),
                         value.size, key.data, key.size, toOpaque(slot, hash));
  if (failed != 0) return library_->_last_error();
  enter(slot, value.size);
  return 0;
}

int Producer::produceWith(int topic, int32_t partition, Bytes key, Bytes value, uint32_t slot,
                          int64_t timestamp, rd_kafka_headers_t* headers, uint32_t hash) {
  // A list of headers belongs to librdkafka only once it has taken the message.
  std::unique_ptr<rd_kafka_headers_t, decltype(library_->_headers_destroy)> owned(headers,
                                                                                 library_->_headers_destroy);
  if (const int refusal = refuse(key.size, value.size)) return refusal;

  std::array<rd_kafka_vu_t, 8> parts{};
  size_t count = 0;
  auto add = [&](rd_kafka_vtype_t type) -> rd_kafka_vu_t& {
    parts[count].vtype = type;
    return parts[count++];
  };
  add(RD_KAFKA_VTYPE_RKT).u.rkt = topics_[topic];
  add(RD_KAFKA_VTYPE_PARTITION).u.i32 = partition;
  add(RD_KAFKA_VTYPE_MSGFLAGS).u.i = RD_KAFKA_MSG_F_COPY;  // its default is not to copy
  add(RD_KAFKA_VTYPE_VALUE).u.mem = {const_cast<void*>(value.data), value.size};
  add(RD_KAFKA_VTYPE_KEY).u.mem = {const_cast<void*>(key.data), key.size};
  add(RD_KAFKA_VTYPE_OPAQUE).u.ptr = toOpaque(slot, hash);
  add(RD_KAFKA_VTYPE_TIMESTAMP).u.i64 = timestamp;
  if (headers != nullptr) add(RD_KAFKA_VTYPE_HEADERS).u.headers = headers;

  if (rd_kafka_error_t* error = library_->_produceva(client_, parts.data(), count)) {
    const int code = library_->_error_code(error);
    library_->_error_destroy(error);
    return code;
  }
  static_cast<void>(owned.release());
  enter(slot, value.size);
  return 0;
}

int Producer::refuse(size_t keySize, size_t valueSize) const {
  if (closing_) return RD_KAFKA_RESP_ERR__DESTROY;
  const bool full = static_cast<double>(messages_ + 1) > options_.queueMaxMessages ||
                    static_cast<double>(bytes_ + valueSize) > options_.queueMaxBytes || purging_ > 0;
  if (!full) return 0;
  // librdkafka would say so first, and waiting for room would be in vain.
  const size_t size = kMaxOverhead + keySize + valueSize;
  return static_cast<double>(size) > options_.messageMaxBytes ? RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE
                                                              : RD_KAFKA_RESP_ERR__QUEUE_FULL;
}

void Producer::enter(uint32_t slot, size_t valueSize) {
  messages_++;
  bytes_ += valueSize;
  if (slot >= inside_.size()) inside_.resize(std::max<size_t>(slot + 1, inside_.size() * 2));
  inside_[slot] = 1;
  insideCount_++;
  if (flushing_) helper_.nudge();
}

}  // namespace lingerbus

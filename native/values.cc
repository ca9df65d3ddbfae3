#include "values.h"

namespace lingerbus {

namespace {

/** Node gives a null pointer for an empty Buffer, and librdkafka takes null by the pointer, not by the length. */
const char kEmpty = 0;
/** A character that does not fit is not begun: up to three bytes of the buffer stay free, and the NUL. */
constexpr size_t kMargin = 4;

bool setItem(napi_env env, napi_value array, uint32_t at, napi_value item) {
  return item != nullptr && napi_set_element(env, array, at, item) == napi_ok;
}

napi_value newObject(napi_env env) {
  napi_value object = nullptr;
  return napi_create_object(env, &object) == napi_ok ? object : nullptr;
}

/** An array of what `make` makes; null when one of them could not be made. */
template <typename Make>
napi_value newArray(napi_env env, int count, Make make) {
  napi_value array = nullptr;
  if (napi_create_array_with_length(env, static_cast<size_t>(count), &array) != napi_ok) return nullptr;
  for (int at = 0; at < count; at++) {
    if (!setItem(env, array, static_cast<uint32_t>(at), make(at))) return nullptr;
  }
  return array;
}

bool setValue(napi_env env, napi_value object, const char* name, napi_value value) {
  return value != nullptr && napi_set_named_property(env, object, name, value) == napi_ok;
}

bool setFlag(napi_env env, napi_value object, const char* name, bool flag) {
  napi_value value = nullptr;
  return napi_get_boolean(env, flag, &value) == napi_ok && setValue(env, object, name, value);
}

napi_value fromIds(napi_env env, const int32_t* ids, int count) {
  return newArray(env, count, [&](int at) { return fromNumber(env, ids[at]); });
}

napi_value fromPartition(napi_env env, const rd_kafka_metadata_partition& partition) {
  napi_value object = newObject(env);
  const bool done =
      object != nullptr && setNumber(env, object, "id", partition.id) &&
      setNumber(env, object, "leader", partition.leader) &&
      setValue(env, object, "replicas", fromIds(env, partition.replicas, partition.replica_cnt)) &&
      setValue(env, object, "isrs", fromIds(env, partition.isrs, partition.isr_cnt));
  return done ? object : nullptr;
}

napi_value fromTopic(napi_env env, const rd_kafka_metadata_topic& topic) {
  napi_value object = newObject(env);
  const bool done = object != nullptr && setText(env, object, "name", topic.topic) &&
                    setValue(env, object, "partitions", newArray(env, topic.partition_cnt, [&](int at) {
                               return fromPartition(env, topic.partitions[at]);
                             }));
  return done ? object : nullptr;
}

napi_value fromBroker(napi_env env, const rd_kafka_metadata_broker& broker) {
  napi_value object = newObject(env);
  const bool done = object != nullptr && setNumber(env, object, "id", broker.id) &&
                    setText(env, object, "host", broker.host) && setNumber(env, object, "port", broker.port);
  return done ? object : nullptr;
}

}  // namespace

bool Scratch::read(napi_env env, napi_value value, Bytes& bytes) {
  napi_valuetype type = napi_undefined;
  if (napi_typeof(env, value, &type) != napi_ok) return false;
  return read(env, value,
              type == napi_null     ? Kind::kNull
              : type == napi_string ? Kind::kText
                                    : Kind::kBytes,
              bytes);
}

bool Scratch::read(napi_env env, napi_value value, Kind kind, Bytes& bytes) {
  if (kind == Kind::kText) return readText(env, value, bytes);
  bytes = {};
  if (kind == Kind::kNull) return true;
  void* data = nullptr;
  size_t size = 0;
  if (napi_get_buffer_info(env, value, &data, &size) != napi_ok) return false;
  bytes = {size == 0 ? &kEmpty : data, size};
  return true;
}

bool Scratch::readText(napi_env env, napi_value value, Bytes& bytes) {
  size_t size = 0;
  if (napi_get_value_string_utf8(env, value, text_.get(), capacity_, &size) != napi_ok) return false;
  if (size + kMargin >= capacity_) {
    // It may have been cut.
    if (napi_get_value_string_utf8(env, value, nullptr, 0, &size) != napi_ok) return false;
    if (size + kMargin >= capacity_) {
      capacity_ = size + size / 4 + kMargin + 1;
      text_.reset(new char[capacity_]);
    }
    if (napi_get_value_string_utf8(env, value, text_.get(), capacity_, &size) != napi_ok) return false;
  }
  bytes = {text_.get(), size};
  return true;
}

napi_value fail(napi_env env, const char* what) {
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) == napi_ok && !pending) {
    // Where even this fails the environment is ending.
    static_cast<void>(napi_throw_error(env, "ERR_LINGERBUS_ADDON", what));
  }
  return nullptr;
}

bool toText(napi_env env, napi_value value, std::string& text) {
  Scratch scratch;
  napi_valuetype type = napi_undefined;
  Bytes bytes;
  if (napi_typeof(env, value, &type) != napi_ok || type != napi_string) return false;
  if (!scratch.read(env, value, bytes)) return false;
  text.assign(static_cast<const char*>(bytes.data), bytes.size);
  return true;
}

bool toNumber(napi_env env, napi_value value, double& number) {
  return napi_get_value_double(env, value, &number) == napi_ok;
}

bool setText(napi_env env, napi_value object, const char* name, const std::string& text) {
  napi_value value = nullptr;
  return napi_create_string_utf8(env, text.data(), text.size(), &value) == napi_ok &&
         setValue(env, object, name, value);
}

bool setNumber(napi_env env, napi_value object, const char* name, double number) {
  return setValue(env, object, name, fromNumber(env, number));
}

napi_value fromNumber(napi_env env, double number) {
  napi_value value = nullptr;
  return napi_create_double(env, number, &value) == napi_ok ? value : nullptr;
}

napi_value fromEvent(napi_env env, const Event& event) {
  napi_value object = newObject(env);
  if (object == nullptr) return nullptr;
  bool done = false;
  switch (event.kind) {
    case Event::Kind::kError:
      done = setText(env, object, "kind", "error") && setNumber(env, object, "code", event.number) &&
             setText(env, object, "text", event.text) && setFlag(env, object, "fatal", event.fatal);
      break;
    case Event::Kind::kStats:
      done = setText(env, object, "kind", "stats") && setText(env, object, "json", event.text);
      break;
    case Event::Kind::kThrottle:
      done = setText(env, object, "kind", "throttle") && setText(env, object, "broker", event.text) &&
             setNumber(env, object, "brokerId", event.brokerId) &&
             setNumber(env, object, "throttleMs", event.number);
      break;
    case Event::Kind::kTokenRefresh:
      done = setText(env, object, "kind", "token");
      break;
    case Event::Kind::kLog:
      done = setText(env, object, "kind", "log") && setNumber(env, object, "level", event.number) &&
             setText(env, object, "facility", event.facility) && setText(env, object, "text", event.text);
      break;
  }
  return done ? object : nullptr;
}

napi_value fromTopicConfig(napi_env env, const TopicConfig& config) {
  napi_value object = newObject(env);
  if (object == nullptr) return nullptr;
  for (const auto& [name, value] : config.entries) {
    if (!setText(env, object, name.c_str(), value)) return nullptr;
  }
  return object;
}

napi_value fromTransaction(napi_env env, const TransactionResult& result) {
  napi_value object = newObject(env);
  const bool done = object != nullptr && setNumber(env, object, "code", result.code) &&
                    setText(env, object, "text", result.text) &&
                    setFlag(env, object, "retriable", result.retriable) &&
                    setFlag(env, object, "abortable", result.abortable) &&
                    setFlag(env, object, "fatal", result.fatal);
  return done ? object : nullptr;
}

napi_value fromMetadata(napi_env env, const struct rd_kafka_metadata& metadata) {
  napi_value object = newObject(env);
  const bool done = object != nullptr &&
                    setValue(env, object, "brokers", newArray(env, metadata.broker_cnt, [&](int at) {
                               return fromBroker(env, metadata.brokers[at]);
                             })) &&
                    setValue(env, object, "topics", newArray(env, metadata.topic_cnt, [&](int at) {
                               return fromTopic(env, metadata.topics[at]);
                             }));
  return done ? object : nullptr;
}

}  // namespace lingerbus

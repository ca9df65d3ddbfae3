#include "topics.h"

#include <string>

#include "call.h"
#include "producer.h"
#include "values.h"

namespace lingerbus {

napi_value topic(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  std::string name;
  std::string partitioner;
  if (!call.ok || !toText(env, call.args[0], name) || !toText(env, call.args[1], partitioner)) {
    return fail(env, "topic(name, partitioner)");
  }
  return fromNumber(env, call.handle().producer().topic(name, partitioner));
}

napi_value metadata(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  double topic = 0;
  double timeoutMs = 0;
  if (!call.ok || !toNumber(env, call.args[0], topic) || !toNumber(env, call.args[1], timeoutMs)) {
    return fail(env, "metadata(topic, timeoutMs)");
  }
  return call.handle().metadata(static_cast<int>(topic), static_cast<int>(timeoutMs));
}

napi_value metadataSync(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  double topic = 0;
  double timeoutMs = 0;
  if (!call.ok || !toNumber(env, call.args[0], topic) || !toNumber(env, call.args[1], timeoutMs)) {
    return fail(env, "metadataSync(topic, timeoutMs)");
  }
  Producer& producer = call.handle().producer();
  const struct rd_kafka_metadata* metadata = nullptr;
  const int code = producer.metadataSync(static_cast<int>(topic), static_cast<int>(timeoutMs), &metadata);
  if (code != 0) return fromNumber(env, code);
  napi_value result = fromMetadata(env, *metadata);
  producer.library()._metadata_destroy(metadata);
  return result;
}

napi_value topicConfig(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  std::string name;
  double timeoutMs = 0;
  if (!call.ok || !toText(env, call.args[0], name) || !toNumber(env, call.args[1], timeoutMs)) {
    return fail(env, "topicConfig(topic, timeoutMs)");
  }
  return call.handle().topicConfig(name, static_cast<int>(timeoutMs));
}

}  // namespace lingerbus

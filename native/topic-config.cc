#include "topic-config.h"

#include <memory>

namespace lingerbus {

namespace {

template <typename T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

void takeEntries(const Librdkafka& lib, const rd_kafka_ConfigResource_t* resource, TopicConfig& config) {
  size_t count = 0;
  const rd_kafka_ConfigEntry_t** entries = lib._ConfigResource_configs(resource, &count);
  for (size_t at = 0; at < count; at++) {
    const char* value = lib._ConfigEntry_value(entries[at]);
    if (value == nullptr || lib._ConfigEntry_is_sensitive(entries[at]) != 0) continue;
    config.entries.emplace_back(lib._ConfigEntry_name(entries[at]), value);
  }
}

}  // namespace

TopicConfig readTopicConfig(const Librdkafka& lib, rd_kafka_t* client, const std::string& topic, int timeoutMs) {
  TopicConfig config;
  const Owned<rd_kafka_queue_t> queue(lib._queue_new(client), lib._queue_destroy);
  const Owned<rd_kafka_AdminOptions_t> options(lib._AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS),
                                               lib._AdminOptions_destroy);
  const Owned<rd_kafka_ConfigResource_t> asked(lib._ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()),
                                               lib._ConfigResource_destroy);
  char text[256];
  config.code = lib._AdminOptions_set_request_timeout(options.get(), timeoutMs, text, sizeof text);
  if (config.code != 0) return config;
  rd_kafka_ConfigResource_t* list[] = {asked.get()};
  lib._DescribeConfigs(client, list, 1, options.get(), queue.get());
  const Owned<rd_kafka_event_t> event(lib._queue_poll(queue.get(), timeoutMs), lib._event_destroy);
  if (event == nullptr) {
    config.code = RD_KAFKA_RESP_ERR__TIMED_OUT;
    return config;
  }
  config.code = lib._event_error(event.get());
  if (config.code != 0) return config;
  size_t count = 0;
  const rd_kafka_ConfigResource_t** resources =
      lib._DescribeConfigs_result_resources(lib._event_DescribeConfigs_result(event.get()), &count);
  if (count != 1) {
    config.code = RD_KAFKA_RESP_ERR__BAD_MSG;
    return config;
  }
  config.code = lib._ConfigResource_error(resources[0]);
  if (config.code == 0) takeEntries(lib, resources[0], config);
  return config;
}

}  // namespace lingerbus
